// Each function, by the types of what it is given. A type that none of its forms takes is an error
// of the evaluation: expressions over `any` are checked only here.
#include "condition/functions.h"

#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "condition/addresses.h"
#include "condition/conversions.h"
#include "condition/patterns.h"
#include "condition/times.h"

namespace pemba::condition {

using boost::asio::ip::address;
using fbs::Function;

namespace {

using Text = std::string_view;
using Arguments = std::span<const Value>;

const std::string kOverflow = "the result does not fit";
const std::string kDivisionByZero = "division by zero";

class Call {
public:
    Call(const Node& node, Arguments arguments, Arena& arena, std::uint64_t& budget)
        : node_(node), arguments_(arguments), arena_(arena), budget_(budget) {}

    Outcome run() {
        switch (node_.function) {
        case Function::Not: return negated_truth();
        case Function::Negate: return negated();
        case Function::Add: return add();
        case Function::Subtract: return subtract();
        case Function::Multiply:
        case Function::Divide:
        case Function::Modulo: return multiply();
        case Function::Equal:
        case Function::NotEqual: return equal();
        case Function::Less:
        case Function::LessOrEqual:
        case Function::Greater:
        case Function::GreaterOrEqual: return compare();
        case Function::In: return in();
        case Function::Index:
        case Function::IndexOptional: return index();
        case Function::Size: return size();
        case Function::Contains:
        case Function::StartsWith:
        case Function::EndsWith: return search();
        case Function::Matches: return matches();
        case Function::InCidr: return in_cidr();
        case Function::IsSubtreeOf: return is_subtree();
        default: break;
        }
        if (node_.function >= Function::GetFullYear && node_.function <= Function::GetMilliseconds)
            return part_of_time();
        if (node_.function >= Function::OptionalOf)
            return optional();
        return conversion(node_.function, arguments_, arena_);
    }

private:
    template <class T>
    const T* argument(std::size_t index) const {
        return index < arguments_.size() ? arguments_[index].as<T>() : nullptr;
    }
    // Both arguments as one type, or nothing.
    template <class T>
    std::optional<std::pair<T, T>> both() const {
        const T *a = argument<T>(0), *b = argument<T>(1);
        return a && b ? std::optional(std::pair(*a, *b)) : std::nullopt;
    }

    Outcome no_such_form() const {
        std::string types;
        for (const Value& value : arguments_)
            types += (types.empty() ? "" : ", ") + std::string(value.type_name());
        return fmt::format("no such overload: {}({})", fbs::EnumNameFunction(node_.function),
                           types);
    }

    // Work in proportion to texts and lists, before it is done.
    bool afford(std::uint64_t cost) {
        if (cost > budget_) {
            budget_ = 0;
            return false;
        }
        budget_ -= cost;
        return true;
    }
    static Outcome too_costly() { return std::string("the evaluation costs more than its limit"); }

    Outcome negated_truth() const {
        const auto* truth = argument<bool>(0);
        return truth ? Outcome(Value(!*truth)) : no_such_form();
    }

    Outcome negated() const {
        if (const auto* number = argument<double>(0))
            return Value(-*number);
        const auto* number = argument<std::int64_t>(0);
        std::int64_t result = 0;
        if (!number)
            return no_such_form();
        if (__builtin_sub_overflow(std::int64_t{0}, *number, &result))
            return kOverflow;
        return Value(result);
    }

    template <class T>
    static Outcome checked(bool overflows, T result) {
        return overflows ? Outcome(kOverflow) : Outcome(Value(result));
    }
    template <class T>
    static Outcome fitting(const std::optional<T>& result) {
        return result ? Outcome(Value(*result)) : Outcome(kOverflow);
    }

    Outcome add() {
        if (auto pair = both<std::int64_t>()) {
            std::int64_t sum = 0;
            const bool overflows = __builtin_add_overflow(pair->first, pair->second, &sum);
            return checked(overflows, sum);
        }
        if (auto pair = both<std::uint64_t>()) {
            std::uint64_t sum = 0;
            const bool overflows = __builtin_add_overflow(pair->first, pair->second, &sum);
            return checked(overflows, sum);
        }
        if (auto pair = both<double>())
            return Value(pair->first + pair->second);
        if (auto pair = both<Text>())
            return joined(pair->first, pair->second, false);
        if (auto pair = both<Bytes>())
            return joined(pair->first.bytes, pair->second.bytes, true);
        if (arguments_[0].list() && arguments_[1].list())
            return joined(*arguments_[0].list(), *arguments_[1].list());
        return add_times();
    }

