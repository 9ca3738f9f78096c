// Decision: what a question about one subject and one userset comes to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pemba {

enum class Permissionship : std::uint8_t {
    No,
    Yes,
    Conditional, ///< conditions lack values: with them it is Yes or No
};

struct Decision {
    Permissionship permissionship = Permissionship::No;
    /// Of Conditional: the parameters that lack a value, ordered, each once.
    std::vector<std::string> missing_context;

    [[nodiscard]] bool is_yes() const { return permissionship == Permissionship::Yes; }
    [[nodiscard]] bool is_no() const { return permissionship == Permissionship::No; }

    friend bool operator==(const Decision&, const Decision&) = default;
};

} // namespace pemba
