// The language-neutral form of a schema that every front end produces, with positions into the
// source.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pemba/dialect.h"
#include "source/byte_span.h"

namespace pemba::schema::ir {

struct Name {
    std::string text;
    ByteSpan span;
};

/// `user`, `team#member` or `user:*`.
struct SubjectType {
    Name namespace_name;
    Name relation; ///< empty text for an object or a wildcard
    bool wildcard = false;
    bool expiration = false; ///< of tuples that expire
    Name condition;          ///< of tuples under it; empty text: of tuples without
    ByteSpan span;
};

/// As people write it: `team#member`, `user:* with under and expiration`.
[[nodiscard]] std::string to_text(const SubjectType& type);

enum class RewriteOp : std::uint8_t {
    This,
    ComputedUserset,
    TupleToUserset,
    TupleToUsersetAll,
    Union,
    Intersection,
    Exclusion,
    Self,
    Nil,
};

[[nodiscard]] inline bool is_set_operator(RewriteOp op) {
    return op == RewriteOp::Union || op == RewriteOp::Intersection || op == RewriteOp::Exclusion;
}

[[nodiscard]] inline bool is_arrow(RewriteOp op) {
    return op == RewriteOp::TupleToUserset || op == RewriteOp::TupleToUsersetAll;
}

/// One node of a userset rewrite. Nodes stand in one array, children before their parent, the root
/// last.
struct RewriteNode {
    RewriteOp op = RewriteOp::Nil;
    std::vector<std::uint32_t> children; ///< of set operators: indices of earlier nodes
    Name relation; ///< ComputedUserset: the relation; arrows: the one on the objects reached
    Name tupleset; ///< arrows: the stored relation that is walked
    bool written_as_function = false; ///< an arrow written `tupleset.any(relation)`
    ByteSpan span;
};

/// Where a part of a modular `.fga` model comes from.
struct Metadata {
    std::string module; ///< maybe empty
    std::string file;   ///< maybe empty
};

/// A relation that is stored (`subject_types`, and This in its rewrite) or computed. In `.zed` the
/// rewrite of a stored one is a single This; in the other languages This may stand in any rewrite.
struct Relation {
    Name name;
    bool stored = false;
    std::vector<SubjectType> subject_types;
    std::vector<RewriteNode> rewrite;
    std::vector<Name> annotation; ///< of a computed one: the types that it is said to reach
    std::vector<std::string> comments;
    std::optional<Metadata> metadata; ///< absent where an OpenFGA model has none
    bool is_broken = false; ///< not wholly read; nothing that follows from that is reported again
};

struct NamespaceConfig {
    Name name;
    std::vector<Relation> relations;
    std::vector<std::string> comments;
    std::optional<Metadata> metadata; ///< absent where an OpenFGA model has none
    bool is_broken = false;           ///< may have relations that could not be read
};

struct Parameter {
    Name name;
    Name type; ///< `list<map<int>>`
};

/// A named expression over typed parameters that tuples can be under (`.zed`: caveat).
struct Condition {
    Name name;
    std::vector<Parameter> parameters;
    Name expression;                   ///< its source; text without the blanks around it
    std::vector<Gap> gaps;             ///< between the expression's text and its source
    std::vector<std::uint8_t> program; ///< what is evaluated; empty until it was checked
    std::vector<std::string> comments;
    std::optional<Metadata> metadata; ///< absent where an OpenFGA model has none
};

struct Schema {
    Dialect dialect = Dialect::Zed;
    Name language_version; ///< of `.fga`: `1.1`; empty text in other languages
    std::vector<NamespaceConfig> namespaces;
    std::vector<Condition> conditions;
    std::vector<Name> partials;      ///< names that are taken
    bool checks_annotations = false; ///< annotations must be complete
    bool is_broken = false;          ///< may have namespaces that could not be read
};

} // namespace pemba::schema::ir
