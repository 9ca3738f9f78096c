// Equality, order and size of values.
#include "condition/value.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace pemba::condition {
namespace {

// As CEL has it, a whole number is compared with a double as a double, rounded if need be.
template <class Whole>
std::partial_ordering compare_to_double(Whole a, double b) {
    return static_cast<double>(a) <=> b;
}

std::partial_ordering reversed(std::partial_ordering order) {
    return 0 <=> order;
}

std::partial_ordering compare_signed(std::int64_t a, const Value& b) {
    if (const auto* number = b.as<std::int64_t>())
        return a <=> *number;
    if (const auto* number = b.as<std::uint64_t>())
        return a < 0 ? std::partial_ordering::less : static_cast<std::uint64_t>(a) <=> *number;
    return compare_to_double(a, *b.as<double>());
}

std::partial_ordering compare_unsigned(std::uint64_t a, const Value& b) {
    if (const auto* number = b.as<std::int64_t>())
        return reversed(compare_signed(*number, Value(a)));
    if (const auto* number = b.as<std::uint64_t>())
        return a <=> *number;
    return compare_to_double(a, *b.as<double>());
}

bool is_number(const Value& value) {
    return value.as<std::int64_t>() || value.as<std::uint64_t>() || value.as<double>();
}

// REQUIRES: both are numbers.
std::partial_ordering compare_numbers(const Value& a, const Value& b) {
    if (const auto* number = a.as<std::int64_t>())
        return compare_signed(*number, b);
    if (const auto* number = a.as<std::uint64_t>())
        return compare_unsigned(*number, b);
    if (const auto* number = b.as<double>())
        return *a.as<double>() <=> *number;
    return reversed(compare_numbers(b, a));
}

bool is_equal_list(const List& a, const List& b) {
    return std::ranges::equal(a, b, is_equal);
}

bool is_equal_map(const Map& a, const Map& b) {
    return a.size() == b.size() && std::ranges::all_of(a, [&](const auto& entry) {
               const Value* other = find(b, entry.first);
               return other != nullptr && is_equal(entry.second, *other);
           });
}

bool is_equal_optional(const Optional& a, const Optional& b) {
    if (!a.value || !b.value)
        return !a.value && !b.value;
    return is_equal(*a.value, *b.value);
}

// Of what has one natural order.
template <class T>
std::optional<std::partial_ordering> order_as(const Value& a, const Value& b) {
    const auto *left = a.as<T>(), *right = b.as<T>();
    if (left == nullptr || right == nullptr)
        return std::nullopt;
    return *left <=> *right;
}

template <class Items>
void add_to(Box<Items>& box, const Value& item) {
    if (__builtin_add_overflow(box.weight, weight(item), &box.weight))
        box.weight = std::numeric_limits<std::uint64_t>::max();
    box.depth = std::max(box.depth, depth(item) + 1);
}

constexpr std::string_view kTypeNames[] = {"null_type",
                                           "bool",
                                           "int",
                                           "uint",
                                           "double",
                                           "string",
                                           "bytes",
                                           "google.protobuf.Duration",
                                           "google.protobuf.Timestamp",
                                           "ipaddress",
                                           "type",
                                           "list",
                                           "map",
                                           "optional_type"};
static_assert(std::size(kTypeNames) == std::variant_size_v<Value::Variant>);

} // namespace

Value::Value(List list) {
    Box<List> box{std::move(list)};
    for (const Value& item : box.items)
        add_to(box, item);
    variant_ = std::make_shared<const Box<List>>(std::move(box));
}

Value::Value(Map map) {
    Box<Map> box{std::move(map)};
    for (const auto& [key, item] : box.items) {
        add_to(box, key);
        add_to(box, item);
    }
    variant_ = std::make_shared<const Box<Map>>(std::move(box));
}

const List* Value::list() const {
    const auto* box = as<std::shared_ptr<const Box<List>>>();
    return box ? &(*box)->items : nullptr;
}

const Map* Value::map() const {
    const auto* box = as<std::shared_ptr<const Box<Map>>>();
    return box ? &(*box)->items : nullptr;
}

std::string_view Value::type_name() const {
    return kTypeNames[variant_.index()];
}

bool is_equal(const Value& a, const Value& b) {
    if (is_number(a) && is_number(b))
        return compare_numbers(a, b) == 0;
    if (a.variant().index() != b.variant().index())
        return false;
    if (a.list())
        return is_equal_list(*a.list(), *b.list());
    if (a.map())
        return is_equal_map(*a.map(), *b.map());
    if (const auto* bytes = a.as<Bytes>())
        return bytes->bytes == b.as<Bytes>()->bytes;
    if (const auto* type = a.as<TypeName>())
        return type->name == b.as<TypeName>()->name;
    if (const auto* address = a.as<boost::asio::ip::address>())
        return *address == *b.as<boost::asio::ip::address>();
    if (const auto* optional = a.as<Optional>())
        return is_equal_optional(*optional, *b.as<Optional>());
    if (a.as<Null>())
        return true;
    return order(a, b) == std::partial_ordering::equivalent;
}

std::optional<std::partial_ordering> order(const Value& a, const Value& b) {
    if (is_number(a) && is_number(b))
        return compare_numbers(a, b);
    if (const auto* bytes = a.as<Bytes>(); bytes && b.as<Bytes>())
        return bytes->bytes <=> b.as<Bytes>()->bytes;
    if (auto found = order_as<bool>(a, b))
        return found;
    if (auto found = order_as<std::string_view>(a, b))
        return found;
    if (auto found = order_as<Duration>(a, b))
        return found;
    return order_as<Instant>(a, b);
}

const Value* find(const Map& map, const Value& key) {
    auto found =
        std::ranges::find_if(map, [&](const auto& entry) { return is_equal(entry.first, key); });
    return found == map.end() ? nullptr : &found->second;
}

std::uint64_t weight(const Value& value) {
    if (const auto* text = value.as<std::string_view>())
        return 1 + text->size() / 16;
    if (const auto* bytes = value.as<Bytes>())
        return 1 + bytes->bytes.size() / 16;
    if (const auto* list = value.as<std::shared_ptr<const Box<List>>>())
        return (*list)->weight;
    if (const auto* map = value.as<std::shared_ptr<const Box<Map>>>())
        return (*map)->weight;
    if (const auto* optional = value.as<Optional>(); optional && optional->value)
        return weight(*optional->value);
    return 1;
}

std::uint32_t depth(const Value& value) {
    if (const auto* list = value.as<std::shared_ptr<const Box<List>>>())
        return (*list)->depth;
    if (const auto* map = value.as<std::shared_ptr<const Box<Map>>>())
        return (*map)->depth;
    if (const auto* optional = value.as<Optional>(); optional && optional->value)
        return depth(*optional->value) + 1;
    return 0;
}

} // namespace pemba::condition
