// POST /v1/experimental/…relationshipcounter and countrelationships: filters by name, counted.
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

std::string decode_name(Decoder& in, const JsonNode* node) {
    std::string name = in.text(node, kOptionalRelationRule, {nullptr, "name"});
    if (in.ok() && name.empty())
        in.reject({.code = Code::InvalidArgument,
                   .message = "name must be provided",
                   .reason = "UNSPECIFIED"});
    return name;
}

std::string or_empty(const std::optional<std::string>& text) {
    return text.value_or("");
}

// The peer tells what the second registration asked for.
Status refusal_of(const Error& error, const TupleFilter& filter) {
    Status status = to_status(error);
    if (error.code != ErrorCode::CounterExists)
        return status;
    const SubjectFilter subject = filter.subject.value_or(SubjectFilter{});
    status.metadata.insert(status.metadata.end(),
                           {{"new_filter_resource_type", or_empty(filter.namespace_name)},
                            {"new_filter_resource_id", or_empty(filter.object_id)},
                            {"new_filter_resource_id_prefix", or_empty(filter.object_id_prefix)},
                            {"new_filter_relation", or_empty(filter.relation)},
                            {"new_filter_subject_type", subject.namespace_name},
                            {"new_filter_subject_id", or_empty(subject.id)},
                            {"new_filter_subject_relation", or_empty(subject.relation)}});
    return status;
}

} // namespace

void register_counter(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, Shape::Unary);
    Decoder& in = call.in;
    const auto [name, filter] =
        in.fields(in.root(), {{"name", "name"}, {"relationshipFilter", "relationship_filter"}});
    Counter counter{decode_name(in, name),
                    decode_filter(in, filter, {nullptr, "relationship_filter"})};
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    note(request, "counter", counter.name);
    const TupleFilter asked = counter.filter;
    call.store()->register_counter(
        std::move(counter),
        [store = call.store(), reply = std::move(reply), asked](Result<CounterChanged> done) {
            reply(done ? json_response("{}")
                       : error_response(refusal_of(done.error(), asked), Shape::Unary));
        });
}

void unregister_counter(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, Shape::Unary);
    const auto [node] = call.in.fields(call.in.root(), {{"name", "name"}});
    std::string name = decode_name(call.in, node);
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    note(request, "counter", name);
    call.store()->unregister_counter(std::move(name), [store = call.store(),
                                                       reply = std::move(reply)](
                                                          Result<CounterChanged> done) {
        reply(done ? json_response("{}") : error_response(to_status(done.error()), Shape::Unary));
    });
}

http::Response count_relationships(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Unary);
    const auto [node] = call.in.fields(call.in.root(), {{"name", "name"}});
    const std::string name = decode_name(call.in, node);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto counted = call.engine().count({name, Consistency::newest(), call.budget()});
    if (!counted)
        return call.refuse(counted.error());
    JsonWriter out;
    out.begin_object().key("readCounterValue").begin_object();
    out.member_int64("relationshipCount", counted->tuples);
    write_token(out, "readAt", counted->counted_at.token);
    out.end_object().end_object();
    return json_response(std::move(out).text());
}

} // namespace pemba::api::v1
