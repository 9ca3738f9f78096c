#include "tuple/token.h"

#include "base/assert.h"
#include "base/bytes.h"
#include "base/digest.h"

namespace pemba {
namespace {

constexpr std::uint64_t kFormat = 1;

std::string encode(char kind, const Epoch& epoch, Revision revision) {
    std::string bytes(1, kind);
    base::append_big_endian(bytes, kFormat, 1);
    base::append_big_endian(bytes, static_cast<std::uint64_t>(epoch.store), 4);
    base::append_big_endian(bytes, epoch.number, 8);
    base::append_big_endian(bytes, to_number(revision), 8);
    return bytes;
}

// The fields that zookies and cursors share; `rest` is what follows them.
struct Fields {
    Epoch epoch;
    Revision revision;
};
std::optional<Fields> decode(base::ByteReader& reader, char kind) {
    bool kind_is_right = reader.take(1) == std::string_view(&kind, 1);
    bool format_is_right = reader.integer(1) == kFormat;
    auto store = static_cast<StoreId>(reader.integer(4));
    auto number = reader.integer(8);
    auto revision = Revision{reader.integer(8)};
    if (!reader.ok() || !kind_is_right || !format_is_right)
        return std::nullopt;
    return Fields{{store, number}, revision};
}

} // namespace

Zookie encode_zookie(const Epoch& epoch, Revision revision) {
    auto text = base::to_base64(encode('z', epoch, revision));
    PEMBA_ASSERT(text.size() == ZookieText::kBytes);
    return {text};
}

Result<Revision> decode_zookie(const Zookie& zookie, const Epoch& expected) {
    auto bytes = base::from_base64(zookie.token);
    base::ByteReader reader(bytes ? *bytes : std::string_view{});
    auto fields = decode(reader, 'z');
    if (!fields || !reader.finished())
        return Error{ErrorCode::InvalidZookie, "this is not a zookie", {}};
    if (fields->epoch != expected)
        return Error{ErrorCode::InvalidZookie,
                     "this zookie is of another store, or from before the store was restored",
                     {}};
    return fields->revision;
}

std::string cursor_prefix(const Epoch& epoch, Revision revision, std::uint64_t call) {
    auto bytes = encode('c', epoch, revision);
    base::append_big_endian(bytes, call, 8);
    return bytes;
}

Cursor encode_cursor(std::string_view prefix, std::string_view position) {
    std::string bytes(prefix);
    bytes += position;
    return {base::to_base64(bytes)};
}

Result<CursorPosition> decode_cursor(const Cursor& cursor, const Epoch& expected,
                                     std::uint64_t call) {
    auto bytes = base::from_base64(cursor.token);
    base::ByteReader reader(bytes ? *bytes : std::string_view{});
    auto fields = decode(reader, 'c');
    auto found_call = reader.integer(8);
    if (!fields || !reader.ok())
        return Error{ErrorCode::InvalidCursor, "this is not a cursor", {}};
    if (fields->epoch != expected)
        return Error{ErrorCode::InvalidCursor,
                     "this cursor is of another store, or from before the store was restored",
                     {}};
    if (found_call != call)
        return Error{ErrorCode::InvalidCursor,
                     "this cursor is of a call with other arguments; only the limit may change",
                     {}};
    return CursorPosition{fields->revision, std::string(reader.rest())};
}

} // namespace pemba
