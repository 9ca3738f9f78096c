// JsonWriter: writes JSON text front to back, commas and escapes included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace pemba::api {

/// The caller keeps begin and end balanced and writes a key before each member's value.
class JsonWriter {
public:
    JsonWriter() : out_(kFirstBytes, '\0') {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }

    JsonWriter& key(std::string_view name);
    JsonWriter& string(std::string_view value); ///< what is no UTF-8 in it is replaced
    JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
    JsonWriter& null() { return raw("null"); }
    JsonWriter& number(std::uint64_t value);
    /// Text that is JSON already.
    JsonWriter& raw(std::string_view json);

    /// A member whose value is a string, null, or a number that protojson writes as a string. The
    /// name is one that needs no escapes.
    JsonWriter& member(std::string_view name, std::string_view value);
    JsonWriter& member_null(std::string_view name) { return key(name).null(); }
    JsonWriter& member_int64(std::string_view name, std::uint64_t value) {
        return key(name).string(std::to_string(value));
    }

    /// Ends a line of a stream; the next value begins anew.
    JsonWriter& newline();

    [[nodiscard]] std::size_t size() const { return size_; }
    /// What was written, until something more is.
    [[nodiscard]] std::string_view view() const { return {out_.data(), size_}; }
    [[nodiscard]] std::string text() && { return take_text(); }
    /// What was written since the last such call; what is written next goes on from there.
    [[nodiscard]] std::string take_text();

private:
    static constexpr std::size_t kFirstBytes = 512;

    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);

    // Values are written in place: `at` is where, within the room that was asked for.
    /// At the end of what is written.
    [[nodiscard]] char* room(std::size_t bytes);
    /// The same for a value, behind the comma that it may need.
    [[nodiscard]] char* begin_value(std::size_t bytes);
    void end_at(const char* at) { size_ = static_cast<std::size_t>(at - out_.data()); }
    /// With room for its quotes and all of it; escapes find more.
    void write_quoted(char* at, std::string_view value);
    void append(std::string_view text);

    std::string out_;      ///< what is written, and room
    std::size_t size_ = 0; ///< of what is written
    bool comma_ = false;   ///< the next value follows another
};

} // namespace pemba::api
