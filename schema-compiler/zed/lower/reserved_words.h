// Words that another file of the schema reserves.
#pragma once

#include <vector>

#include "diagnostics/sink.h"
#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// Reports names that a file may have by itself, but not beside a file that uses a feature whose
/// words they are: in the one text that the files become they would mean something else. The words
/// in the files that use the feature were judged by the parser. O(trees).
void check_words_reserved_elsewhere(const std::vector<File>& files, Sink& sink);

} // namespace pemba::schema::zed
