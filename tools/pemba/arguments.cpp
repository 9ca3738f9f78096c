// Arguments: the words of a command line, parsed into values.
#include "arguments.h"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace pemba::client {
namespace {

namespace json = boost::json;

Error bad_filter(const std::string& word, std::string_view reason) {
    return {ErrorCode::InvalidFilter,
            fmt::format("`{}` is no filter: {}", word, reason),
            {{"hint",
              "a filter is `TYPE[:ID] [RELATION] [SUBJECT-TYPE[:ID][#RELATION]]`; an id that ends "
              "with % is a prefix"}}};
}

// Cuts `left<mark>right`; the right side is absent if the mark is.
std::pair<std::string, std::optional<std::string>> cut(const std::string& text, char mark) {
    const auto place = text.find(mark);
    if (place == std::string::npos)
        return {text, std::nullopt};
    return {text.substr(0, place), text.substr(place + 1)};
}

Result<void> put_object(const std::string& word, TupleFilter& filter) {
    auto [type, id] = cut(word, ':');
    if (!type.empty() && !is_namespace_name(type))
        return bad_filter(word, fmt::format("`{}` is not the name of a type", type));
    if (!type.empty())
        filter.namespace_name = type;
    if (id && id->ends_with('%'))
        filter.object_id_prefix = id->substr(0, id->size() - 1);
    else if (id && is_object_id(*id))
        filter.object_id = *id;
    else if (id)
        return bad_filter(word, fmt::format("`{}` is not an object's id", *id));
    return {};
}

Result<SubjectFilter> subject_filter(const std::string& word) {
    auto [object, relation] = cut(word, '#');
    auto [type, id] = cut(object, ':');
    if (!is_namespace_name(type))
        return bad_filter(word, fmt::format("`{}` is not the name of a type", type));
    if (id && *id != "*" && !is_object_id(*id))
        return bad_filter(word, fmt::format("`{}` is not an object's id", *id));
    if (relation && *relation == "...")
        relation = "";
    if (relation && !relation->empty() && !is_relation_name(*relation))
        return bad_filter(word, fmt::format("`{}` is not the name of a relation", *relation));
    return SubjectFilter{type, id, relation};
}

Result<json::object> json_object(std::string_view option, const std::string& text) {
    boost::system::error_code wrong;
    json::value value = json::parse(text, wrong);
    if (!wrong && value.is_object())
        return std::move(value.get_object());
    return Error{
        ErrorCode::InvalidArgument, fmt::format("{}: `{}` is not a JSON object", option, text), {}};
}

} // namespace

void add_context_option(CLI::App& command, std::string& context) {
    command
        .add_option("--caveat-context", context,
                    "values for caveats, as a JSON object: '{\"day\":\"monday\"}'")
        ->type_name("JSON");
}

Result<void> put_context(const std::string& text, json::object& request) {
    if (text.empty())
        return {};
    PEMBA_TRY(request["context"], json_object("--caveat-context", text));
    return {};
}

Result<TupleCondition> caveat_from(const std::string& text) {
    auto [name, context] = cut(text, ':');
    if (!is_namespace_name(name)) // caveats are named as types are
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("--caveat: `{}` is not the name of a caveat", name),
                     {{"hint", "write `NAME` or `NAME:{\"parameter\": value}`"}}};
    if (!context)
        return TupleCondition{std::move(name), ""};
    PEMBA_TRY(const json::object values, json_object("--caveat", *context));
    return TupleCondition{std::move(name), values.empty() ? "" : json::serialize(values)};
}

void add_consistency_options(CLI::App& command, ConsistencyArguments& consistency) {
    CLI::Option_group* group = command.add_option_group("how fresh the answer must be");
    group
        ->add_option("--consistency-at-least", consistency.at_least,
                     "as fresh as this zookie, or fresher")
        ->type_name("ZOOKIE");
    group
        ->add_option("--consistency-at-exactly", consistency.at_exactly,
                     "exactly the snapshot of this zookie")
        ->type_name("ZOOKIE");
    group->add_flag("--consistency-full", consistency.full, "the newest snapshot there is");
    group->add_flag("--consistency-min-latency", consistency.min_latency,
                    "the newest snapshot at hand (the default)");
    group->require_option(0, 1);
}

void put_consistency(const ConsistencyArguments& consistency, json::object& request) {
    json::object message;
    if (!consistency.at_least.empty())
        message["atLeastAsFresh"] = json::object{{"token", consistency.at_least}};
    if (!consistency.at_exactly.empty())
        message["atExactSnapshot"] = json::object{{"token", consistency.at_exactly}};
    if (consistency.full)
        message["fullyConsistent"] = true;
    if (consistency.min_latency)
        message["minimizeLatency"] = true;
    if (!message.empty())
        request["consistency"] = std::move(message);
}

Result<RelationTuple> tuple_from(const std::vector<std::string>& words) {
    if (words.size() == 1)
        return parse_relation_tuple(words[0]);
    if (words.size() != 3)
        return Error{ErrorCode::InvalidArgument,
                     fmt::format("{} words where one or three are meant", words.size()),
                     {{"hint", "write `repository:pemba push user:ann` or "
                               "`repository:pemba#push@user:ann`"}}};
    PEMBA_TRY(Object object, parse_object(words[0]));
    PEMBA_TRY(Subject subject, parse_subject(words[2]));
    RelationTuple tuple{std::move(object), words[1], std::move(subject)};
    PEMBA_CHECK_OK(validate(tuple));
    return tuple;
}

Result<TupleFilter> filter_from(const std::vector<std::string>& words) {
    TupleFilter filter;
    if (!words.empty())
        PEMBA_CHECK_OK(put_object(words[0], filter));
    if (words.size() > 1 && !words[1].empty()) {
        if (!is_relation_name(words[1]))
            return bad_filter(words[1], "it is not the name of a relation");
        filter.relation = words[1];
    }
    if (words.size() > 2) {
        PEMBA_TRY(filter.subject, subject_filter(words[2]));
    }
    if (filter.is_empty())
        return bad_filter(words.empty() ? "" : words[0], "it selects nothing");
    return filter;
}

} // namespace pemba::client
