// Reading store files.
#include "openfga/store_file.h"

#include <filesystem>
#include <iterator>
#include <optional>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/file.h"
#include "openfga/model_file.h"
#include "openfga/tuple_file.h"

namespace pemba::openfga {
namespace {

using Texts = std::vector<std::string>;

class Reader {
public:
    Reader(const std::string& path, ExternalFiles external)
        : path_(path), name_(console::display_name(path)), files_(path, external) {}

    Result<StoreFile> run() {
        PEMBA_TRY(const std::string text, console::read_file(path_));
        PEMBA_TRY(const YAML::Node root, load_yaml(text, name_));
        PEMBA_CHECK_OK(expect_keys(
            root, name_,
            {"name", "model", "model_file", "tuples", "tuple_file", "tuple_files", "tests"}));
        PEMBA_TRY(Schema model, read_model_of(root));
        StoreFile file{
            std::filesystem::path(path_).stem().stem().string(), std::move(model), {}, {}};
        if (has_value(root["name"])) {
            PEMBA_TRY(file.name, text_in(root["name"], name_, "name"));
        }
        PEMBA_TRY(file.tuples, read_tuples_of(root));
        PEMBA_TRY(const auto tests, items(root, "tests"));
        for (const YAML::Node& test : tests) {
            PEMBA_TRY(StoreTest read, read_test(test));
            file.tests.push_back(std::move(read));
        }
        return file;
    }

private:
    [[nodiscard]] Error wrong(const YAML::Node& node, std::string_view what) const {
        return wrong_at(place_of(node, name_), what);
    }
    [[nodiscard]] int line_of(const YAML::Node& node) const { return place_of(node, name_).line; }

    /// The items of a list that may be absent.
    Result<std::vector<YAML::Node>> items(const YAML::Node& node, const char* key) const {
        const YAML::Node list = node[key];
        if (!has_value(list))
            return std::vector<YAML::Node>();
        if (!list.IsSequence())
            return wrong(list, fmt::format("`{}` must be a list", key));
        return std::vector<YAML::Node>(list.begin(), list.end());
    }

    Result<Texts> texts(const YAML::Node& node, const char* key) const {
        PEMBA_TRY(const auto list, items(node, key));
        Texts read;
        for (const YAML::Node& item : list) {
            PEMBA_TRY(std::string text, text_in(item, name_, key));
            read.push_back(std::move(text));
        }
        return read;
    }

    Result<std::string> text_at(const YAML::Node& node, const char* key) const {
        if (!has_value(node[key]))
            return wrong(node, fmt::format("`{}` is missing", key));
        return text_in(node[key], name_, key);
    }

    Result<Schema> read_model_of(const YAML::Node& root) {
        if (has_value(root["model"])) {
            PEMBA_TRY(const std::string text, text_in(root["model"], name_, "model"));
            return compile_model(text, name_, schema::Language::Fga);
        }
        if (!has_value(root["model_file"]))
            return wrong(root, "neither `model` nor `model_file` is there");
        PEMBA_TRY(const std::string path, text_in(root["model_file"], name_, "model_file"));
        return read_model(path, files_);
    }

    // Those that stand in the node, and those of the files that it names.
    Result<std::vector<RelationTuple>> read_tuples_of(const YAML::Node& node) {
        PEMBA_TRY(auto tuples, tuples_in(node["tuples"], name_));
        PEMBA_TRY(Texts paths, texts(node, "tuple_files"));
        if (has_value(node["tuple_file"])) {
            PEMBA_TRY(std::string path, text_in(node["tuple_file"], name_, "tuple_file"));
            paths.insert(paths.begin(), std::move(path));
        }
        for (const std::string& path : paths) {
            PEMBA_TRY(const NearbyFiles::File file, files_.read(path));
            PEMBA_TRY(auto more, read_tuples(file.text, file.name));
            std::move(more.begin(), more.end(), std::back_inserter(tuples));
        }
        return tuples;
    }

    Result<StoreTest> read_test(const YAML::Node& node) {
        PEMBA_CHECK_OK(expect_keys(node, name_,
                                   {"name", "description", "tuples", "tuple_file", "tuple_files",
                                    "check", "list_objects", "list_users"}));
        StoreTest test;
        test.name = fmt::format("the test of line {}", line_of(node));
        if (has_value(node["name"])) {
            PEMBA_TRY(test.name, text_at(node, "name"));
        }
        PEMBA_TRY(test.tuples, read_tuples_of(node));
        PEMBA_CHECK_OK(each(node, "check", test, &Reader::read_check));
        PEMBA_CHECK_OK(each(node, "list_objects", test, &Reader::read_list_objects));
        PEMBA_CHECK_OK(each(node, "list_users", test, &Reader::read_list_users));
        return test;
    }

    Result<void> each(const YAML::Node& node, const char* key, StoreTest& test,
                      Result<void> (Reader::*read)(const YAML::Node&, StoreTest&)) {
        PEMBA_TRY(const auto list, items(node, key));
        for (const YAML::Node& item : list)
            PEMBA_CHECK_OK((this->*read)(item, test));
        return {};
    }

