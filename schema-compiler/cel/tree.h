// The tree of an expression: what was written, names not yet resolved.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema::cel {

enum class Form : std::uint8_t {
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Name,           ///< text
    Select,         ///< child `.` text
    SelectOptional, ///< child `.?` text
    List,           ///< children; optional: bit i for `?child`
    Map,            ///< key, value, key, value …
    And,            ///< two or more children
    Or,
    Choose,   ///< condition, then, otherwise
    Operator, ///< text: `+`, `!_`, `-_`, `[]`, `[?]` and their like
    Call,     ///< text: the function; has_receiver: the first child is what it is called on
};

/// One node. Nodes stand in one array, children before their parent, the root last.
struct TreeNode {
    Form form = Form::Null;
    std::string text = {};
    std::vector<std::uint32_t> children = {};
    std::int64_t number = 0; ///< Bool, Int, Uint; List and Map: which are optional
    double real = 0;
    bool has_receiver = false;
    ByteSpan span = {};
    std::uint32_t depth = 1; ///< of the tree below
};

using Tree = std::vector<TreeNode>;

} // namespace pemba::schema::cel