    Outcome add_times() const {
        const auto *a = argument<Instant>(0), *b = argument<Instant>(1);
        const auto *c = argument<Duration>(0), *d = argument<Duration>(1);
        if (a && d)
            return fitting(condition::add(*a, *d));
        if (b && c)
            return fitting(condition::add(*b, *c));
        if (!c || !d)
            return no_such_form();
        Duration sum;
        bool overflows = __builtin_add_overflow(c->nanoseconds, d->nanoseconds, &sum.nanoseconds);
        return checked(overflows, sum);
    }

    Outcome joined(Text a, Text b, bool bytes) {
        if (!afford((a.size() + b.size()) / 16))
            return too_costly();
        auto text = arena_.keep(std::string(a) + std::string(b));
        return bytes ? Value(Bytes{text}) : Value(text);
    }

    Outcome joined(const List& a, const List& b) {
        if (!afford(a.size() + b.size()))
            return too_costly();
        List list(a);
        list.insert(list.end(), b.begin(), b.end());
        return Value(std::move(list));
    }

    Outcome subtract() const {
        if (auto pair = both<std::int64_t>()) {
            std::int64_t rest = 0;
            const bool overflows = __builtin_sub_overflow(pair->first, pair->second, &rest);
            return checked(overflows, rest);
        }
        if (auto pair = both<std::uint64_t>()) {
            std::uint64_t rest = 0;
            const bool overflows = __builtin_sub_overflow(pair->first, pair->second, &rest);
            return checked(overflows, rest);
        }
        if (auto pair = both<double>())
            return Value(pair->first - pair->second);
        if (auto pair = both<Instant>())
            return fitting(difference(pair->first, pair->second));
        const auto* duration = argument<Duration>(1);
        if (!duration)
            return no_such_form();
        Duration rest;
        if (const auto* from = argument<Duration>(0)) {
            bool overflows =
                __builtin_sub_overflow(from->nanoseconds, duration->nanoseconds, &rest.nanoseconds);
            return checked(overflows, rest);
        }
        const auto* from = argument<Instant>(0);
        if (!from)
            return no_such_form();
        if (__builtin_sub_overflow(std::int64_t{0}, duration->nanoseconds, &rest.nanoseconds))
            return kOverflow;
        return fitting(condition::add(*from, rest));
    }

    Outcome multiply() const {
        if (auto pair = both<std::int64_t>())
            return multiply(pair->first, pair->second);
        if (auto pair = both<std::uint64_t>())
            return multiply(pair->first, pair->second);
        auto pair = both<double>();
        if (!pair || node_.function == Function::Modulo)
            return no_such_form();
        return node_.function == Function::Multiply ? Value(pair->first * pair->second)
                                                    : Value(pair->first / pair->second);
    }

    template <class T>
    Outcome multiply(T a, T b) const {
        T product{};
        if (node_.function == Function::Multiply) {
            const bool overflows = __builtin_mul_overflow(a, b, &product);
            return checked(overflows, product);
        }
        if (b == 0)
            return kDivisionByZero;
        // The least int has no opposite.
        if (std::is_signed_v<T> && b == static_cast<T>(-1)) {
            bool overflows = __builtin_sub_overflow(T{0}, a, &product);
            return node_.function == Function::Divide ? checked(overflows, product)
                   : overflows                        ? Outcome(kOverflow)
                                                      : Outcome(Value(T{0}));
        }
        return Value(node_.function == Function::Divide ? static_cast<T>(a / b)
                                                        : static_cast<T>(a % b));
    }

    Outcome equal() {
        if (!afford(std::min(weight(arguments_[0]), weight(arguments_[1]))))
            return too_costly();
        bool same = is_equal(arguments_[0], arguments_[1]);
        return Value(same == (node_.function == Function::Equal));
    }

