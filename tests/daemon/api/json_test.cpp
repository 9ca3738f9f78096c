// JSON documents and the writer, round and back.
#include "api/json_document.h"
#include "api/json_writer.h"

#include <doctest/doctest.h>

using namespace pemba::api;

namespace {

std::string round_trip(const std::string& text) {
    JsonDocument document;
    REQUIRE(document.parse(text) == text.size());
    return to_json(document, document.root());
}

} // namespace

TEST_SUITE("api/json") {
    TEST_CASE("json: every kind of value comes back as it was") {
        for (const char* text :
             {"null", "true", "[1,-2.5,1e3]", R"({"a":{"b":[{},[]]},"":"x"})", R"("q\"\\\n")"})
            CHECK(round_trip(text) == text);
    }
    TEST_CASE("json: escapes are decoded, also where they split a string") {
        JsonDocument document;
        REQUIRE(document.parse(R"({"k\u00e9y":"a\u0041b"})") > 0);
        const JsonNode* member = document.first_child(document.root());
        CHECK(member->key == "k\xc3\xa9y");
        CHECK(member->text == "aAb");
    }
    TEST_CASE("json: an escape is written wherever it stands, and what is beyond ASCII as it is") {
        for (const char* character : {"\\\"", "\\\\", "\\u0001", "\\u007f", "\xc3\xa9"})
            for (std::size_t size = 0; size < 40; ++size)
                for (std::size_t at = 0; at <= size; ++at) {
                    std::string text(size, 'x');
                    text.insert(at, character);
                    const std::string json = R"({"a":")" + text + R"(","b":[")" + text + "\"]}";
                    CHECK(round_trip(json) == json);
                }
    }
    TEST_CASE("json: members of any length come back, with escapes and without") {
        for (const std::string& end : {"", "\"", "\n", "\xc3\xa9"})
            for (std::size_t size = 0; size < 200; ++size) {
                const std::string value = std::string(size, 'x') + end;
                JsonWriter out;
                out.begin_object().member("first", value).member("second", value).end_object();
                const std::string text = std::move(out).text();
                JsonDocument document;
                REQUIRE(document.parse(text) == text.size());
                const JsonNode* first = document.first_child(document.root());
                CHECK(first->text == value);
                CHECK(document.next(*first)->text == value);
            }
    }
    TEST_CASE("json: what is no UTF-8 is replaced where it is written") {
        const auto written = [](std::string_view text) {
            JsonWriter out;
            out.string(text);
            return std::move(out).text();
        };
        for (const char* whole : {"ann", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80"})
            CHECK(written(whole) == std::string("\"") + whole + "\"");
        for (const char* broken :
             {"\xa6", "\xc0\x80", "\xc3", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8\x90\x80\x80",
              "\xfb\x9e\x9f\x99", "\xfe\x94\x94\x94", "\xff", "\xe2\x82"})
            CHECK_MESSAGE(written(broken).starts_with("\"\\ufffd"), broken);
        CHECK(written("a\xa6"
                      "b") == R"("a\ufffdb")");
    }
    TEST_CASE("json: parsing ends after the first value") {
        JsonDocument document;
        CHECK(document.parse(R"({}{"a":1})") == 2);
    }
    TEST_CASE("json: what is cut off or nested too deep is refused with a reason") {
        JsonDocument document;
        for (const std::string& text : {std::string("{\"a\":"), std::string(200, '['),
                                        std::string("\"\xff\""), std::string("\"\\ud800\"")}) {
            CHECK(document.parse(text) == 0);
            CHECK(!document.error().empty());
        }
    }
    TEST_CASE("json: a repeated key is kept twice, for the decoder to refuse") {
        CHECK(round_trip(R"({"a":1,"a":2})") == R"({"a":1,"a":2})");
    }
}
