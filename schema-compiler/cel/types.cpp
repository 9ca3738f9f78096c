#include "cel/types.h"

#include <array>

namespace pemba::schema::cel {

namespace {

constexpr std::array<const char*, 16> kNames{
    "dyn",      "null",      "bool",      "int",  "uint", "double", "string",   "bytes",
    "duration", "timestamp", "ipaddress", "type", "list", "map",    "optional", "?"};

bool is_nullable(const Type& type) {
    switch (type.kind) {
    case TypeKind::Null:
    case TypeKind::Duration:
    case TypeKind::Timestamp:
    case TypeKind::IpAddress: return true;
    default: return false;
    }
}

} // namespace

std::string to_string(const Type& type) {
    std::string text = kNames.at(static_cast<std::size_t>(type.kind));
    for (std::size_t i = 0; i < type.arguments.size(); ++i)
        text += (i == 0 ? "(" : ", ") + to_string(type.arguments[i]);
    return type.arguments.empty() ? text : text + ")";
}

bool unify(const Type& wanted, const Type& given, Bindings& bindings) {
    if (wanted.kind == TypeKind::Variable) {
        const auto [bound, is_new] = bindings.try_emplace(wanted.number, given);
        if (is_new)
            return true;
        // What was bound may be less certain than what comes now.
        if (is_dyn(bound->second)) {
            bound->second = given;
            return true;
        }
        const Type known = bound->second;
        return unify(known, given, bindings);
    }
    if (is_dyn(wanted) || is_dyn(given))
        return true;
    // Null goes with what cel-go has as messages and opaque types.
    if (wanted.kind == TypeKind::Null || given.kind == TypeKind::Null)
        return is_nullable(wanted) && is_nullable(given);
    if (wanted.kind != given.kind || wanted.arguments.size() != given.arguments.size())
        return false;
    for (std::size_t i = 0; i < wanted.arguments.size(); ++i)
        if (!unify(wanted.arguments[i], given.arguments[i], bindings))
            return false;
    return true;
}

Type substitute(const Type& type, const Bindings& bindings) {
    if (type.kind == TypeKind::Variable) {
        const auto found = bindings.find(type.number);
        return found == bindings.end() ? Type{} : found->second;
    }
    Type result = type;
    for (Type& argument : result.arguments)
        argument = substitute(argument, bindings);
    return result;
}

Type common(const Type& a, const Type& b) {
    if (a.kind != b.kind || a.arguments.size() != b.arguments.size())
        return {};
    Type result = a;
    for (std::size_t i = 0; i < result.arguments.size(); ++i)
        result.arguments[i] = common(a.arguments[i], b.arguments[i]);
    return result;
}

} // namespace pemba::schema::cel