    Outcome compare() {
        if (!afford(std::min(weight(arguments_[0]), weight(arguments_[1]))))
            return too_costly();
        auto order = condition::order(arguments_[0], arguments_[1]);
        if (!order)
            return no_such_form();
        switch (node_.function) {
        case Function::Less: return Value(*order < 0);
        case Function::LessOrEqual: return Value(*order <= 0);
        case Function::Greater: return Value(*order > 0);
        default: return Value(*order >= 0);
        }
    }

    Outcome in() {
        const Value& range = arguments_[1];
        if (!afford(weight(range) + weight(arguments_[0])))
            return too_costly();
        if (range.map())
            return Value(find(*range.map(), arguments_[0]) != nullptr);
        if (!range.list())
            return no_such_form();
        for (const Value& item : *range.list())
            if (is_equal(item, arguments_[0]))
                return Value(true);
        return Value(false);
    }

    // A value under a key or at a place; of an optional, an optional one.
    Outcome index() {
        const bool optional = node_.function == Function::IndexOptional;
        if (const auto* of = argument<Optional>(0)) {
            if (!of->value)
                return Value(Optional{});
            return indexed(*of->value, true);
        }
        return indexed(arguments_[0], optional);
    }

    Outcome indexed(const Value& from, bool optional) {
        if (!from.list() && !from.map())
            return no_such_form();
        const Value* found = nullptr;
        if (from.map()) {
            if (!afford(from.map()->size()))
                return too_costly();
            found = find(*from.map(), arguments_[1]);
        } else if (auto place = place_in(*from.list())) {
            found = &(*from.list())[*place];
        } else if (!order(arguments_[1], Value(std::int64_t{0}))) {
            return no_such_form();
        }
        if (optional)
            return found ? Value(Optional{std::make_shared<const Value>(*found)})
                         : Value(Optional{});
        if (found)
            return *found;
        return from.map() ? std::string("no such key") : std::string("index out of bounds");
    }

    // A whole number of any type that is a place in the list.
    std::optional<std::size_t> place_in(const List& list) const {
        double place = -1;
        if (const auto* number = argument<std::int64_t>(1))
            return *number >= 0 && static_cast<std::uint64_t>(*number) < list.size()
                       ? std::optional(static_cast<std::size_t>(*number))
                       : std::nullopt;
        if (const auto* number = argument<std::uint64_t>(1))
            return *number < list.size() ? std::optional(static_cast<std::size_t>(*number))
                                         : std::nullopt;
        if (const auto* number = argument<double>(1))
            place = *number;
        if (!(place >= 0) || std::trunc(place) != place ||
            place >= static_cast<double>(list.size()))
            return std::nullopt;
        return static_cast<std::size_t>(place);
    }

    Outcome size() {
        if (const auto* text = argument<Text>(0)) {
            if (!afford(text->size() / 16))
                return too_costly();
            return Value(static_cast<std::int64_t>(code_points(*text)));
        }
        if (const auto* bytes = argument<Bytes>(0))
            return Value(static_cast<std::int64_t>(bytes->bytes.size()));
        if (arguments_[0].list())
            return Value(static_cast<std::int64_t>(arguments_[0].list()->size()));
        if (arguments_[0].map())
            return Value(static_cast<std::int64_t>(arguments_[0].map()->size()));
        return no_such_form();
    }

    Outcome search() {
        auto pair = both<Text>();
        if (!pair)
            return no_such_form();
        auto [text, part] = *pair;
        if (!afford((text.size() / 16 + 1) * (part.size() / 16 + 1)))
            return too_costly();
        if (node_.function == Function::StartsWith)
            return Value(text.starts_with(part));
        if (node_.function == Function::EndsWith)
            return Value(text.ends_with(part));
        return Value(text.find(part) != text.npos);
    }

    Outcome matches() {
        auto pair = both<Text>();
        if (!pair)
            return no_such_form();
        auto [text, pattern] = *pair;
        if (!afford((text.size() / 16 + 1) * (pattern.size() / 4 + 1)))
            return too_costly();
        auto compiled = node_.pattern ? node_.pattern : compile(pattern);
        if (!compiled->ok())
            return fmt::format("`{}` is not a regular expression: {}", pattern.substr(0, 64),
                               compiled->error());
        return Value(re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *compiled));
    }

