// The JSON form.
#include <algorithm>
#include <map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "fga/regenerate/regenerate.h"

namespace pemba::schema::fga {

namespace json = boost::json;

namespace {

Error unsupported(const std::string& what) {
    return {ErrorCode::InvalidSchema, what + " has no form in a model of OpenFGA", {}};
}

template <class Part>
std::vector<const Part*> by_name(const std::vector<Part>& parts) {
    std::vector<const Part*> sorted;
    for (const Part& part : parts)
        sorted.push_back(&part);
    std::ranges::stable_sort(sorted, {}, [](const Part* part) { return part->name.text; });
    return sorted;
}

json::value source_info(const ir::Metadata& metadata) {
    if (metadata.file.empty())
        return nullptr;
    return json::object{{"file", metadata.file}};
}

json::object userset(const ir::Name& relation) {
    return {{"object", ""}, {"relation", relation.text}};
}

json::object subject_type(const ir::SubjectType& type) {
    json::object out{{"type", type.namespace_name.text}};
    if (!type.relation.text.empty())
        out["relation"] = type.relation.text;
    if (type.wildcard)
        out["wildcard"] = json::object();
    out["condition"] = type.condition.text;
    return out;
}

/// A node whose children stand in `made`; null if a model cannot say it.
json::value node_value(const ir::RewriteNode& node, json::array& made) {
    json::array children;
    for (const std::uint32_t child : node.children)
        children.push_back(std::move(made[child]));
    switch (node.op) {
    case ir::RewriteOp::This: return json::object{{"this", json::object()}};
    case ir::RewriteOp::ComputedUserset:
        return json::object{{"computedUserset", userset(node.relation)}};
    case ir::RewriteOp::TupleToUserset:
        return json::object{
            {"tupleToUserset",
             {{"tupleset", userset(node.tupleset)}, {"computedUserset", userset(node.relation)}}}};
    case ir::RewriteOp::Union:
        return json::object{{"union", json::object{{"child", std::move(children)}}}};
    case ir::RewriteOp::Intersection:
        return json::object{{"intersection", json::object{{"child", std::move(children)}}}};
    case ir::RewriteOp::Exclusion:
        return json::object{
            {"difference",
             {{"base", std::move(children[0])}, {"subtract", std::move(children[1])}}}};
    case ir::RewriteOp::TupleToUsersetAll:
    case ir::RewriteOp::Self:
    case ir::RewriteOp::Nil: return nullptr;
    }
    return nullptr;
}

Result<json::value> rewrite(const ir::Relation& relation) {
    json::array made;
    for (const ir::RewriteNode& node : relation.rewrite) {
        made.push_back(node_value(node, made));
        if (made.back().is_null())
            return unsupported("the relation `" + relation.name.text + "`");
    }
    for (const ir::SubjectType& type : relation.subject_types)
        if (type.expiration)
            return unsupported("`with expiration` on the relation `" + relation.name.text + "`");
    return std::move(made.back());
}

/// `list<map<int>>` from the inside out; null if there is no such type.
json::value parameter_type(std::string_view type) {
    static const std::map<std::string_view, const char*> kNames{
        {"any", "TYPE_NAME_ANY"},
        {"bool", "TYPE_NAME_BOOL"},
        {"string", "TYPE_NAME_STRING"},
        {"int", "TYPE_NAME_INT"},
        {"uint", "TYPE_NAME_UINT"},
        {"double", "TYPE_NAME_DOUBLE"},
        {"duration", "TYPE_NAME_DURATION"},
        {"timestamp", "TYPE_NAME_TIMESTAMP"},
        {"map", "TYPE_NAME_MAP"},
        {"list", "TYPE_NAME_LIST"},
        {"ipaddress", "TYPE_NAME_IPADDRESS"}};
    std::vector<std::string_view> row;
    while (!type.empty()) {
        row.push_back(type.substr(0, type.find_first_of("<>")));
        type.remove_prefix(row.back().size());
        type.remove_prefix(
            std::min<std::size_t>(type.starts_with('<') ? 1 : type.size(), type.size()));
    }
    json::array inner;
    for (auto name = row.rbegin(); name != row.rend(); ++name) {
        const auto found = kNames.find(*name);
        if (found == kNames.end())
            return nullptr;
        json::object level{{"type_name", found->second}, {"generic_types", std::move(inner)}};
        inner = json::array{std::move(level)};
    }
    return inner.empty() ? json::value() : std::move(inner[0]);
}

class Regenerator {
public:
    explicit Regenerator(const ir::Schema& schema) : schema_(schema) {}

    Result<std::string> run() {
        json::array types;
        for (const ir::NamespaceConfig& config : schema_.namespaces) {
            PEMBA_TRY(json::value type, type_definition(config));
            types.push_back(std::move(type));
        }
        json::object conditions;
        for (const ir::Condition* one : by_name(schema_.conditions)) {
            PEMBA_TRY(conditions[one->name.text], condition(*one));
        }
        const std::string& version = schema_.language_version.text;
        return json::serialize(json::object{{"schema_version", version.empty() ? "1.1" : version},
                                            {"type_definitions", std::move(types)},
                                            {"conditions", std::move(conditions)}});
    }

private:
    // Models of other languages have no metadata of their own, but what relations take stands
    // there.
    [[nodiscard]] bool has_metadata(const ir::Relation& relation) const {
        return relation.metadata || schema_.dialect != Dialect::Fga;
    }

    Result<json::value> type_definition(const ir::NamespaceConfig& config) const {
        json::object relations, about;
        for (const ir::Relation* relation : by_name(config.relations)) {
            PEMBA_TRY(relations[relation->name.text], rewrite(*relation));
            if (has_metadata(*relation))
                about[relation->name.text] = relation_metadata(*relation);
        }
        json::object out{{"type", config.name.text}, {"relations", std::move(relations)}};
        if (!config.metadata && about.empty()) {
            out["metadata"] = nullptr;
        } else {
            const ir::Metadata metadata = config.metadata.value_or(ir::Metadata{});
            out["metadata"] = json::object{{"relations", std::move(about)},
                                           {"module", metadata.module},
                                           {"source_info", source_info(metadata)}};
        }
        return json::value(std::move(out));
    }

    static json::object relation_metadata(const ir::Relation& relation) {
        const ir::Metadata metadata = relation.metadata.value_or(ir::Metadata{});
        json::array types;
        for (const ir::SubjectType& type : relation.subject_types)
            types.push_back(subject_type(type));
        return {{"directly_related_user_types", std::move(types)},
                {"module", metadata.module},
                {"source_info", source_info(metadata)}};
    }

    static Result<json::value> condition(const ir::Condition& condition) {
        json::object parameters;
        for (const ir::Parameter* parameter : by_name(condition.parameters)) {
            json::value type = parameter_type(parameter->type.text);
            if (type.is_null())
                return unsupported("the type `" + parameter->type.text + "`");
            parameters[parameter->name.text] = std::move(type);
        }
        json::object out{{"name", condition.name.text},
                         {"expression", condition.expression.text},
                         {"parameters", std::move(parameters)},
                         {"metadata", nullptr}};
        if (condition.metadata)
            out["metadata"] = json::object{{"module", condition.metadata->module},
                                           {"source_info", source_info(*condition.metadata)}};
        return json::value(std::move(out));
    }

    const ir::Schema& schema_;
};

} // namespace

Result<std::string> regenerate_json(const ir::Schema& schema) {
    return Regenerator(schema).run();
}

} // namespace pemba::schema::fga
