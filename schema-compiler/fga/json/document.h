// Document: a JSON text as values that know where they stand.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

/// Texts that nest deeper, or have more values, are refused.
inline constexpr std::size_t kMaxJsonDepth = 512;
inline constexpr std::size_t kMaxJsonValues = 500'000;

enum class JsonType : std::uint8_t { Null, Bool, Number, String, Array, Object };

struct JsonValue {
    JsonType type = JsonType::Null;
    std::string text; ///< what a string stands for; a bool or a number as written
    std::vector<std::uint32_t> children; ///< of an array or an object: indices of values
    std::vector<ir::Name> keys;          ///< of an object, one a child
    ByteSpan span;                       ///< of a string with its quotes
};

class Document {
public:
    /// Nothing if the text is no JSON, or too much of it, which is reported. O(text).
    [[nodiscard]] static std::optional<Document> parse(const Source& source, Sink& sink);

    [[nodiscard]] const JsonValue& root() const { return values_.front(); }
    [[nodiscard]] const JsonValue& operator[](std::uint32_t index) const { return values_[index]; }
    /// The member of an object with one of these names, or nullptr; `null` is as none.
    [[nodiscard]] const JsonValue* member(const JsonValue& object,
                                          std::initializer_list<std::string_view> names) const;

private:
    friend class DocumentReader;
    std::vector<JsonValue> values_;
};

/// Where the text of a JSON string and its source run apart. `written` is the source without
/// quotes.
[[nodiscard]] std::vector<Gap> gaps_of_string(std::string_view written);

} // namespace pemba::schema::fga
