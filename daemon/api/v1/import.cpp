// POST /v1/relationships/importbulk: many new relationships, all of them or none. The body is a
// sequence of JSON objects.
#include "api/budget_of.h"
#include "api/observe.h"
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::string_view kSpace = " \t\r\n";
constexpr std::size_t kUsualBytesPerTuple = 150;

void decode_message(Decoder& in, std::vector<RelationTuple>& tuples) {
    const auto [relationships] = in.fields(in.root(), {{"relationships", "relationships"}});
    std::int64_t index = 0;
    for (auto* item = in.first_element(relationships); item; item = in.document().next(*item)) {
        const Path path{nullptr, "relationships", index++};
        tuples.push_back(decode_relationship(in, item, path));
        if (!in.ok())
            return;
    }
}

// Reads message after message; what is wrong with one is told with its number.
std::optional<Status> decode_body(std::string_view body, const Engine& store,
                                  std::vector<RelationTuple>& tuples) {
    Decoder in;
    in.take_names_of(store);
    for (std::size_t number = 1; body.find_first_not_of(kSpace) != body.npos; ++number) {
        body.remove_prefix(body.find_first_not_of(kSpace));
        const std::size_t used = in.parse(body);
        if (in.ok())
            decode_message(in, tuples);
        auto refusal = in.json_refusal();
        if (!refusal)
            refusal = in.rule_refusal();
        if (refusal) {
            refusal->message = "message " + std::to_string(number) + ": " + refusal->message;
            return refusal;
        }
        body.remove_prefix(used);
    }
    return {};
}

http::Response encode(const Result<ImportResult>& result) {
    if (!result)
        return error_response(to_status(result.error()), Shape::Unary);
    JsonWriter out;
    out.begin_object().member_int64("numLoaded", result->imported).end_object();
    return json_response(std::move(out).text());
}

} // namespace

void import_bulk(const Service& service, http::Request& request, http::Reply reply) {
    const auto store = store_of(service, request);
    if (!store)
        return reply(error_response(to_status(store.error()), Shape::Unary));
    if (const auto budget = budget_of(request); !budget)
        return reply(error_response(to_status(budget.error()), Shape::Unary));
    ImportRequest message;
    message.tuples.reserve(request.body.size() / kUsualBytesPerTuple);
    if (const auto status = decode_body(request.body, **store, message.tuples))
        return reply(error_response(*status, Shape::Unary));
    message.context.actor = request.caller;
    note(request, message);
    (*store)->import_tuples(
        std::move(message),
        [store = *store, &request, reply = std::move(reply)](Result<ImportResult> result) {
            if (result)
                note(request, result->written_at);
            reply(encode(result));
        });
}

} // namespace pemba::api::v1
