// The functions and operators there are, and the types that they take.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cel/types.h"
#include "expression_generated.h"
#include "pemba/dialect.h"

namespace pemba::schema::cel {

/// How a function is written: `size(x)`, `x.size()`, or as an operator.
enum class Style : std::uint8_t { Operator, Global, Member };

struct Signature {
    std::vector<Type> parameters;
    Type result;
};

struct FunctionForm {
    fbs::Function function = fbs::Function::Not;
    bool only_zed = false; ///< the other dialects do not have it
    std::vector<Signature> signatures;
};

/// The dialect's function of that name in that style, or nullptr. Static.
[[nodiscard]] const FunctionForm* find_function(std::string_view name, Style style,
                                                Dialect dialect);
/// Every name in that style, for suggestions.
[[nodiscard]] std::vector<std::string_view> function_names(Style style, Dialect dialect);

/// What a call of a function with these types gives; nothing if it does not take them.
struct Resolved {
    bool fits = false;
    Type result = {};
};
[[nodiscard]] Resolved resolve(const FunctionForm& form, std::span<const Type> arguments);

} // namespace pemba::schema::cel
