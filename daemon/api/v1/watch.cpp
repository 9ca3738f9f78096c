// POST /v1/watch: changes as they are written, from a token on. A stream without an end, a revision
// a line.
#include <stdexcept>

#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::size_t kChunkBytes = 64 * 1024;
constexpr std::string_view kKinds[] = {
    "WATCH_KIND_UNSPECIFIED", "WATCH_KIND_INCLUDE_RELATIONSHIP_UPDATES",
    "WATCH_KIND_INCLUDE_SCHEMA_UPDATES", "WATCH_KIND_INCLUDE_CHECKPOINTS"};

void decode_kinds(Decoder& in, const JsonNode* node, WatchRequest& request) {
    bool asked[4] = {};
    for (auto* item = in.first_element(node); item; item = in.document().next(*item)) {
        const std::int32_t kind = in.enumeration(item, "optionalUpdateKinds", kKinds);
        if (kind >= 0 && kind < 4)
            asked[kind] = true;
    }
    request.schema = asked[2];
    request.checkpoints = asked[3];
    request.tuples = asked[0] || asked[1] || (!request.schema && !request.checkpoints);
}

void decode_types(Decoder& in, const JsonNode* node, std::vector<TupleFilter>& filters) {
    std::int64_t index = 0;
    for (auto* item = in.first_element(node); item; item = in.document().next(*item)) {
        TupleFilter filter;
        filter.namespace_name =
            in.text(item, kObjectTypeRule, {nullptr, "optional_object_types", index++});
        filters.push_back(std::move(filter));
    }
}

void decode_filters(Decoder& in, const JsonNode* node, std::vector<TupleFilter>& filters) {
    if (node != nullptr && !filters.empty())
        in.reject({.code = Code::InvalidArgument,
                   .message = "cannot specify both object types and relationship filters",
                   .reason = {}});
    std::int64_t index = 0;
    for (auto* item = in.first_element(node); item; item = in.document().next(*item))
        filters.push_back(
            decode_filter(in, item, {nullptr, "optional_relationship_filters", index++}));
}

WatchRequest decode(Decoder& in) {
    const auto [types, start, filters, kinds] =
        in.fields(in.root(), {{"optionalObjectTypes", "optional_object_types"},
                              {"optionalStartCursor", "optional_start_cursor"},
                              {"optionalRelationshipFilters", "optional_relationship_filters"},
                              {"optionalUpdateKinds", "optional_update_kinds"}});
    WatchRequest request;
    decode_types(in, types, request.filters);
    decode_filters(in, filters, request.filters);
    if (start != nullptr) {
        const auto [token] = in.fields(start, {{"token", "token"}});
        request.after = Zookie{in.string(token, "token")};
    }
    decode_kinds(in, kinds, request);
    return request;
}

void write_change(JsonWriter& out, const WatchedChange& change) {
    const bool deleted = change.kind == WatchedChange::Kind::Deleted;
    out.begin_object().member("operation", deleted ? "OPERATION_DELETE" : "OPERATION_TOUCH");
    out.key("relationship");
    write_relationship(out, change.tuple);
    out.end_object();
}

// A large revision is still one line: its parts are sent one after the other.
void write_event(JsonWriter& out, const WatchEvent& event) {
    if (event.begins)
        out.begin_object().key("result").begin_object().key("updates").begin_array();
    for (const WatchedChange& change : event.changes)
        write_change(out, change);
    if (!event.ends)
        return;
    out.end_array();
    write_token(out, "changesThrough", event.through.token);
    if (event.metadata.empty())
        out.member_null("optionalTransactionMetadata");
    else
        out.key("optionalTransactionMetadata").raw(event.metadata);
    out.key("schemaUpdated").boolean(event.kind == WatchEvent::Kind::Schema);
    out.key("isCheckpoint").boolean(event.kind == WatchEvent::Kind::Checkpoint);
    out.key("fullRevisionMetadata").begin_array();
    if (!event.metadata.empty())
        out.raw(event.metadata);
    out.end_array().end_object().end_object().newline();
}

class Lines final : public http::ChunkSource {
public:
    Lines(std::shared_ptr<const Engine> store, std::unique_ptr<Watch> watch,
          metrics::Metrics& metrics)
        : store_(std::move(store)), watch_(std::move(watch)), metrics_(metrics) {}

    std::optional<std::string> next() override {
        if (done_)
            return {};
        while (out_.size() < kChunkBytes && (at_ < events_.size() || read_more()))
            write_next();
        return out_.take_text();
    }
    void when_ready(std::function<void()> ready) override { watch_->when_ready(std::move(ready)); }

    bool ends_by_itself() const override { return false; }

    // A client throws away a line that has no end, and watches again from the last one that has.
    bool is_within_row() const override { return within_line_; }
    std::string interrupted() override { return stream_interrupted(); }

private:
    // Only if nothing is to be sent first: what is sent now need not wait for the changelog.
    bool read_more() {
        if (out_.size() > 0)
            return false;
        auto events = watch_->read();
        work_ = watch_->looked_at();
        at_ = 0;
        events_.clear();
        if (events) {
            events_ = *std::move(events);
            return !events_.empty();
        }
        if (within_line_) // an error cannot be told here; the session cuts the connection
            throw std::runtime_error(events.error().message);
        out_.raw(error_response(to_status(events.error()), Shape::Stream).body);
        done_ = true;
        return false;
    }

    void write_next() {
        const WatchEvent& event = *events_[at_++];
        write_event(out_, event);
        within_line_ = !event.ends;
        metrics_.count_watched(event.changes.size());
    }

    std::shared_ptr<const Engine> store_; ///< outlives its watch
    std::unique_ptr<Watch> watch_;
    metrics::Metrics& metrics_;
    std::vector<std::shared_ptr<const WatchEvent>> events_;
    std::size_t at_ = 0; ///< of the next event to be written
    JsonWriter out_;
    bool within_line_ = false;
    bool done_ = false;
};

} // namespace

http::Response watch(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Stream);
    const WatchRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    auto watch = call.engine().watch(message);
    if (!watch)
        return call.refuse(watch.error());
    // The head is sent at once, so that a client knows that it is watching.
    http::Response response;
    response.more = std::make_unique<Lines>(call.store(), *std::move(watch), service.metrics);
    return response;
}

} // namespace pemba::api::v1
