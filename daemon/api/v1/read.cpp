// POST /v1/relationships/read: the relationships that a filter matches. A stream, read page by
// page.
#include <algorithm>

#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "api/v1/page_source.h"

namespace pemba::api::v1 {
namespace {

constexpr std::uint32_t kMaxLimit = 1'000;
constexpr std::size_t kPageRows = 250;

struct Message {
    ReadRequest request;
    std::size_t most = PageSource::kAll; ///< rows, in all pages
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
    const std::uint32_t rows = in.uint32(limit, "optionalLimit");
    message.request.cursor_scope = "read/" + std::to_string(rows);
    if (rows > kMaxLimit)
        in.reject(limit_too_large(rows, kMaxLimit));
    if (rows != 0)
        message.most = rows;
    message.request.limit = std::min(kPageRows, message.most);
    return message;
}

class Rows final : public PageSource {
public:
    using PageSource::PageSource;

private:
    void write_page(JsonWriter& out, const ReadResult& page) const override {
        for (std::size_t i = 0; i < page.tuples.size(); ++i) {
            out.begin_object().key("result").begin_object();
            write_token(out, "readAt", page.read_at.token);
            out.key("relationship");
            write_relationship(out, page.tuples[i]);
            write_token(out, "afterResultCursor", page.cursors[i].token);
            out.end_object().end_object().newline();
        }
    }
};

} // namespace

http::Response read_relationships(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Stream);
    Message message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.request.budget = call.budget();
    auto first = call.engine().read(message.request);
    if (!first)
        return call.refuse(first.error());
    return stream_response(std::make_unique<Rows>(call.store(), std::move(message.request),
                                                  *std::move(first), message.most));
}

} // namespace pemba::api::v1
