// JsonWriter: writes JSON text front to back, commas and escapes included.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace pemba::api {

/// The caller keeps begin and end balanced and writes a key before each member's value.
class JsonWriter {
public:
    JsonWriter() { out_.reserve(512); }

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
    JsonWriter& newline() {
        out_.push_back('\n');
        comma_ = false;
        return *this;
    }

    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] std::string text() && { return std::move(out_); }
    /// What was written since the last such call; what is written next goes on from there.
    [[nodiscard]] std::string take_text() { return std::exchange(out_, {}); }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();
    void append_quoted(std::string_view value);

    std::string out_;
    bool comma_ = false; ///< the next value follows another
};

} // namespace pemba::api
