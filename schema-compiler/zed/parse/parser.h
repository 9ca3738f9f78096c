// Parser: the cursor over the tokens and the productions, one file a group of them.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "zed/parse/parse.h"

namespace pemba::schema::zed {

class Parser {
public:
    Parser(const TokenList& tokens, const Source& source, Sink& sink)
        : list_(tokens), source_(source), sink_(sink) {}

    File parse_file();

private:
    // parse_file.cpp
    void parse_item(File& file);
    bool read_item(File& file, Item& item);
    void report_unknown_item();
    Use parse_use(const File& file);
    Import parse_import();
    void recover_at_top_level();

    // parse_definition.cpp
    Definition parse_definition(Layout& layout);
    void parse_members(Definition& definition);
    bool read_member(Definition& definition, Member& member);
    void report_unknown_member(Definition& definition);
    bool parse_relation(Relation& relation);
    bool parse_permission(Permission& permission);
    bool parse_spread(Spread& spread);
    bool parse_annotation(Permission& permission);
    bool finish_member();
    void recover_in_definition();

    // parse_subject_type.cpp
    bool parse_subject_types(Relation& relation);
    bool parse_subject_type(SubjectType& type);
    bool parse_subject_type_form(SubjectType& type);
    bool parse_traits(SubjectType& type);

    // parse_caveat.cpp
    bool parse_caveat(Caveat& caveat);
    bool parse_parameters(Caveat& caveat);
    bool parse_caveat_type(CaveatType& type);
    bool parse_caveat_body(Caveat& caveat);

    // parse_expression.cpp
    friend class ExpressionParser;

    // The cursor (parser.cpp).
    [[nodiscard]] const Token& current() const { return list_.tokens[at_]; }
    [[nodiscard]] const Token& next(std::size_t ahead = 1) const;
    [[nodiscard]] const Token& previous() const { return list_.tokens[at_ == 0 ? 0 : at_ - 1]; }
    [[nodiscard]] bool at(TokenKind kind) const { return current().kind == kind; }
    /// At an identifier of this text: a contextual word.
    [[nodiscard]] bool at_word(std::string_view word) const;
    /// At a contextual word whose feature is in use.
    [[nodiscard]] bool at_feature(std::string_view word, std::string_view flag) const;
    [[nodiscard]] bool at_top_level_keyword() const;
    const Token& advance();
    bool accept(TokenKind kind);
    [[nodiscard]] bool uses(std::string_view flag) const { return flags_.count(flag) > 0; }

    /// Where something is missing: the token found instead if it is on the same line, otherwise the
    /// point after the token before.
    [[nodiscard]] ByteSpan missing_span() const;
    [[nodiscard]] std::string found() const { return describe(current(), source_); }
    [[nodiscard]] std::string text(const Token& token) const;
    /// Whether the current token is one that no rule takes; reports it if so.
    bool reject_malformed_token();

    /// `expected` is a symbol with its backticks; `where` tells what comes before it.
    bool expect(TokenKind kind, const char* expected, const std::string& where,
                const std::string& hint = {});
    /// An identifier, or a diagnostic and an empty name. `what` has its article.
    Name expect_name(const char* what);
    /// A name with prefixes, `acme/sub/team`.
    Name expect_type_name(const char* what);

    // Comments (parser.cpp).
    Layout begin_layout();
    void end_layout(Layout& layout);
    std::vector<Comment> take_comments_before(const Token& token);
    [[nodiscard]] bool at_trailing_comment() const;
    [[nodiscard]] Comment make_comment(const CommentToken& comment) const;

    const TokenList& list_;
    const Source& source_;
    Sink& sink_;
    std::size_t at_ = 0;
    std::size_t comments_taken_ = 0;
    std::set<std::string, std::less<>> flags_;
};

/// An expression with operators by precedence and an explicit stack; see parse_expression.cpp.
/// Broken if anything of it could not be read, which is reported.
[[nodiscard]] Expression parse_expression(Parser& parser);

} // namespace pemba::schema::zed
