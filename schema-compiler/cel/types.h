// Types of expressions, as the checker infers them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace pemba::schema::cel {

enum class TypeKind : std::uint8_t {
    Dyn, ///< known only when it is evaluated; goes with everything
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Duration,
    Timestamp,
    IpAddress,
    Type,
    List,     ///< of the first argument
    Map,      ///< from the first to the second
    Optional, ///< of the first
    Variable, ///< of a signature: `number` says which
};

struct Type {
    TypeKind kind = TypeKind::Dyn;
    std::vector<Type> arguments = {};
    std::uint8_t number = 0;

    friend bool operator==(const Type&, const Type&) = default;
};

[[nodiscard]] inline bool is_dyn(const Type& type) {
    return type.kind == TypeKind::Dyn;
}

/// `list(int)`: as CEL writes it.
[[nodiscard]] std::string to_string(const Type& type);

/// What a signature's variables stand for in one call.
using Bindings = std::map<std::uint8_t, Type>;
/// Whether a value of `given` can stand where `wanted` does; binds variables on the way.
[[nodiscard]] bool unify(const Type& wanted, const Type& given, Bindings& bindings);
/// With its variables replaced; one that is not bound is Dyn.
[[nodiscard]] Type substitute(const Type& type, const Bindings& bindings);
/// The one type for values of both: Dyn if they differ.
[[nodiscard]] Type common(const Type& a, const Type& b);

} // namespace pemba::schema::cel
