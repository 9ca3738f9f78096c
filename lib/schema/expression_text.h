// Rewrites as people write them.
#pragma once

#include <string>

#include "schema/namespace_config.h"

namespace pemba::schema {

/// A rewrite in the operators of .zed: `(viewer + parent->view) - banned`. Parentheses stand
/// wherever two different operators meet. O(text · depth).
[[nodiscard]] std::string expression_text(const UsersetRewrite& rewrite);

} // namespace pemba::schema
