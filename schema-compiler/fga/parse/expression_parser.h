// ExpressionParser: what stands after the colon of a relation.
#pragma once

#include "fga/parse/cursor.h"

namespace pemba::schema::fga {

class ExpressionParser {
public:
    ExpressionParser(Cursor& cursor, Sink& sink, ir::Relation& relation)
        : cursor_(cursor), sink_(sink), relation_(relation) {}

    /// Fills the relation's rewrite and types; false, and reported, if it does not parse.
    [[nodiscard]] bool run();

private:
    /// Whether types in brackets may stand here: only before everything else.
    enum class Direct { Allowed, Misplaced };

    bool expression(Direct direct, std::uint32_t depth, std::uint32_t& out);
    bool operands(TokenKind operator_kind, std::uint32_t depth, ir::RewriteNode& node);
    bool operand(Direct direct, std::uint32_t depth, std::uint32_t& out);
    bool parenthesis(Direct direct, std::uint32_t depth, std::uint32_t& out);
    bool reference(std::uint32_t& out);
    bool direct_types(Direct direct, std::uint32_t& out);
    bool subject_type();
    bool mixed_operators(TokenKind operator_kind);
    bool add(ir::RewriteNode node, std::uint32_t& out);

    Cursor& cursor_;
    Sink& sink_;
    ir::Relation& relation_;
};

} // namespace pemba::schema::fga
