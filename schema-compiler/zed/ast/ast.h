// The tree of a `.zed` file: what was written, in its order, with positions and comments, nothing
// resolved.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "source/byte_span.h"

namespace pemba::schema::zed {

/// A name as written, prefixes included. Empty where none could be read.
struct Name {
    std::string text;
    ByteSpan span;
};

struct Comment {
    std::string text; ///< with its delimiters
    bool after_blank_line = false;
    ByteSpan span;
};

/// What is kept of the layout around a definition or one of its members.
struct Layout {
    std::vector<Comment> comments;       ///< before it
    std::vector<Comment> inner_comments; ///< among its words; the formatter moves them before it
    std::string trailing_comment;        ///< after it on its last line; empty if none
    bool after_blank_line = false;       ///< between it and its comments, or what is before it
};

/// `user`, `user:*`, `group#member` or `user#...`, with its traits.
struct SubjectType {
    enum class Form : std::uint8_t { Object, ObjectWithEllipsis, Userset, Wildcard };

    Name type;
    Form form = Form::Object;
    Name relation; ///< of a Userset
    std::optional<Name> caveat;
    std::optional<ByteSpan> expiration;
    ByteSpan span;
    bool on_new_line = false;
};

enum class Operator : std::uint8_t {
    Relation, ///< a name of the same definition
    Nil,
    Self,
    Arrow,       ///< `relation->target`
    ArrowAny,    ///< `relation.any(target)`
    ArrowAll,    ///< `relation.all(target)`
    Parentheses, ///< around `left`
    Union,
    Intersection,
    Exclusion,
    Broken, ///< could not be read; reported already
};

/// One node of an expression. Nodes stand in one array, operands before what takes them, the root
/// last, so that nobody recurses.
struct ExpressionNode {
    Operator op = Operator::Broken;
    std::uint32_t left = 0;  ///< of Parentheses and the three binary operators
    std::uint32_t right = 0; ///< of the binary operators
    Name relation;           ///< Relation: the name; arrows: the left side
    Name target;             ///< arrows: the right side
    ByteSpan span;
    ByteSpan operator_span;  ///< of a binary operator
    bool line_break = false; ///< a binary operator: its right operand stands on a new line
};

struct Expression {
    std::vector<ExpressionNode> nodes;
    [[nodiscard]] bool is_broken() const { return nodes.empty(); }
};

struct Relation {
    Name name;
    std::vector<SubjectType> subject_types;
    bool is_broken = false; ///< some of its types could not be read; reported already
};

struct Permission {
    Name name;
    std::vector<Name> annotation; ///< `permission view: user | group = …`
    Expression expression;
};

/// `...partial`
struct Spread {
    Name partial;
};

struct Member {
    std::variant<Relation, Permission, Spread> value;
    Layout layout;
    ByteSpan span;
};

/// `definition` or `partial`.
struct Definition {
    bool is_partial = false;
    Name name;
    std::vector<Member> members;
    std::vector<Comment> closing_comments; ///< before its `}`
    bool is_broken = false;                ///< a member could not be read, not even its name
};

struct CaveatType {
    std::string text; ///< `list<map<int>>`, without blanks
    ByteSpan span;
};

struct CaveatParameter {
    Name name;
    CaveatType type;
};

struct Caveat {
    ByteSpan keyword;
    Name name;
    std::vector<CaveatParameter> parameters;
    std::string body; ///< CEL, as written between the braces
    ByteSpan body_span;
};

struct Use {
    Name flag;
    bool is_misplaced = false; ///< after a definition; reported already
};

struct Import {
    ByteSpan keyword;
    Name path; ///< with its quotes
};

struct Item {
    std::variant<Use, Import, Definition, Caveat> value;
    Layout layout;
    ByteSpan span;
};

struct File {
    std::vector<Item> items;
    std::vector<Comment> closing_comments;
    bool is_broken = false; ///< a definition could not be read, not even its name
};

} // namespace pemba::schema::zed
