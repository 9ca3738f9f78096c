// Conditions: the few that random worlds use, each as text for the compiler and as a function that
// the referee believes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace pemba::reference {

/// Values by parameter; a bool is 0 or 1.
using Values = std::map<std::string, std::int64_t>;

/// What a condition comes to.
struct Judgement {
    enum class Kind { False, True, Missing, Failed };
    Kind kind = Kind::False;
    std::set<std::string> missing = {}; ///< of Missing: what it lacks
};

/// The names of all conditions.
[[nodiscard]] const std::set<std::string>& condition_names();
/// The parameters of one.
[[nodiscard]] const std::set<std::string>& parameters_of(const std::string& condition);
/// Every parameter there is.
[[nodiscard]] const std::set<std::string>& all_parameters();
[[nodiscard]] bool is_bool(const std::string& parameter);
/// Its declaration in SpiceDB's language.
[[nodiscard]] std::string to_zed(const std::string& condition);
/// And in OpenFGA's.
[[nodiscard]] std::string condition_to_fga(const std::string& condition);

/// By hand-written rules, not by an expression.
[[nodiscard]] Judgement judge_condition(const std::string& condition, const Values& values);

/// As a JSON object; empty for no values.
[[nodiscard]] std::string to_json(const Values& values);
/// Reads what to_json() wrote.
[[nodiscard]] Values read_values(std::string_view json);

} // namespace pemba::reference
