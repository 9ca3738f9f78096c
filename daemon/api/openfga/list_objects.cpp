// POST /stores/{store_id}/list-objects and …/streamed-list-objects: which objects does a user have
// a relation to? All of them, always.
#include "api/listing_source.h"
#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxUserBytes = 512;

struct Message {
    std::string type, relation, user;
    Circumstances circumstances;
};

Message decode(Call& call) {
    Decoder& in = call.in;
    const auto [model, type, relation, user, tuples, context, consistency] =
        in.fields(in.root(), {{"authorization_model_id"},
                              {"type"},
                              {"relation"},
                              {"user"},
                              {"contextual_tuples"},
                              {"context"},
                              {"consistency"}});
    Message message;
    call.needs_model(model);
    message.type = in.text(type, kTypeRule, call.field("Type"));
    message.relation = in.text(relation, kRelationRule, call.field("Relation"));
    message.user = in.string(user, "user");
    if (in.ok() && (message.user.empty() || message.user.size() > kMaxUserBytes))
        in.violate(call.field("User"), "value length must be between 1 and 512 bytes, inclusive");
    message.circumstances.contextual_tuples = decode_contextual_tuples(in, tuples);
    message.circumstances.context = in.structure(context).value_or("");
    decode_consistency(in, consistency);
    return message;
}

Result<LookupObjectsRequest> request_of(const Message& message,
                                        const std::optional<SchemaId>& model) {
    auto subject = subject_of(message.user);
    if (!subject)
        return std::move(subject).error().with_context("invalid 'user' value");
    PEMBA_TRY(auto premises, premises_under(model, message.circumstances.contextual_tuples));
    LookupObjectsRequest request;
    request.namespace_name = message.type;
    request.relation = message.relation;
    request.subject = *std::move(subject);
    request.context = message.circumstances.context;
    request.premises = std::move(premises);
    return request;
}

// Names that are asked for have codes of their own here; those of the user have not.
Status refusal_of(const Error& error, const Message& message) {
    Status status = to_status(error);
    if (status.code != Code::ValidationError || error.detail("namespace") != message.type)
        return status;
    if (error.code == ErrorCode::UnknownNamespace)
        status.code = Code::TypeNotFound;
    if (error.code == ErrorCode::UnknownRelation && error.detail("relation") == message.relation)
        status.code = Code::RelationNotFound;
    return status;
}

// A stream's rows, a line each.
class Rows final : public ListingSource<FoundObject> {
public:
    Rows(std::shared_ptr<const Engine> engine, ObjectListing found, const std::string& type)
        : ListingSource(std::move(engine), std::move(found)), type_(type) {}

    std::string interrupted() override {
        return failed({Code::Unavailable, "the server is stopping; ask again"});
    }

private:
    static std::string failed(const Status& status) {
        return error_response(status, Shape::Stream).body;
    }
    void write_row(JsonWriter& out, const FoundObject& row) const override {
        out.begin_object().key("result").begin_object();
        out.member("object", text_of(Object{type_, row.id})).end_object().end_object().newline();
    }
    std::string error_line(const Error& error) const override { return failed(to_status(error)); }

    std::string type_;
};

http::Response stream(std::unique_ptr<http::ChunkSource> rows) {
    http::Response response;
    if (auto first = rows->next())
        response.body = *std::move(first);
    if (response.body.empty())
        response.content_type = {}; // as the peer answers an empty stream, near enough
    else
        response.more = std::move(rows);
    return response;
}

constexpr std::size_t kRowsAtOnce = 1'000;

// Only as many rows as are being written are in words.
Result<std::string> encode(ObjectListing listing, const std::string& type) {
    JsonWriter out;
    out.begin_object().key("objects").begin_array();
    while (listing.size() > 0) {
        PEMBA_TRY(auto objects, listing.next(kRowsAtOnce));
        for (const FoundObject& object : objects)
            out.string(text_of(Object{type, object.id}));
    }
    out.end_array().end_object();
    return std::move(out).text();
}

http::Response answer(const Service& service, http::Request& request, std::string_view name,
                      Shape shape) {
    Call call(service, request, name, shape);
    const Message message = decode(call);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    auto asked = request_of(message, call.model());
    if (!asked)
        return call.refuse(asked.error());
    asked->budget = call.budget();
    asked->limit = service.openfga.results;
    auto listing = call.engine().list_objects(*asked);
    if (!listing)
        return call.refuse(refusal_of(listing.error(), message));
    observe(request, *asked, *listing);
    call.answered_at(listing->looked_up_at());
    const bool complete = listing->complete();
    http::Response response;
    if (shape == Shape::Stream) {
        response = stream(std::make_unique<Rows>(call.store(), *std::move(listing), message.type));
    } else {
        auto text = encode(*std::move(listing), message.type);
        if (!text)
            return call.refuse(text.error());
        response = call.answer(*std::move(text));
    }
    if (shape == Shape::Stream)
        call.tell_model(response);
    tell_completeness(response, complete);
    return response;
}

} // namespace

http::Response list_objects(const Service& service, http::Request& request) {
    return answer(service, request, "ListObjectsRequest", Shape::Unary);
}

http::Response streamed_list_objects(const Service& service, http::Request& request) {
    return answer(service, request, "StreamedListObjectsRequest", Shape::Stream);
}

} // namespace pemba::api::openfga
