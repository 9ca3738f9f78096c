// POST /v1/schema/reflectschema: the schema as data.
#include <algorithm>

#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "api/v1/schema_json.h"

namespace pemba::api::v1 {
namespace {

// Each part is a prefix of a name; empty: any.
struct Filter {
    std::string definition, caveat, relation, permission;

    [[nodiscard]] bool is_empty() const {
        return definition.empty() && caveat.empty() && relation.empty() && permission.empty();
    }
};

struct Message {
    Consistency consistency;
    std::vector<Filter> filters; ///< what any of them takes; none: everything
};

std::string text_of(const Filter& filter) {
    std::string text;
    auto add = [&text](std::string_view name, const std::string& value) {
        if (!value.empty())
            text.append(text.empty() ? "" : " ").append(name).append(":\"" + value + "\"");
    };
    add("optional_definition_name_filter", filter.definition);
    add("optional_caveat_name_filter", filter.caveat);
    add("optional_relation_name_filter", filter.relation);
    add("optional_permission_name_filter", filter.permission);
    return text;
}

void check(Decoder& in, const Filter& filter) {
    std::string_view wrong;
    if (!filter.definition.empty() && !filter.caveat.empty())
        wrong = "cannot filter by both definition and caveat name";
    else if (!filter.relation.empty() && filter.definition.empty())
        wrong = "relation name match requires definition name match";
    else if (!filter.permission.empty() && filter.definition.empty())
        wrong = "permission name match requires definition name match";
    else if (!filter.relation.empty() && !filter.permission.empty())
        wrong = "cannot filter by both relation and permission name";
    if (!wrong.empty())
        in.reject({.code = Code::InvalidArgument,
                   .message = "the filter provided is not valid: " + std::string(wrong),
                   .reason = "INVALID_FILTER",
                   .metadata = {{"filter", text_of(filter)}}});
}

Message decode(Decoder& in) {
    const auto [consistency, filters] = in.fields(
        in.root(), {{"consistency", "consistency"}, {"optionalFilters", "optional_filters"}});
    Message message{decode_consistency(in, consistency), {}};
    for (auto* item = in.first_element(filters); item; item = in.document().next(*item)) {
        const auto [definition, caveat, relation, permission] =
            in.fields(item, {{"optionalDefinitionNameFilter", "optional_definition_name_filter"},
                             {"optionalCaveatNameFilter", "optional_caveat_name_filter"},
                             {"optionalRelationNameFilter", "optional_relation_name_filter"},
                             {"optionalPermissionNameFilter", "optional_permission_name_filter"}});
        Filter filter;
        filter.definition = in.string(definition, "optionalDefinitionNameFilter");
        filter.caveat = in.string(caveat, "optionalCaveatNameFilter");
        filter.relation = in.string(relation, "optionalRelationNameFilter");
        filter.permission = in.string(permission, "optionalPermissionNameFilter");
        check(in, filter);
        message.filters.push_back(std::move(filter));
    }
    return message;
}

bool takes_definition(const std::vector<Filter>& filters, const std::string& name) {
    return filters.empty() || std::ranges::any_of(filters, [&](const Filter& filter) {
               return filter.is_empty() ||
                      (!filter.definition.empty() && name.starts_with(filter.definition));
           });
}

bool takes_caveat(const std::vector<Filter>& filters, const std::string& name) {
    return filters.empty() || std::ranges::any_of(filters, [&](const Filter& filter) {
               return filter.is_empty() ||
                      (!filter.caveat.empty() && name.starts_with(filter.caveat));
           });
}

// A filter of relations says nothing about permissions, and the other way round.
class Members final : public MemberFilter {
public:
    Members(const std::vector<Filter>& filters, const std::string& definition)
        : filters_(filters), definition_(definition) {}

    [[nodiscard]] bool takes(const RelationOutline& relation) const override {
        return filters_.empty() || std::ranges::any_of(filters_, [&](const Filter& filter) {
                   return filter.caveat.empty() && definition_.starts_with(filter.definition) &&
                          relation.name.starts_with(relation.stored ? filter.relation
                                                                    : filter.permission);
               });
    }

private:
    const std::vector<Filter>& filters_;
    const std::string& definition_;
};

std::string encode(const ReadSchemaResult& result, const std::vector<Filter>& filters) {
    JsonWriter out;
    out.begin_object().key("definitions").begin_array();
    for (const NamespaceOutline& definition : result.schema.outline())
        if (takes_definition(filters, definition.name))
            write_definition(out, definition, Members(filters, definition.name));
    out.end_array().key("caveats").begin_array();
    for (const ConditionOutline& caveat : result.schema.conditions())
        if (takes_caveat(filters, caveat.name))
            write_caveat(out, caveat);
    out.end_array();
    write_token(out, "readAt", result.read_at.token);
    out.end_object();
    return std::move(out).text();
}

} // namespace

http::Response reflect_schema(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    const Message message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto schema =
        call.engine().read_schema({.consistency = message.consistency, .none_is_empty = true});
    if (!schema)
        return call.refuse(schema.error());
    return json_response(encode(*schema, message.filters));
}

} // namespace pemba::api::v1
