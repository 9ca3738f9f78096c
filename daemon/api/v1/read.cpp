// POST /v1/relationships/read: the relationships that a filter matches. A stream, read page by
// page.
#include <algorithm>

#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"

namespace pemba::api::v1 {
namespace {

constexpr std::uint32_t kMaxLimit = 1'000;
constexpr std::size_t kPageRows = 250;

struct Message {
    ReadRequest request;
    std::uint32_t limit = 0; ///< rows in all; 0: no limit
};

Message decode(Decoder& in) {
    const auto [consistency, filter, limit, cursor] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"relationshipFilter", "relationship_filter"},
                              {"optionalLimit", "optional_limit"},
                              {"optionalCursor", "optional_cursor"}});
    Message message;
    message.request.consistency = decode_consistency(in, consistency);
    message.request.filter = decode_filter(in, filter, {nullptr, "relationship_filter"});
    message.request.cursor = decode_cursor(in, cursor);
    message.limit = in.uint32(limit, "optionalLimit");
    message.request.cursor_scope = "read/" + std::to_string(message.limit);
    if (message.limit > kMaxLimit)
        in.reject(limit_too_large(message.limit, kMaxLimit));
    return message;
}

class Rows final : public http::ChunkSource {
public:
    Rows(std::shared_ptr<const Engine> engine, Message message, ReadResult first)
        : engine_(std::move(engine)), message_(std::move(message)), page_(std::move(first)) {}

    std::optional<std::string> next() override {
        if (done_)
            return {};
        JsonWriter out;
        for (std::size_t i = 0; i < page_.tuples.size(); ++i)
            write_row(out, i);
        rows_ += page_.tuples.size();
        if (auto failed = turn_page())
            out.raw(*failed);
        return std::move(out).text();
    }
    std::string interrupted() override { return stream_interrupted(); }

    /// How many rows the next page may have.
    static std::size_t page_size(std::uint32_t limit, std::size_t so_far) {
        return limit == 0 ? kPageRows : std::min<std::size_t>(kPageRows, limit - so_far);
    }

private:
    std::optional<std::string> turn_page() {
        done_ = page_.complete || (message_.limit != 0 && rows_ >= message_.limit);
        if (done_)
            return {};
        message_.request.cursor = page_.cursors.back();
        message_.request.limit = page_size(message_.limit, rows_);
        auto page = engine_->read(message_.request);
        if (page) {
            page_ = *std::move(page);
            return {};
        }
        done_ = true;
        return error_response(to_status(page.error()), Shape::Stream).body;
    }

    void write_row(JsonWriter& out, std::size_t i) const {
        out.begin_object().key("result").begin_object();
        write_token(out, "readAt", page_.read_at.token);
        out.key("relationship");
        write_relationship(out, page_.tuples[i]);
        write_token(out, "afterResultCursor", page_.cursors[i].token);
        out.end_object().end_object().newline();
    }

    std::shared_ptr<const Engine> engine_;
    Message message_;
    ReadResult page_;
    std::size_t rows_ = 0;
    bool done_ = false;
};

} // namespace

http::Response read_relationships(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Stream);
    Message message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.request.limit = Rows::page_size(message.limit, 0);
    auto first = call.engine().read(message.request);
    if (!first)
        return call.refuse(first.error());
    return stream_response(
        std::make_unique<Rows>(call.store(), std::move(message), *std::move(first)));
}

} // namespace pemba::api::v1
