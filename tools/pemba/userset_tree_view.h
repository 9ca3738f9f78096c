// Userset tree view: the answer to expand, how a userset is made up, as a tree.
#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "console/style.h"

namespace pemba::client {

/// Draws the `treeRoot` of an expand's answer: usersets with how their parts are joined, and below
/// each stored relation the subjects its tuples name.
[[nodiscard]] std::string userset_tree_text(const boost::json::object& root,
                                            const console::Style& style);

} // namespace pemba::client
