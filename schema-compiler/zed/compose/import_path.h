// import_path(): what is written after `import`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// The path of an imported file, from where the importing file `importer` is. Nothing if it may not
/// be imported, which is reported: paths are relative, with `/`, without `..`, and no URLs.
[[nodiscard]] std::optional<std::string> import_path(const Import& import,
                                                     std::string_view importer, Sink& sink);

/// A path without `.` and doubled `/`: one file, one name.
[[nodiscard]] std::string normal_path(std::string_view path);

} // namespace pemba::schema::zed
