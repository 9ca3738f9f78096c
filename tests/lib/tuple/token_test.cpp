// Zookies and cursors: what is ours is read back, what is not is told apart.
#include "support/must.h"
#include "support/printing.h"
#include "tuple/token.h"

using namespace pemba;
using namespace pemba::testing;

namespace {
const Epoch kEpoch{StoreId::Default, 0x1234567890abcdefu};
} // namespace

TEST_SUITE("tuple/token") {
    TEST_CASE("zookie: the revision comes back") {
        auto zookie = encode_zookie(kEpoch, Revision{42});
        CHECK(must(decode_zookie(zookie, kEpoch)) == Revision{42});
    }

    TEST_CASE("zookie: one of another epoch or store is refused") {
        auto zookie = encode_zookie(kEpoch, Revision{42});
        CHECK_FALSE(decode_zookie(zookie, {StoreId::Default, 1}));
        CHECK_FALSE(decode_zookie(zookie, {StoreId{2}, kEpoch.number}));
    }

    TEST_CASE("zookie: no change of one character gives another zookie of this epoch and length") {
        std::string token(encode_zookie(kEpoch, Revision{42}).token);
        for (std::size_t i = 0; i < 18; ++i) { // kind, format, store and epoch
            auto other = token;
            other[i] = other[i] == 'A' ? 'B' : 'A';
            CHECK_FALSE(decode_zookie({other}, kEpoch));
        }
        CHECK_FALSE(decode_zookie({token.substr(4)}, kEpoch));
        CHECK_FALSE(decode_zookie({token + "AAAA"}, kEpoch));
        CHECK_FALSE(decode_zookie({""}, kEpoch));
    }

    TEST_CASE("zookie: a text of any length is kept as far as it takes to refuse it") {
        auto zookie = encode_zookie(kEpoch, Revision{42});
        const std::string token(zookie.token);
        CHECK(Zookie{token} == zookie);
        CHECK(decode_zookie(Zookie{token}, kEpoch));
        CHECK_FALSE(Zookie{token + "A"} == zookie);
        CHECK_FALSE(decode_zookie(Zookie{token + "A"}, kEpoch));
        CHECK_FALSE(decode_zookie(Zookie{token + std::string(1000, 'A')}, kEpoch));
        CHECK(Zookie{}.token.empty());
    }

    TEST_CASE("cursor: bound to its call, and not a zookie") {
        auto cursor = encode_cursor(cursor_prefix(kEpoch, Revision{7}, 99), "here");
        auto position = must(decode_cursor(cursor, kEpoch, 99));
        CHECK(position.revision == Revision{7});
        CHECK(position.position == "here");
        CHECK(decode_cursor(cursor, kEpoch, 98).error().code == ErrorCode::InvalidCursor);
        CHECK_FALSE(decode_zookie({cursor.token}, kEpoch));
        CHECK_FALSE(
            decode_cursor({std::string(encode_zookie(kEpoch, Revision{7}).token)}, kEpoch, 99));
    }
}
