// ULIDs: text and back, and that they sort by time.
#include "support/must.h"
#include "support/printing.h"
#include "tuple/ulid.h"

using namespace pemba;
using namespace pemba::testing;

TEST_SUITE("tuple/ulid") {
    TEST_CASE("ulid: text and back") {
        for (Ulid id : {Ulid{}, Ulid{1, 2}, Ulid{~0ull, ~0ull}, Ulid{0x0123456789abcdef, 42}}) {
            auto text = to_string(id);
            CHECK(text.size() == 26);
            CHECK(parse_ulid(text) == id);
        }
        CHECK(to_string(Ulid{~0ull, ~0ull}) == "7ZZZZZZZZZZZZZZZZZZZZZZZZZ");
    }

    TEST_CASE("ulid: what is none is refused") {
        for (const char* text : {"", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV",
                                 "01ARZ3NDEKTSV4RRFFQ69G5FAI", "01arz3ndektsv4rrffq69g5fav"})
            CHECK_FALSE(parse_ulid(text));
    }

    TEST_CASE("ulid: sorts by time, which it tells to the millisecond") {
        auto earlier = must(parse_timestamp("2026-11-25T10:00:00.123456Z"));
        auto later = must(parse_timestamp("2026-11-25T10:00:00.124Z"));
        CHECK(to_string(make_ulid(earlier, 0xffff, ~0ull)) < to_string(make_ulid(later, 0, 0)));
        CHECK(to_string(time_of(make_ulid(earlier, 1, 2))) == "2026-11-25T10:00:00.123Z");
    }
}
