// dump(): a tree as text without positions and layout, to compare two trees and for golden files.
#pragma once

#include <string>

#include "zed/ast/ast.h"

namespace pemba::schema::zed {

/// One line an item or member; expressions in prefix form such as `(- (+ aaa bbb) parent->ccc)`.
/// Parentheses are shown by the form only. Comments are listed before what they belong to.
[[nodiscard]] std::string dump(const File& file);

} // namespace pemba::schema::zed
