// POST /v1/schema/diffschema: how the schema differs from another.
#include <map>

#include "api/v1/decode.h"
#include "api/v1/diagnostics_status.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "api/v1/schema_json.h"
#include "pemba/schema_diff.h"

namespace pemba::api::v1 {
namespace {

using Kind = SchemaDifference::Kind;

// A schema's parts by name.
class Parts {
public:
    explicit Parts(const Schema& schema) {
        for (NamespaceOutline& definition : schema.outline())
            definitions_[definition.name] = std::move(definition);
        for (ConditionOutline& caveat : schema.conditions())
            caveats_[caveat.name] = std::move(caveat);
    }

    // REQUIRES: it is there.
    [[nodiscard]] const NamespaceOutline& definition(const std::string& name) const {
        return definitions_.at(name);
    }
    [[nodiscard]] const ConditionOutline& caveat(const std::string& name) const {
        return caveats_.at(name);
    }
    // REQUIRES: they are there.
    [[nodiscard]] const RelationOutline& relation(const SchemaDifference& difference) const {
        for (const RelationOutline& relation : definition(difference.namespace_name).relations)
            if (relation.name == difference.relation)
                return relation;
        throw std::out_of_range("a difference names a relation that is not there");
    }

private:
    std::map<std::string, NamespaceOutline> definitions_;
    std::map<std::string, ConditionOutline> caveats_;
};

class DiffWriter {
public:
    DiffWriter(JsonWriter& out, const Schema& before, const Schema& after)
        : out_(out), before_(before), after_(after) {}

    void write(const SchemaDifference& difference) {
        out_.begin_object();
        write_member(difference);
        out_.end_object();
    }

private:
    void write_member(const SchemaDifference& d) {
        switch (d.kind) {
        case Kind::NamespaceAdded: return definition("definitionAdded", after_, d);
        case Kind::NamespaceRemoved: return definition("definitionRemoved", before_, d);
        case Kind::NamespaceCommentChanged:
            return definition("definitionDocCommentChanged", after_, d);
        case Kind::RelationAdded: return relation("relationAdded", after_, d);
        case Kind::RelationRemoved: return relation("relationRemoved", before_, d);
        case Kind::RelationCommentChanged: return relation("relationDocCommentChanged", after_, d);
        case Kind::SubjectTypeAdded: return subject_type("relationSubjectTypeAdded", d);
        case Kind::SubjectTypeRemoved: return subject_type("relationSubjectTypeRemoved", d);
        case Kind::PermissionAdded: return permission("permissionAdded", after_, d);
        case Kind::PermissionRemoved: return permission("permissionRemoved", before_, d);
        case Kind::PermissionCommentChanged:
            return permission("permissionDocCommentChanged", after_, d);
        case Kind::PermissionExpressionChanged:
            return permission("permissionExprChanged", after_, d);
        case Kind::ConditionAdded: return caveat("caveatAdded", after_, d);
        case Kind::ConditionRemoved: return caveat("caveatRemoved", before_, d);
        case Kind::ConditionCommentChanged: return caveat("caveatDocCommentChanged", after_, d);
        case Kind::ConditionExpressionChanged: return caveat("caveatExprChanged", after_, d);
        case Kind::ParameterAdded: return parameter("caveatParameterAdded", d, d.after);
        case Kind::ParameterRemoved: return parameter("caveatParameterRemoved", d, d.before);
        case Kind::ParameterTypeChanged: return retyped(d);
        }
    }

    void definition(std::string_view name, const Parts& parts, const SchemaDifference& d) {
        out_.key(name);
        write_definition(out_, parts.definition(d.namespace_name));
    }
    void relation(std::string_view name, const Parts& parts, const SchemaDifference& d) {
        out_.key(name);
        write_relation(out_, d.namespace_name, parts.relation(d));
    }
    void permission(std::string_view name, const Parts& parts, const SchemaDifference& d) {
        out_.key(name);
        write_permission(out_, d.namespace_name, parts.relation(d));
    }
    void subject_type(std::string_view name, const SchemaDifference& d) {
        out_.key(name).begin_object().key("relation");
        write_relation(out_, d.namespace_name, after_.relation(d));
        out_.key("changedSubjectType");
        write_subject_type(out_, *d.subject_type);
        out_.end_object();
    }
    void caveat(std::string_view name, const Parts& parts, const SchemaDifference& d) {
        out_.key(name);
        write_caveat(out_, parts.caveat(d.condition));
    }
    void parameter(std::string_view name, const SchemaDifference& d, const std::string& type) {
        out_.key(name);
        write_parameter(out_, d.condition, {d.parameter, type});
    }
    void retyped(const SchemaDifference& d) {
        out_.key("caveatParameterTypeChanged").begin_object();
        parameter("parameter", d, d.after);
        out_.member("previousType", d.before).end_object();
    }

    JsonWriter& out_;
    Parts before_, after_;
};

std::string encode(const ReadSchemaResult& before, const Schema& after) {
    JsonWriter out;
    out.begin_object().key("diffs").begin_array();
    DiffWriter writer(out, before.schema, after);
    for (const SchemaDifference& difference : differences(before.schema, after))
        writer.write(difference);
    out.end_array();
    write_token(out, "readAt", before.read_at.token);
    out.end_object();
    return std::move(out).text();
}

} // namespace

http::Response diff_schema(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    const auto [consistency_node, text_node] =
        call.in.fields(call.in.root(),
                       {{"consistency", "consistency"}, {"comparisonSchema", "comparison_schema"}});
    const Consistency consistency = decode_consistency(call.in, consistency_node);
    const std::string_view text = call.in.string(text_node, "comparisonSchema");
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const schema::CompileResult compared = schema::compile(text, kSchemaName);
    if (!compared.schema)
        return call.refuse(to_status(compared.diagnostics));
    const auto current =
        call.engine().read_schema({.consistency = consistency, .none_is_empty = true});
    if (!current)
        return call.refuse(current.error());
    return json_response(encode(*current, *compared.schema));
}

} // namespace pemba::api::v1
