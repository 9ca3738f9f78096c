// Result<T>: a value or an Error, with the words of std::expected (which C++20 lacks).
//
//   Result<Schema> schema = Schema::from_bytes(bytes);
//   if (!schema) return schema.error();
//   use(*schema);
//
// PEMBA_TRY(auto schema, Schema::from_bytes(bytes)); does the same in one line.
#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "pemba/error.h"

namespace pemba {

/// A T or an Error. Reading the one that is not there is a programmer's error and throws
/// std::bad_variant_access.
template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() & { return std::get<0>(state_); }
    [[nodiscard]] const T& value() const& { return std::get<0>(state_); }
    [[nodiscard]] T&& value() && { return std::get<0>(std::move(state_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(*this).value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    [[nodiscard]] Error& error() & { return std::get<1>(state_); }
    [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
    [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<T, Error> state_;
};

/// Success without a value, or an Error.
template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] Error& error() & { return std::get<1>(state_); }
    [[nodiscard]] const Error& error() const& { return std::get<1>(state_); }
    [[nodiscard]] Error&& error() && { return std::get<1>(std::move(state_)); }

private:
    std::variant<std::monostate, Error> state_;
};

} // namespace pemba

#define PEMBA_TRY_CONCAT_INNER(a, b) a##b
#define PEMBA_TRY_CONCAT(a, b) PEMBA_TRY_CONCAT_INNER(a, b)
#define PEMBA_TRY_IMPL(result, declaration, expression)                                            \
    auto result = (expression);                                                                    \
    if (!result)                                                                                   \
        return std::move(result).error();                                                          \
    declaration = *std::move(result)

/// Declares (or assigns) `declaration` from the Result of `expression`, or returns its error from
/// the enclosing function. A statement, not an expression.
#define PEMBA_TRY(declaration, expression)                                                         \
    PEMBA_TRY_IMPL(PEMBA_TRY_CONCAT(pemba_result_, __LINE__), declaration, expression)

/// Returns the error of a Result<void> expression from the enclosing function, if there is one.
#define PEMBA_CHECK_OK(expression)                                                                 \
    do {                                                                                           \
        if (auto pemba_status = (expression); !pemba_status)                                       \
            return std::move(pemba_status).error();                                                \
    } while (false)