    Outcome in_cidr() const {
        const auto* from = argument<address>(0);
        const auto* network = argument<Text>(1);
        if (!from || !network)
            return no_such_form();
        auto inside = is_in_network(*from, *network);
        return inside ? Outcome(Value(*inside))
                      : fmt::format("`{}` is not a network", network->substr(0, 64));
    }

    // Every entry of the first, maps within it too, is in the second.
    Outcome is_subtree() {
        if (!arguments_[0].map() || !arguments_[1].map())
            return no_such_form();
        if (!afford(weight(arguments_[0]) * (arguments_[1].map()->size() + 1)))
            return too_costly();
        return Value(is_subtree(*arguments_[0].map(), *arguments_[1].map()));
    }

    // Recurses as deep as values nest, which is limited.
    static bool is_subtree(const Map& part, const Map& whole) {
        for (const auto& [key, value] : part) {
            const Value* other = find(whole, key);
            if (!other)
                return false;
            bool same = value.map() && other->map() ? is_subtree(*value.map(), *other->map())
                                                    : is_equal(value, *other);
            if (!same)
                return false;
        }
        return true;
    }

    Outcome part_of_time() const {
        if (const auto* duration = argument<Duration>(0))
            return part_of_duration(*duration);
        const auto* instant = argument<Instant>(0);
        const auto* zone = argument<Text>(1);
        if (!instant || (arguments_.size() > 1 && !zone))
            return no_such_form();
        auto calendar = calendar_of(*instant, zone ? *zone : Text{});
        if (!calendar)
            return fmt::format("`{}` is not a time zone", zone->substr(0, 64));
        switch (node_.function) {
        case Function::GetFullYear: return Value(calendar->year);
        case Function::GetMonth: return Value(calendar->month);
        case Function::GetDate: return Value(calendar->day_of_month + 1);
        case Function::GetDayOfMonth: return Value(calendar->day_of_month);
        case Function::GetDayOfWeek: return Value(calendar->day_of_week);
        case Function::GetDayOfYear: return Value(calendar->day_of_year);
        case Function::GetHours: return Value(calendar->hours);
        case Function::GetMinutes: return Value(calendar->minutes);
        case Function::GetSeconds: return Value(calendar->seconds);
        default: return Value(calendar->milliseconds);
        }
    }

    // The whole of a duration in a unit, save its milliseconds, which are those beside the seconds.
    Outcome part_of_duration(Duration duration) const {
        const auto whole = duration.nanoseconds;
        switch (node_.function) {
        case Function::GetHours: return Value(whole / 3'600'000'000'000);
        case Function::GetMinutes: return Value(whole / 60'000'000'000);
        case Function::GetSeconds: return Value(whole / 1'000'000'000);
        case Function::GetMilliseconds: return Value(whole / 1'000'000 % 1'000);
        default: return no_such_form();
        }
    }

    Outcome optional() const {
        auto some = [](const Value& value) {
            return Value(Optional{std::make_shared<const Value>(value)});
        };
        if (node_.function == Function::OptionalNone)
            return Value(Optional{});
        if (node_.function == Function::OptionalOf)
            return some(arguments_[0]);
        if (node_.function == Function::OptionalOfNonZero)
            return is_zero(arguments_[0]) ? Value(Optional{}) : some(arguments_[0]);
        const auto* optional = argument<Optional>(0);
        if (!optional)
            return no_such_form();
        switch (node_.function) {
        case Function::HasValue: return Value(optional->value != nullptr);
        case Function::ValueOf:
            return optional->value ? Outcome(*optional->value)
                                   : Outcome(std::string("an optional without a value"));
        case Function::OrValue: return optional->value ? *optional->value : arguments_[1];
        case Function::OrElse:
            return argument<Optional>(1) ? Outcome(arguments_[optional->value ? 0 : 1])
                                         : no_such_form();
        default: return no_such_form();
        }
    }

    const Node& node_;
    Arguments arguments_;
    Arena& arena_;
    std::uint64_t& budget_;
};

} // namespace

Outcome call(const Node& node, std::span<const Value> arguments, Arena& arena,
             std::uint64_t& budget) {
    return Call(node, arguments, arena, budget).run();
}

} // namespace pemba::condition
