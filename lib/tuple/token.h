// The bytes of zookies and cursors. Layouts, all integers big-endian, then base64:
//
//   zookie  'z' | format 1 | store 4 | epoch 8 | revision 8                                   22
//   bytes cursor  'c' | format 1 | store 4 | epoch 8 | revision 8 | call 8 | position (any length)
//   30+ bytes
//
// `epoch` is random, drawn when a store is made or restored: it tells a token of this store's
// history from any other. `call` is a fingerprint of the call's arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "pemba/result.h"
#include "pemba/zookie.h"
#include "tuple/ids.h"

namespace pemba {

/// A store and one of its lives.
struct Epoch {
    StoreId store = StoreId::Default;
    std::uint64_t number = 0;

    friend bool operator==(const Epoch&, const Epoch&) = default;
};

[[nodiscard]] Zookie encode_zookie(const Epoch& epoch, Revision revision);

/// The revision that a zookie of this epoch names. Errors: InvalidZookie, telling a text that is no
/// zookie from one of another store or epoch.
[[nodiscard]] Result<Revision> decode_zookie(const Zookie& zookie, const Epoch& expected);

struct CursorPosition {
    Revision revision = Revision::Beginning;
    std::string position; ///< what the listing goes on after, in the listing's own form
};

/// The cursor's bytes up to the position, not yet in base64: a listing makes it once and appends
/// the position of each row.
[[nodiscard]] std::string cursor_prefix(const Epoch& epoch, Revision revision, std::uint64_t call);
[[nodiscard]] Cursor encode_cursor(std::string_view prefix, std::string_view position);

/// Errors: InvalidCursor, telling a text that is no cursor from one of another store or call.
[[nodiscard]] Result<CursorPosition> decode_cursor(const Cursor& cursor, const Epoch& expected,
                                                   std::uint64_t call);

} // namespace pemba
