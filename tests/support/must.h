// must(): the value of a Result, for tests in which an error is a failure; and tuples from text.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "pemba/relation_tuple.h"
#include "pemba/result.h"

namespace pemba::testing {

/// The value, or an exception that carries the error's code and message; doctest reports it.
template <class T>
T must(Result<T> result) {
    if (!result)
        throw std::runtime_error(std::string(to_string(result.error().code)) + ": " +
                                 result.error().message);
    if constexpr (!std::is_void_v<T>)
        return std::move(result).value();
}

/// Parts of relation tuples from their text; a text that is none fails the test.
inline RelationTuple tuple_of(std::string_view text) {
    return must(parse_relation_tuple(text));
}
inline Userset userset_of(std::string_view text) {
    return must(parse_userset(text));
}
inline Subject subject_of(std::string_view text) {
    return must(parse_subject(text));
}

} // namespace pemba::testing
