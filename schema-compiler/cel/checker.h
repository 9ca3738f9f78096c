// check(): a tree to a program, with every name resolved and every type in place.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cel/program.h"
#include "cel/tree.h"
#include "cel/types.h"
#include "diagnostics/sink.h"
#include "pemba/dialect.h"

namespace pemba::schema::cel {

struct NamedType {
    std::string name;
    Type type;
};

/// Whether types are checked. Unchecked is for tests of the language: what does not fit then fails
/// when it is evaluated.
enum class Checking { Strict, Unchecked };

struct Checked {
    Program program;
    Type type;                  ///< of the whole
    std::set<std::string> used; ///< parameters
};

/// Parameters are numbered in their order; `dialect` decides which functions, macros and forms
/// there are. Nothing if a name is unknown or a type does not fit, which is reported.
[[nodiscard]] std::optional<Checked> check(const Tree& tree,
                                           const std::vector<NamedType>& parameters,
                                           Checking checking, Sink& sink, Dialect dialect);

} // namespace pemba::schema::cel
