// POST /stores/{store_id}/write: writes and deletes tuples, all of them or none.
#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/tuple_key.h"

namespace pemba::api::openfga {
namespace {

/// One side of a write: what is to be there, or to be gone.
struct Side {
    std::vector<TupleKey> keys;
    bool lenient = false; ///< what is so already is no error
};

struct Message {
    Side writes, deletes;
};

struct SideNames {
    std::string_view message, key_message, option;
};
constexpr SideNames kWrites{"WriteRequestWrites", "TupleKey", "on_duplicate"};
constexpr SideNames kDeletes{"WriteRequestDeletes", "TupleKeyWithoutCondition", "on_missing"};

Side decode_side(Decoder& in, const JsonNode* node, const SideNames& names) {
    if (node == nullptr)
        return {};
    const auto [keys, option] = in.fields(node, {{"tuple_keys"}, {names.option}});
    Side side{.keys = decode_tuple_keys(in, keys, names.key_message)};
    if (in.ok() && side.keys.empty())
        in.violate({names.message, "TupleKeys"}, "value must contain at least 1 item(s)");
    const std::string_view chosen = in.string(option, names.option);
    side.lenient = chosen == "ignore";
    if (!side.lenient && !chosen.empty() && chosen != "error")
        in.reject({Code::ValidationError,
                   "invalid " + std::string(names.option) + " option: " + std::string(chosen)});
    return side;
}

Message decode(Call& call) {
    Decoder& in = call.in;
    const auto [writes, deletes, model] =
        in.fields(in.root(), {{"writes"}, {"deletes"}, {"authorization_model_id"}});
    call.needs_model(model);
    Message message{decode_side(in, writes, kWrites), decode_side(in, deletes, kDeletes)};
    const std::size_t count = message.writes.keys.size() + message.deletes.keys.size();
    const std::size_t most = call.service().openfga.tuples_per_write;
    if (count == 0)
        in.reject({Code::InvalidWriteInput, "Invalid input. Make sure you provide at least one "
                                            "write, or at least one delete"});
    if (count > most)
        in.reject({Code::ExceededEntityLimit,
                   "The number of write operations exceeds the allowed limit of " +
                       std::to_string(most)});
    return message;
}

// What is no tuple cannot be there.
std::optional<Status> add_deletes(const Side& deletes, WriteRequest& request) {
    const UpdateKind kind = deletes.lenient ? UpdateKind::Delete : UpdateKind::Remove;
    for (const TupleKey& key : deletes.keys) {
        auto tuple = to_tuple(key);
        if (tuple)
            request.updates.push_back({kind, *std::move(tuple)});
        else if (!deletes.lenient)
            return Status{Code::WriteFailed, "cannot delete a tuple which does not exist: " +
                                                 text_of(key) + ": " + tuple.error().message};
    }
    return {};
}

std::optional<Status> add_writes(const Side& writes, WriteRequest& request) {
    const UpdateKind kind = writes.lenient ? UpdateKind::Ensure : UpdateKind::Create;
    for (const TupleKey& key : writes.keys) {
        auto tuple = to_tuple(key);
        if (!tuple)
            return Status{Code::ValidationError,
                          "Invalid tuple '" + text_of(key) + "'. Reason: " + tuple.error().message};
        request.updates.push_back({kind, *std::move(tuple)});
    }
    return {};
}

} // namespace

void write_tuples(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, "WriteRequest");
    const Message message = decode(call);
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    WriteRequest write;
    write.schema = call.model();
    auto refused = add_deletes(message.deletes, write);
    if (!refused)
        refused = add_writes(message.writes, write);
    if (refused)
        return reply(call.refuse(*refused));
    http::Response done = call.answer("{}");
    if (write.updates.empty())
        return reply(std::move(done));
    write.context.actor = request.caller;
    note(request, write);
    auto answer = std::make_shared<http::Response>(std::move(done));
    call.store()->write(std::move(write), [store = call.store(), &request, reply = std::move(reply),
                                           answer](const Result<WriteResult>& result) {
        if (result)
            note(request, result->written_at);
        reply(result ? std::move(*answer)
                     : error_response(to_status(result.error()), Shape::Unary));
    });
}

} // namespace pemba::api::openfga
