// STUB until the CEL room lands.
#pragma once
#include <span>
#include <string>
#include <vector>
#include "condition/context.h"
namespace pemba::condition {
struct Judgement {
    enum class Kind { False, True, Missing, Error } kind = Kind::False;
    std::vector<std::string> missing;
    Error error;
};
class Condition {
public:
    static Result<Condition> from_bytes(std::span<const std::uint8_t>) { return Condition(); }
    std::string_view name() const { return ""; }
    std::string_view expression() const { return ""; }
};
inline Judgement evaluate(const Condition&, const Context&, const Context&, std::uint64_t) { return {}; }
inline std::string merged(const Condition&, const Context&, const Context&) { return "{}"; }
inline Result<void> validate_stored(const Condition&, const Context&) { return {}; }
} // namespace pemba::condition
