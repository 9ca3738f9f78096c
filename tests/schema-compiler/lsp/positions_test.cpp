// Offsets to the positions of editors, and back.
#include <doctest/doctest.h>

#include "lsp/positions.h"

using namespace pemba::schema;
using lsp::EditorPosition;
using lsp::Encoding;
using lsp::Positions;

namespace doctest {
template <>
struct StringMaker<EditorPosition> {
    static String convert(const EditorPosition& position) {
        return (std::to_string(position.line) + ":" + std::to_string(position.character)).c_str();
    }
};
} // namespace doctest

TEST_SUITE("lsp/positions") {
    TEST_CASE("positions: characters are UTF-16 code units") {
        const Source source("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z\nb", "");
        const Positions positions(source, Encoding::Utf16);
        CHECK(positions.position(0) == EditorPosition{0, 0});
        CHECK(positions.position(1) == EditorPosition{0, 1});  // é
        CHECK(positions.position(3) == EditorPosition{0, 2});  // €
        CHECK(positions.position(6) == EditorPosition{0, 3});  // 😀
        CHECK(positions.position(10) == EditorPosition{0, 5}); // z
        CHECK(positions.position(11) == EditorPosition{0, 6});
        CHECK(positions.position(12) == EditorPosition{1, 0});
        CHECK(positions.offset({0, 4}) == 6); // the second half of 😀
        CHECK(positions.offset({0, 5}) == 10);
    }

    TEST_CASE("positions: with UTF-8 they are bytes, and never in the middle of a character") {
        const Source source("\xF0\x9F\x98\x80z", "");
        const Positions positions(source, Encoding::Utf8);
        CHECK(positions.position(4) == EditorPosition{0, 4});
        CHECK(positions.offset({0, 4}) == 4);
        CHECK(positions.offset({0, 2}) == 0);
    }

    TEST_CASE("positions: what is past an end is taken for the end") {
        const Source source("one\r\ntwo\n", "");
        const Positions positions(source, Encoding::Utf16);
        CHECK(positions.offset({0, 99}) == 3); // before the line's end, `\r` included
        CHECK(positions.offset({1, 99}) == 8);
        CHECK(positions.offset({2, 0}) == 9);
        CHECK(positions.offset({2, 5}) == 9);
        CHECK(positions.offset({99, 0}) == 9);
        CHECK(positions.position(99) == EditorPosition{2, 0});
    }

    TEST_CASE("positions: an empty text has one place") {
        const Source source("", "");
        const Positions positions(source, Encoding::Utf16);
        CHECK(positions.offset({0, 0}) == 0);
        CHECK(positions.offset({3, 3}) == 0);
        CHECK(positions.position(0) == EditorPosition{0, 0});
    }

    TEST_CASE("positions: there and back is where it began, in lines of every length") {
        std::string text;
        for (std::size_t i = 0; i < 700; ++i) {
            text += i % 3 == 0 ? "\xF0\x9F\x98\x80" : i % 3 == 1 ? "x" : "\xC3\xA9";
            if (i % 97 == 96 || i == 600)
                text += "\n";
        }
        const Source source(text, "", 1000);
        for (const Encoding encoding : {Encoding::Utf16, Encoding::Utf8}) {
            const Positions positions(source, encoding);
            for (std::uint32_t offset = source.begin(); offset <= source.end(); ++offset) {
                const std::size_t byte = offset - source.begin();
                if (byte < text.size() && (static_cast<unsigned char>(text[byte]) & 0xC0) == 0x80)
                    continue;
                CHECK(positions.offset(positions.position(offset)) == offset);
            }
        }
    }
}
