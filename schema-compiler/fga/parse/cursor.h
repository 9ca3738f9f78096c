// Cursor: the tokens yet to be read, and how what is not expected there is reported.
#pragma once

#include <initializer_list>
#include <string>

#include "diagnostics/sink.h"
#include "fga/lex/token.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

class Cursor {
public:
    Cursor(const TokenList& list, Sink& sink) : list_(list), sink_(sink) {}

    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
        return list_.tokens[std::min(at_ + ahead, list_.tokens.size() - 1)];
    }
    [[nodiscard]] bool at(TokenKind kind, std::size_t ahead = 0) const {
        return peek(ahead).kind == kind;
    }
    const Token& take() {
        const Token& token = peek();
        at_ = std::min(at_ + 1, list_.tokens.size() - 1);
        return token;
    }
    bool accept(TokenKind kind) {
        const bool found = at(kind);
        if (found)
            take();
        return found;
    }

    /// Takes a token of that kind; false, and reported as `expected` `where`, if another one comes.
    [[nodiscard]] bool expect(TokenKind kind, const char* expected, const std::string& where) {
        return accept(kind) || wrong(expected, where);
    }
    [[nodiscard]] bool wrong(const char* expected, const std::string& where) {
        const Token& found = found_here();
        sink_.report(Kind::ExpectedSymbol, found.span,
                     {{"expected", expected}, {"where", where}, {"found", describe(found)}});
        return false;
    }

    /// The name of a type or a relation; false, and reported, if none comes.
    [[nodiscard]] bool expect_name(const char* what, ir::Name& out) {
        return is_name(peek().kind) ? take_name(out) : wrong_name(what);
    }
    /// The name of a condition or a parameter, which is simpler.
    [[nodiscard]] bool expect_plain_name(const char* what, ir::Name& out) {
        return at(TokenKind::Name) ? take_name(out) : wrong_name(what);
    }

    /// Where the token ends that was taken last; 0 before the first.
    [[nodiscard]] std::uint32_t end_of_taken() const {
        return at_ == 0 ? 0 : list_.tokens[at_ - 1].span.end;
    }

    void skip_line() {
        while (!at(TokenKind::Newline) && !at(TokenKind::End))
            take();
    }

private:
    // A blank is hardly what is wrong if something follows.
    [[nodiscard]] const Token& found_here() const { return peek(at(TokenKind::Blank) ? 1 : 0); }
    bool take_name(ir::Name& out) {
        const Token& token = take();
        out = {std::string(token.text), token.span};
        return true;
    }
    bool wrong_name(const char* what) {
        const Token& found = found_here();
        const bool is_word =
            found.kind >= TokenKind::Name && found.kind <= TokenKind::ContainerType;
        sink_.report(
            is_word ? Kind::ReservedWord : Kind::ExpectedName, found.span,
            {{"what", what}, {"found", is_word ? std::string(found.text) : describe(found)}});
        return false;
    }

    const TokenList& list_;
    Sink& sink_;
    std::size_t at_ = 0;
};

} // namespace pemba::schema::fga
