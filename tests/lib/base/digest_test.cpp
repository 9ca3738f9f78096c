// Base64 that has one text a value, and digests.
#include <doctest/doctest.h>

#include "base/bytes.h"
#include "base/digest.h"

using namespace pemba::base;

TEST_SUITE("base/digest") {
    TEST_CASE("base64: what is written is read back") {
        for (std::size_t size = 1; size < 40; ++size) {
            std::string bytes(size, '\xf3');
            bytes[0] = '\0';
            CHECK(from_base64(to_base64(bytes)) == bytes);
        }
    }

    TEST_CASE("base64: another spelling of the same bytes is refused") {
        CHECK(from_base64("AAA=") == std::string(2, '\0'));
        for (auto text : {"", "A", "AAA", "AAB=", " AAA=", "AAA= ", "AA\nA=", "AAA====", "A===",
                          "====", "AA=A", "*AAA", "zzz"})
            CHECK_FALSE(from_base64(text));
    }

    TEST_CASE("sha256: the digest of a known text") {
        auto digest = sha256("abc");
        CHECK(load_big_endian(digest.data(), 8) == 0xba7816bf8f01cfeau);
    }
}

TEST_SUITE("base/bytes") {
    TEST_CASE("big-endian: memcmp orders as numbers do") {
        std::string a, b;
        append_big_endian(a, 255, 5);
        append_big_endian(b, 256, 5);
        CHECK(a < b);
        CHECK(load_big_endian(b.data(), 5) == 256);
    }

    TEST_CASE("reader: nothing is read past the end, and it stays broken") {
        ByteReader reader("abc");
        CHECK(reader.integer(2) == 0x6162);
        CHECK(reader.integer(2) == 0);
        CHECK_FALSE(reader.ok());
        CHECK(reader.take(1).empty());
        CHECK_FALSE(reader.finished());
    }
}
