// POST /v1/relationships/exportbulk: every relationship, in batches. A stream of a batch a line.
#include "api/v1/decode.h"
#include "api/v1/encode.h"
#include "api/v1/handlers.h"
#include "api/v1/page_source.h"

namespace pemba::api::v1 {
namespace {

constexpr std::uint32_t kMaxBatch = 10'000;
constexpr std::uint32_t kDefaultBatch = 1'000;

ReadRequest decode(Decoder& in) {
    const auto [consistency, limit, cursor, filter] =
        in.fields(in.root(), {{"consistency", "consistency"},
                              {"optionalLimit", "optional_limit"},
                              {"optionalCursor", "optional_cursor"},
                              {"optionalRelationshipFilter", "optional_relationship_filter"}});
    ReadRequest request;
    request.consistency = decode_consistency(in, consistency);
    request.cursor = decode_cursor(in, cursor);
    request.cursor_scope = "export";
    request.limit = in.uint32(limit, "optionalLimit");
    if (request.limit > kMaxBatch)
        in.reject(limit_too_large(request.limit, kMaxBatch));
    if (request.limit == 0)
        request.limit = kDefaultBatch;
    if (filter != nullptr)
        request.filter = decode_filter(in, filter, {nullptr, "optional_relationship_filter"});
    return request;
}

class Batches final : public PageSource {
public:
    using PageSource::PageSource;

private:
    void write_page(JsonWriter& out, const ReadResult& page) const override {
        out.begin_object().key("result").begin_object();
        write_token(out, "afterResultCursor", page.cursors.back().token);
        out.key("relationships").begin_array();
        for (const RelationTuple& tuple : page.tuples)
            write_relationship(out, tuple);
        out.end_array().end_object().end_object().newline();
    }
};

} // namespace

http::Response export_bulk(const Service& service, http::Request& request) {
    Call call(service, request, Shape::Stream);
    ReadRequest message = decode(call.in);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    message.budget = call.budget();
    auto first = call.engine().read(message);
    const bool unknown = !first && (first.error().code == ErrorCode::UnknownNamespace ||
                                    first.error().code == ErrorCode::NoSchema);
    if (unknown) // nothing is stored under what is not defined, and an export says just that
        first = ReadResult{};
    if (!first)
        return call.refuse(first.error());
    return stream_response(
        std::make_unique<Batches>(call.store(), std::move(message), *std::move(first)));
}

} // namespace pemba::api::v1
