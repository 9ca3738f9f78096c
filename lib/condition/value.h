// Value: what an expression is computed with.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace pemba::condition {

class Value;

struct Null {
    friend bool operator==(Null, Null) = default;
};
struct Bytes {
    std::string_view bytes;
};
/// Nanoseconds, as Go has them.
struct Duration {
    std::int64_t nanoseconds = 0;
    friend auto operator<=>(Duration, Duration) = default;
};
/// Seconds since 1970 and the nanoseconds after them, in the years 1 to 9999.
struct Instant {
    std::int64_t seconds = 0;
    std::int32_t nanoseconds = 0;
    friend auto operator<=>(Instant, Instant) = default;
};
/// A type as a value, by its name.
struct TypeName {
    std::string_view name;
};
struct Optional {
    std::shared_ptr<const Value> value; ///< null: none
};
using List = std::vector<Value>;
/// In the order in which it was written; keys differ.
using Map = std::vector<std::pair<Value, Value>>;
template <class Items>
struct Box;

/// Small and cheap to copy. Text and bytes are views: of the condition, of a context, or of what
/// the evaluation made, all of which outlive it.
class Value {
public:
    using Variant =
        std::variant<Null, bool, std::int64_t, std::uint64_t, double, std::string_view, Bytes,
                     Duration, Instant, boost::asio::ip::address, TypeName,
                     std::shared_ptr<const Box<List>>, std::shared_ptr<const Box<Map>>, Optional>;

    Value() = default;
    template <class T>
    requires std::constructible_from<Variant, T> Value(T value) : variant_(std::move(value)) {}
    Value(List list);
    Value(Map map);

    template <class T>
    [[nodiscard]] const T* as() const {
        return std::get_if<T>(&variant_);
    }
    [[nodiscard]] const List* list() const;
    [[nodiscard]] const Map* map() const;
    [[nodiscard]] const Variant& variant() const { return variant_; }

    /// `int`, `list` …: the name of its type in CEL.
    [[nodiscard]] std::string_view type_name() const;

private:
    Variant variant_;
};

/// Equality of CEL: numbers by what they are worth, whatever their type; NaN equals nothing; values
/// of different types differ. Recurses at most as deep as a value nests, which kMaxDepth limits.
[[nodiscard]] bool is_equal(const Value& a, const Value& b);
/// Less, equal or greater; nothing if the two cannot be ordered.
[[nodiscard]] std::optional<std::partial_ordering> order(const Value& a, const Value& b);
/// The value under a key, or nullptr. O(entries).
[[nodiscard]] const Value* find(const Map& map, const Value& key);
/// How many values it is made of, itself included, in steps of evaluation; text counts by length.
/// What it shares counts each time, so that walking it costs no more. O(1).
[[nodiscard]] std::uint64_t weight(const Value& value);
/// How deep its lists and maps nest. O(1).
[[nodiscard]] std::uint32_t depth(const Value& value);
/// The limit of that, which whoever makes a value keeps.
inline constexpr std::uint32_t kMaxDepth = 64;

/// A list or a map with what it weighs.
template <class Items>
struct Box {
    Items items;
    std::uint64_t weight = 1;
    std::uint32_t depth = 1;
};

} // namespace pemba::condition
