// Tuple files: every form comes down to tuple keys in JSON.
#include "openfga/tuple_file.h"

#include <algorithm>
#include <array>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "openfga/csv.h"
#include "openfga/tuple_key.h"

namespace pemba::openfga {
namespace {

namespace json = boost::json;
using Tuples = std::vector<RelationTuple>;

Result<void> add(const json::value& key, const std::string& place, Tuples& tuples) {
    auto tuple = tuple_from(key);
    if (!tuple)
        return std::move(tuple).error().with_context(place);
    tuples.push_back(*std::move(tuple));
    return {};
}

std::string text_of(const Place& place) {
    return fmt::format("{}:{}", place.file, place.line);
}

Result<Tuples> read_yaml(const std::string& text, const std::string& file) {
    PEMBA_TRY(const YAML::Node root, load_yaml(text, file));
    if (!root.IsMap())
        return tuples_in(root, file);
    PEMBA_CHECK_OK(expect_keys(root, file, {"tuples"}));
    return tuples_in(root["tuples"], file);
}

Result<Tuples> read_json(const std::string& text, const std::string& file) {
    boost::system::error_code failure;
    json::value root = json::parse(text, failure);
    if (failure)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{}: this is not JSON: {}", file, failure.message()),
                     {}};
    if (const json::object* object = root.if_object(); object && object->contains("tuples"))
        root = json::value(object->at("tuples"));
    if (!root.is_array())
        return Error{ErrorCode::InvalidArgument, fmt::format("{}: a list is meant", file), {}};
    Tuples tuples;
    for (std::size_t i = 0; i < root.get_array().size(); ++i)
        PEMBA_CHECK_OK(add(root.get_array()[i], fmt::format("{}: tuple {}", file, i + 1), tuples));
    return tuples;
}

Result<Tuples> read_json_lines(std::string_view text, const std::string& file) {
    Tuples tuples;
    for (Place place{file, 1}; !text.empty(); ++place.line) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.find_first_not_of(" \t\r") == line.npos)
            continue;
        boost::system::error_code failure;
        const json::value key = json::parse(json::string_view(line.data(), line.size()), failure);
        if (failure)
            return wrong_at(place, "this is not JSON: " + failure.message());
        PEMBA_CHECK_OK(add(key, text_of(place), tuples));
    }
    return tuples;
}

constexpr std::array<std::string_view, 8> kColumns{
    "user_type",   "user_id",   "user_relation",  "relation",
    "object_type", "object_id", "condition_name", "condition_context"};
constexpr bool is_required(std::string_view column) {
    return column != "user_relation" && !column.starts_with("condition_");
}

using Columns = std::map<std::string, std::size_t, std::less<>>;

Result<Columns> columns_of(const CsvRow& header, const std::string& file) {
    Columns columns;
    for (const std::string& name : header.fields) {
        if (std::ranges::find(kColumns, name) == kColumns.end())
            return wrong_at({file, header.line},
                            fmt::format("there is no column `{}`; the columns are {}", name,
                                        fmt::join(kColumns, ", ")));
        if (!columns.emplace(name, columns.size()).second)
            return wrong_at({file, header.line}, fmt::format("column `{}` stands twice", name));
    }
    for (const std::string_view name : kColumns)
        if (is_required(name) && !columns.contains(name))
            return wrong_at({file, header.line}, fmt::format("column `{}` is missing", name));
    return columns;
}

// One row as a tuple key.
Result<json::object> key_of(const CsvRow& row, const Columns& columns, const Place& place) {
    if (row.fields.size() != columns.size())
        return wrong_at(place, fmt::format("{} fields where there are {} columns",
                                           row.fields.size(), columns.size()));
    const auto field = [&](std::string_view name) {
        const auto column = columns.find(name);
        return column == columns.end() ? std::string() : row.fields[column->second];
    };
    const std::string relation = field("user_relation");
    json::object key{{"user", field("user_type") + ":" + field("user_id") +
                                  (relation.empty() ? "" : "#" + relation)},
                     {"relation", field("relation")},
                     {"object", field("object_type") + ":" + field("object_id")}};
    const std::string condition = field("condition_name"), context = field("condition_context");
    if (condition.empty())
        return context.empty() ? Result<json::object>(std::move(key))
                               : wrong_at(place, "a condition's context without its name");
    boost::system::error_code failure;
    json::value values = json::parse(context.empty() ? "{}" : context, failure);
    if (failure)
        return wrong_at(place, "`condition_context` is not JSON: " + failure.message());
    key["condition"] = json::object{{"name", condition}, {"context", std::move(values)}};
    return key;
}

Result<Tuples> read_csv(const std::string& text, const std::string& file) {
    CsvRows rows(text, file);
    PEMBA_TRY(auto row, rows.next());
    if (!row)
        return wrong_at({file, 1}, "a first line with the names of the columns is missing");
    PEMBA_TRY(const Columns columns, columns_of(*row, file));
    Tuples tuples;
    while (true) {
        PEMBA_TRY(row, rows.next());
        if (!row)
            return tuples;
        const Place place{file, row->line};
        PEMBA_TRY(const json::object key, key_of(*row, columns, place));
        PEMBA_CHECK_OK(add(key, text_of(place), tuples));
    }
}

} // namespace

Result<Tuples> tuples_in(const YAML::Node& list, const std::string& file) {
    if (!has_value(list))
        return Tuples();
    if (!list.IsSequence())
        return wrong_at(place_of(list, file), "a list of tuples is meant");
    Tuples tuples;
    for (const YAML::Node& item : list) {
        PEMBA_TRY(const json::value key, json_of(item, file));
        PEMBA_CHECK_OK(add(key, text_of(place_of(item, file)), tuples));
    }
    return tuples;
}

Result<Tuples> read_tuples(const std::string& text, const std::string& file) {
    if (file.ends_with(".yaml") || file.ends_with(".yml"))
        return read_yaml(text, file);
    if (file.ends_with(".json"))
        return read_json(text, file);
    if (file.ends_with(".jsonl"))
        return read_json_lines(text, file);
    if (file.ends_with(".csv"))
        return read_csv(text, file);
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("`{}` is no file of tuples: its name must end with .yaml, .yml, "
                             ".json, .jsonl or .csv",
                             file),
                 {}};
}

} // namespace pemba::openfga
