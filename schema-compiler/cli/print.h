// What the commands print alike.
#pragma once

#include <string>
#include <vector>

#include "cli/options.h"
#include "pemba/schema/compile.h"

namespace pemba::schema::cli {

/// What to call the file in messages.
[[nodiscard]] std::string shown_name(const Common& common);

/// JSON goes to the standard output, where a program waits for it; text to the standard error, for
/// the person beside the output.
void print_diagnostics(const std::vector<Diagnostic>& diagnostics, const std::string& text,
                       const Common& common);

} // namespace pemba::schema::cli