    Result<std::string> context_of(const YAML::Node& node) const {
        const YAML::Node context = node["context"];
        if (!has_value(context))
            return std::string();
        if (!context.IsMap())
            return wrong(context, "`context` must be an object");
        PEMBA_TRY(const auto value, json_of(context, name_));
        return boost::json::serialize(value);
    }

    /// The relations that are asked about, each with what is expected of it.
    Result<YAML::Node> assertions_of(const YAML::Node& node) const {
        const YAML::Node assertions = node["assertions"];
        if (!assertions.IsDefined() || !assertions.IsMap())
            return wrong(node, "`assertions` with relations is missing");
        return assertions;
    }

    // `one: x` or `many: [x, y]`.
    Result<Texts> one_or_many(const YAML::Node& node, const char* one, const char* many) const {
        const bool has_one = has_value(node[one]), has_many = has_value(node[many]);
        if (has_one && has_many)
            return wrong(node, fmt::format("cannot contain both `{}` and `{}`", one, many));
        if (!has_one && !has_many)
            return wrong(node, fmt::format("must specify `{}` or `{}`", one, many));
        if (has_many)
            return texts(node, many);
        PEMBA_TRY(std::string text, text_in(node[one], name_, one));
        return Texts{std::move(text)};
    }

    Result<void> read_check(const YAML::Node& node, StoreTest& test) {
        PEMBA_CHECK_OK(expect_keys(
            node, name_, {"user", "users", "object", "objects", "context", "assertions"}));
        PEMBA_TRY(const Texts users, one_or_many(node, "user", "users"));
        PEMBA_TRY(const Texts objects, one_or_many(node, "object", "objects"));
        PEMBA_TRY(const std::string context, context_of(node));
        PEMBA_TRY(const YAML::Node assertions, assertions_of(node));
        for (const auto& entry : assertions) {
            bool expected = false;
            if (!YAML::convert<bool>::decode(entry.second, expected))
                return wrong(entry.second, "an assertion of a check is `true` or `false`");
            for (const std::string& user : users)
                for (const std::string& object : objects)
                    test.checks.push_back({line_of(entry.first), user, entry.first.Scalar(), object,
                                           context, expected});
        }
        return {};
    }

    Result<void> read_list_objects(const YAML::Node& node, StoreTest& test) {
        PEMBA_CHECK_OK(expect_keys(node, name_, {"user", "type", "context", "assertions"}));
        ListObjectsAssertion asked;
        PEMBA_TRY(asked.user, text_at(node, "user"));
        PEMBA_TRY(asked.type, text_at(node, "type"));
        PEMBA_TRY(asked.context, context_of(node));
        PEMBA_TRY(const YAML::Node assertions, assertions_of(node));
        for (const auto& entry : assertions) {
            asked.line = line_of(entry.first);
            asked.relation = entry.first.Scalar();
            PEMBA_TRY(const Texts objects, texts(assertions, asked.relation.c_str()));
            asked.expected = {objects.begin(), objects.end()};
            test.list_objects.push_back(asked);
        }
        return {};
    }

    // Of the filters only the first counts, as for OpenFGA; so there is to be one.
    Result<void> read_filter(const YAML::Node& node, ListUsersAssertion& asked) const {
        PEMBA_TRY(const auto filters, items(node, "user_filter"));
        if (filters.size() != 1)
            return wrong(node, "`user_filter` must be a list of one filter");
        PEMBA_CHECK_OK(expect_keys(filters[0], name_, {"type", "relation"}));
        PEMBA_TRY(asked.user_type, text_at(filters[0], "type"));
        if (has_value(filters[0]["relation"])) {
            PEMBA_TRY(asked.user_relation, text_at(filters[0], "relation"));
        }
        return {};
    }

    Result<void> read_list_users(const YAML::Node& node, StoreTest& test) {
        PEMBA_CHECK_OK(
            expect_keys(node, name_, {"object", "user_filter", "context", "assertions"}));
        ListUsersAssertion asked;
        PEMBA_TRY(asked.object, text_at(node, "object"));
        PEMBA_CHECK_OK(read_filter(node, asked));
        PEMBA_TRY(asked.context, context_of(node));
        PEMBA_TRY(const YAML::Node assertions, assertions_of(node));
        for (const auto& entry : assertions) {
            asked.line = line_of(entry.first);
            asked.relation = entry.first.Scalar();
            PEMBA_CHECK_OK(expect_keys(entry.second, name_, {"users"}));
            PEMBA_TRY(const Texts users, texts(entry.second, "users"));
            asked.expected = {users.begin(), users.end()};
            test.list_users.push_back(asked);
        }
        return {};
    }

    std::string path_, name_;
    NearbyFiles files_;
};

} // namespace

Result<StoreFile> read_store_file(const std::string& path, ExternalFiles external) {
    return Reader(path, external).run();
}

} // namespace pemba::openfga
