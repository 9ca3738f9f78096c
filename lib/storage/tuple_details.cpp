#include "storage/tuple_details.h"

#include "base/bytes.h"

namespace pemba::storage {

std::string encode_details(const TupleDetails& details) {
    std::string bytes;
    const auto mark = details.mark();
    if (mark == DetailsMark::None)
        return bytes;
    base::append_big_endian(bytes, static_cast<std::uint64_t>(mark), 1);
    if (has_condition(mark))
        base::append_big_endian(bytes, static_cast<std::uint32_t>(details.condition), 4);
    if (has_expiry(mark))
        base::append_big_endian(bytes, biased_bits(*details.expires_at), 8);
    return bytes + details.context;
}

Result<TupleDetails> decode_details(std::string_view bytes) {
    TupleDetails details;
    if (bytes.empty())
        return details;
    base::ByteReader reader(bytes);
    const auto mark = static_cast<DetailsMark>(reader.integer(1));
    if (has_condition(mark))
        details.condition = ConditionId{static_cast<std::uint32_t>(reader.integer(4))};
    if (has_expiry(mark))
        details.expires_at = time_of_biased_bits(reader.integer(8));
    if (!reader.ok() || details.mark() != mark)
        return Error{ErrorCode::StoreCorrupt, "the details of a tuple are damaged", {}};
    details.context = reader.rest();
    return details;
}

} // namespace pemba::storage
