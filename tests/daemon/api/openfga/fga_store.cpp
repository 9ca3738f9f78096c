// FgaStore: a model in JSON, and requests.
#include "daemon/api/openfga/fga_store.h"

#include <stdexcept>

namespace pemba::testing {

const char* const kFgaModel = R"json({"schema_version": "1.1", "type_definitions": [
  {"type": "user"},
  {"type": "group", "relations": {"member": {"this": {}}},
   "metadata": {"relations": {"member": {"directly_related_user_types":
     [{"type": "user"}, {"type": "group", "relation": "member"}]}}}},
  {"type": "folder", "relations": {"viewer": {"this": {}}},
   "metadata": {"relations": {"viewer": {"directly_related_user_types": [{"type": "user"}]}}}},
  {"type": "document", "relations": {
     "parent": {"this": {}}, "owner": {"this": {}}, "banned": {"this": {}},
     "viewer": {"union": {"child": [{"this": {}}, {"computedUserset": {"relation": "owner"}},
       {"tupleToUserset": {"tupleset": {"relation": "parent"},
                           "computedUserset": {"relation": "viewer"}}}]}},
     "can_view": {"difference": {"base": {"computedUserset": {"relation": "viewer"}},
                                 "subtract": {"computedUserset": {"relation": "banned"}}}}},
   "metadata": {"relations": {
     "parent": {"directly_related_user_types": [{"type": "folder"}]},
     "owner": {"directly_related_user_types": [{"type": "user"}]},
     "banned": {"directly_related_user_types": [{"type": "user"}]},
     "viewer": {"directly_related_user_types": [{"type": "user"}, {"type": "user", "wildcard": {}},
       {"type": "group", "relation": "member"}, {"type": "user", "condition": "under"}]}}}}],
  "conditions": {"under": {"name": "under", "expression": "used < max",
    "parameters": {"used": {"type_name": "TYPE_NAME_INT"}, "max": {"type_name": "TYPE_NAME_INT"}}}}
})json";

namespace {

std::string text_at(const Answer& answer, const char* member) {
    if (answer.status / 100 != 2)
        throw std::runtime_error(answer.body);
    return std::string(answer.json().at(member).as_string());
}

} // namespace

FgaStore::FgaStore(config::Config config) : daemon_(std::move(config)) {
    id_ = text_at(daemon_.post("/stores", R"({"name":"a store"})"), "id");
    model_ = text_at(post("/authorization-models", kFgaModel), "authorization_model_id");
}

Answer FgaStore::post(const std::string& path, const std::string& body) const {
    return daemon_.ask("POST", this->path() + path, body);
}

Answer FgaStore::get(const std::string& path) const {
    return daemon_.ask("GET", this->path() + path);
}

void FgaStore::write(std::initializer_list<std::string_view> tuples) const {
    std::string keys;
    for (const auto tuple : tuples)
        keys += (keys.empty() ? "" : ",") + tuple_key(tuple);
    const Answer answer = post("/write", R"({"writes":{"tuple_keys":[)" + keys + "]}}");
    if (answer.status != 200)
        throw std::runtime_error(answer.body);
}

bool FgaStore::check(std::string_view question) const {
    const Answer answer = post("/check", R"({"tuple_key":)" + tuple_key(question) + "}");
    if (answer.status != 200)
        throw std::runtime_error(answer.body);
    return answer.json().at("allowed").as_bool();
}

std::string tuple_key(std::string_view tuple) {
    const std::size_t hash = tuple.find('#'), at = tuple.find('@', hash);
    const auto member = [](const char* name, std::string_view value) {
        return "\"" + std::string(name) + "\":\"" + std::string(value) + "\"";
    };
    return "{" + member("user", tuple.substr(at + 1)) + "," +
           member("relation", tuple.substr(hash + 1, at - hash - 1)) + "," +
           member("object", tuple.substr(0, hash)) + "}";
}

std::string fga_code(const Answer& answer) {
    return std::string(answer.json().at("code").as_string());
}

} // namespace pemba::testing
