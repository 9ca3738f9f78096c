// GET /stores/{store_id}/changes: what was written and deleted, page by page.
#include "api/openfga/handlers.h"
#include "api/openfga/page_token.h"
#include "api/openfga/tuple_key.h"

namespace pemba::api::openfga {
namespace {

// A token holds its type before the cursor, so that another type can be told apart from nonsense.
constexpr char kAfterType = '|';

struct Message {
    ReadChangesRequest request;
    std::string type;
    std::string token; ///< as it was given
};

void decode_token(Call& call, Message& message) {
    const auto place = call.decode_place(message.token);
    if (!place)
        return;
    const std::size_t end = place->find(kAfterType);
    if (end == place->npos)
        return call.in.reject({Code::InvalidContinuationToken, "Invalid continuation token"});
    if (place->substr(0, end) != message.type)
        call.in.reject({Code::TokenOfOtherType,
                        "The type in the querystring and the continuation token don't match"});
    message.request.cursor = Cursor{place->substr(end + 1)};
}

void decode_start(Call& call, Message& message) {
    const auto text = call.query("start_time");
    if (!text || text->empty())
        return;
    const auto time = parse_timestamp(*text);
    if (!time)
        return call.in.fail("parsing field \"start_time\": " + time.error().message);
    using std::chrono::floor, std::chrono::microseconds, std::chrono::system_clock;
    if (*time > floor<microseconds>(system_clock::now())) // in nanoseconds a far year overflows
        call.in.violate(call.field("StartTime"), "value must be less than now");
    message.request.since = *time;
}

Message decode(Call& call) {
    Decoder& in = call.in;
    Message message{.type = call.query("type").value_or(""),
                    .token = call.query("continuation_token").value_or("")};
    if (!message.type.empty()) {
        in.expect(message.type, kChangesTypeRule, call.field("Type"), Code::TypeInvalidPattern);
        message.request.namespace_name = message.type;
    }
    const auto size = call.query("page_size");
    if (size == "0")
        in.violate(call.field("PageSize"), "value must be greater than or equal to 1");
    else
        message.request.limit =
            in.page_size(size, call.service().openfga.changes_per_page, call.field("PageSize"));
    decode_token(call, message);
    decode_start(call, message);
    return message;
}

// A page may have looked at many changes of other types and found none; then it is read on.
Result<ReadChangesResult> read(const Engine& engine, ReadChangesRequest request,
                               std::uint64_t& looked_at) {
    std::optional<Cursor> reached;
    for (;;) {
        PEMBA_TRY(auto result, engine.read_changes(request));
        looked_at += result.looked_at;
        const bool is_at_end = !result.cursor;
        if (is_at_end)
            result.cursor = reached;
        if (is_at_end || !result.changes.empty())
            return result;
        reached = request.cursor = result.cursor;
    }
}

// As the peer does: where there was nothing yet, there is no place to go on from.
std::string token_after(const Message& message, const ReadChangesResult& result) {
    if (!result.cursor || (result.changes.empty() && message.token.empty()))
        return message.token;
    return page_token(message.type + kAfterType + result.cursor->token);
}

// The peer keeps all changes. A list that left out those that were given up would look whole, so
// it is refused, and the message says from when on there is one.
http::Response refuse(const Call& call, const Message& message, const Error& error) {
    if (error.code == ErrorCode::SnapshotUnavailable && message.token.empty())
        return call.refuse(Status{Code::InvalidStartTime, error.message});
    return call.refuse(error);
}

std::string encode(const Message& message, const ReadChangesResult& result) {
    JsonWriter out;
    out.begin_object().key("changes").begin_array();
    for (const TupleChange& each : result.changes) {
        const bool deleted = each.change.kind == WatchedChange::Kind::Deleted;
        out.begin_object().key("tuple_key");
        write_tuple_key(out, each.change.tuple, deleted ? Conditions::LeftOut : Conditions::Shown);
        out.member("operation", deleted ? "TUPLE_OPERATION_DELETE" : "TUPLE_OPERATION_WRITE");
        out.member("timestamp", to_string(each.time)).end_object();
    }
    out.end_array().member("continuation_token", token_after(message, result));
    out.end_object();
    return std::move(out).text();
}

} // namespace

http::Response read_changes(const Service& service, http::Request& request) {
    Call call(service, request, "ReadChangesRequest");
    const Message message = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto result = read(call.engine(), message.request, request.work);
    return result ? call.answer(encode(message, *result)) : refuse(call, message, result.error());
}

} // namespace pemba::api::openfga
