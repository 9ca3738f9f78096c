// Bytes to messages.
#include <doctest/doctest.h>

#include "lsp/framing.h"

using pemba::schema::lsp::framed;
using pemba::schema::lsp::FrameReader;

namespace {

/// The next message, which is there.
std::string message(FrameReader& reader) {
    const auto next = reader.next();
    REQUIRE(next.has_value());
    REQUIRE(next->has_value());
    return **next;
}

/// What is wrong where a message should be.
std::string fault(FrameReader& reader) {
    const auto next = reader.next();
    REQUIRE(next.has_value());
    REQUIRE_FALSE(next->has_value());
    return next->error().message;
}

} // namespace

TEST_SUITE("lsp/framing") {
    TEST_CASE("framing: a message comes back, however the stream is cut") {
        const std::string stream = framed("one") + framed("") + framed("three: \xF0\x9F\x98\x80");
        for (std::size_t step = 1; step <= stream.size(); ++step) {
            FrameReader reader;
            std::vector<std::string> messages;
            for (std::size_t at = 0; at < stream.size(); at += step) {
                reader.feed(std::string_view(stream).substr(at, step));
                while (auto next = reader.next())
                    messages.push_back(next->value());
            }
            CHECK(messages == std::vector<std::string>{"one", "", "three: \xF0\x9F\x98\x80"});
        }
    }

    TEST_CASE("framing: nothing comes before a message is whole") {
        FrameReader reader;
        CHECK_FALSE(reader.next().has_value());
        reader.feed("Content-Length: 2\r\n\r\n{");
        CHECK_FALSE(reader.next().has_value());
        reader.feed("}");
        CHECK(message(reader) == "{}");
        CHECK_FALSE(reader.next().has_value());
    }

    TEST_CASE("framing: after a header without a length the next message is read") {
        FrameReader reader;
        reader.feed("Content-Type: x\r\n\r\n" + framed("{}"));
        CHECK(fault(reader) == "a message without `Content-Length`");
        CHECK(message(reader) == "{}");
    }

    TEST_CASE("framing: what is left of a message of a wrong length is passed over") {
        FrameReader reader;
        reader.feed("Content-Length: 2\r\n\r\n{\"rest\": 1}" + framed("{}"));
        CHECK(message(reader) == "{\"");
        CHECK(message(reader) == "{}");
    }

    TEST_CASE("framing: a message that is too long is passed over, as it comes") {
        const std::size_t size = FrameReader::kMaxMessageBytes + 1;
        FrameReader reader;
        reader.feed("Content-Length: " + std::to_string(size) + "\r\n\r\n");
        CHECK(fault(reader) == "a message of more than 33554432 bytes is not read");
        const std::string block(size / 3, 'x');
        reader.feed(block);
        CHECK_FALSE(reader.next().has_value());
        reader.feed(block + block);
        reader.feed(std::string(size - 3 * block.size(), 'x') + framed("{}"));
        CHECK(message(reader) == "{}");
    }

    TEST_CASE("framing: a header that does not end is dropped") {
        FrameReader reader;
        reader.feed(std::string(FrameReader::kMaxHeaderBytes + 1, 'x'));
        CHECK(fault(reader) == "the header of a message does not end within 4096 bytes");
        reader.feed(framed("{}"));
        CHECK(message(reader) == "{}");
    }
}
