// compose(): a file and all that it imports, as trees.
#pragma once

#include <vector>

#include "diagnostics/sink.h"
#include "imports/imported_file.h"
#include "pemba/schema/compile.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// A schema's files: the trees of those that could be read, that of the file given first, and all
/// that was imported.
struct Composition {
    std::vector<File> trees;
    ImportedFiles imported;
};

/// Reads and parses a file, then what it imports, each file once, in the order of first mention. A
/// tree with an import that could not be followed, which is reported, is broken. The result must
/// outlive the sink's reports. Without `read` no import can be followed. O(all texts).
[[nodiscard]] Composition compose(const Source& source, const ReadFile& read, Sink& sink);

} // namespace pemba::schema::zed
