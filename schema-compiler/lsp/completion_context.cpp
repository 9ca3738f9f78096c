// Reading the words before the place, as far as they tell what comes next.
#include "lsp/completion_context.h"

#include <algorithm>
#include <vector>

#include "zed/lex/lexer.h"

namespace pemba::schema::lsp {

namespace {

using zed::Token;
using zed::TokenKind;

bool is_word(const Token& token) {
    return token.kind == TokenKind::Identifier || zed::is_keyword(token.kind);
}

/// Whether the place is in a comment or a string, where nothing is completed.
bool is_prose(const zed::TokenList& list, std::uint32_t offset) {
    const auto is_around = [&](ByteSpan span) { return span.begin < offset && offset < span.end; };
    return std::any_of(list.comments.begin(), list.comments.end(),
                       [&](const zed::CommentToken& comment) {
                           return is_around(comment.span) ||
                                  (!comment.several_lines && offset == comment.span.end);
                       }) ||
           std::any_of(list.tokens.begin(), list.tokens.end(), [&](const Token& token) {
               const bool is_open = token.kind == TokenKind::UnterminatedString ||
                                    token.kind == TokenKind::UnterminatedComment;
               return (token.kind == TokenKind::String && is_around(token.span)) ||
                      (is_open && token.span.begin < offset && offset <= token.span.end);
           });
}

class ContextReader {
public:
    ContextReader(const Source& source, std::uint32_t offset) : source_(source), offset_(offset) {}

    CompletionContext run() {
        const zed::TokenList list = zed::lex(source_);
        context_.replaced = {offset_, offset_};
        if (is_prose(list, offset_))
            return context_;
        for (const Token& token : list.tokens)
            if (token.kind != TokenKind::EndOfFile && token.span.end <= offset_)
                words_.push_back(token);
            else if (is_word(token) && token.span.begin < offset_)
                context_.replaced = token.span;
        take_word();
        member_ = words_.size();
        find_place();
        context_.wanted = wanted();
        if (context_.wanted == Wanted::Parameter) // where `/` divides
            context_.replaced.begin = word_begin_;
        return context_;
    }

private:
    enum class ItemKind : std::uint8_t { None, Definition, Caveat };

    /// The word that ends at the place is what is being written, with its prefixes.
    void take_word() {
        if (!words_.empty() && is_word(words_.back()) && words_.back().span.end == offset_) {
            context_.replaced = words_.back().span;
            words_.pop_back();
        }
        word_begin_ = context_.replaced.begin;
        while (words_.size() >= 2 && at(TokenKind::Slash) && is_word(words_[words_.size() - 2])) {
            words_.pop_back();
            context_.replaced.begin = words_.back().span.begin;
            words_.pop_back();
        }
    }

    /// Walks to the place: which item and which member it is in.
    void find_place() {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            const TokenKind kind = words_[i].kind;
            const bool begins_item = kind == TokenKind::Definition || kind == TokenKind::Caveat ||
                                     (depth_ == 0 && text(i) == "partial" && text(i - 1) != "use");
            if (begins_item && (depth_ == 0 || words_[i].on_new_line))
                begin_item(i);
            else if (kind == TokenKind::LeftBrace)
                ++depth_;
            else if (kind == TokenKind::RightBrace)
                end_block();
            else if (depth_ == 1 && item_ == ItemKind::Definition)
                follow_member(i);
        }
    }

    void begin_item(std::size_t i) {
        item_ = words_[i].kind == TokenKind::Caveat ? ItemKind::Caveat : ItemKind::Definition;
        depth_ = 0;
        member_ = words_.size();
        item_begin_ = i;
        context_.container.clear();
        for (++i; i < words_.size() && (is_word(words_[i]) || words_[i].kind == TokenKind::Slash);
             ++i)
            context_.container += text(i);
    }

    void end_block() {
        depth_ -= depth_ > 0 ? 1 : 0;
        if (depth_ > 0)
            return;
        item_ = ItemKind::None;
        member_ = words_.size();
    }

    void follow_member(std::size_t i) {
        const TokenKind kind = words_[i].kind;
        const bool is_any_object = i > 0 && words_[i - 1].kind == TokenKind::Hash;
        if (kind == TokenKind::Relation || kind == TokenKind::Permission ||
            (kind == TokenKind::Ellipsis && !is_any_object))
            member_ = i;
        if (kind == TokenKind::Semicolon)
            member_ = words_.size();
    }

    [[nodiscard]] Wanted wanted() {
        switch (item_) {
        case ItemKind::None: return at_top();
        case ItemKind::Caveat: return depth_ == 0 ? in_parameters() : in_body();
        case ItemKind::Definition: return depth_ == 0 ? Wanted::Nothing : in_definition();
        }
        return Wanted::Nothing;
    }

    [[nodiscard]] Wanted at_top() const {
        if (is_on_new_line() || at(TokenKind::RightBrace) || at(TokenKind::Semicolon))
            return Wanted::Item;
        return text(words_.size() - 1) == "use" ? Wanted::Feature : Wanted::Nothing;
    }

    [[nodiscard]] Wanted in_parameters() const {
        if (at(TokenKind::Less))
            return Wanted::ParameterType;
        const bool after_name =
            words_.size() > item_begin_ + 3 && at(TokenKind::Identifier) &&
            (before_last(TokenKind::Comma) || before_last(TokenKind::LeftParenthesis));
        return after_name ? Wanted::ParameterType : Wanted::Nothing;
    }

    [[nodiscard]] Wanted in_body() const {
        return at(TokenKind::Dot) ? Wanted::Nothing : Wanted::Parameter;
    }

    [[nodiscard]] Wanted in_definition() {
        if (member_ == words_.size())
            return is_on_new_line() || at(TokenKind::LeftBrace) || at(TokenKind::Semicolon)
                       ? Wanted::Member
                       : Wanted::Nothing;
        const Wanted found = words_[member_].kind == TokenKind::Relation     ? in_relation()
                             : words_[member_].kind == TokenKind::Permission ? in_permission()
                             : at(TokenKind::Ellipsis)                       ? Wanted::Partial
                                                                             : Wanted::Nothing;
        return found == Wanted::Nothing && is_on_new_line() ? Wanted::Member : found;
    }

    [[nodiscard]] Wanted in_relation() {
        switch (words_.back().kind) {
        case TokenKind::Colon: return count(TokenKind::Colon) == 1 ? Wanted::Type : Wanted::Star;
        case TokenKind::Pipe: return Wanted::Type;
        case TokenKind::Hash: context_.name = type_before_last(); return Wanted::SubjectRelation;
        case TokenKind::With: return Wanted::Trait;
        default: break;
        }
        return text(words_.size() - 1) == "and" ? Wanted::Expiration : Wanted::Nothing;
    }

    [[nodiscard]] Wanted in_permission() {
        if (count(TokenKind::Equals) == 0)
            return at(TokenKind::Colon) || at(TokenKind::Pipe) ? Wanted::Type : Wanted::Nothing;
        const std::size_t last = words_.size() - 1;
        switch (words_.back().kind) {
        case TokenKind::Equals:
        case TokenKind::Plus:
        case TokenKind::Ampersand:
        case TokenKind::Minus: return Wanted::Operand;
        case TokenKind::Arrow: context_.name = text(last - 1); return Wanted::ArrowTarget;
        case TokenKind::Dot: return Wanted::ArrowFunction;
        case TokenKind::LeftParenthesis:
            if (words_[last - 2].kind != TokenKind::Dot)
                return Wanted::Operand;
            context_.name = text(last - 3);
            return Wanted::ArrowTarget;
        default: return Wanted::Nothing;
        }
    }

    [[nodiscard]] bool at(TokenKind kind) const {
        return !words_.empty() && words_.back().kind == kind;
    }
    [[nodiscard]] bool before_last(TokenKind kind) const {
        return words_.size() >= 2 && words_[words_.size() - 2].kind == kind;
    }
    /// How many tokens of a kind the member has.
    [[nodiscard]] std::size_t count(TokenKind kind) const {
        return static_cast<std::size_t>(
            std::count_if(words_.begin() + static_cast<std::ptrdiff_t>(member_), words_.end(),
                          [&](const Token& token) { return token.kind == kind; }));
    }
    /// Whether a line ends between the last word and the place.
    [[nodiscard]] bool is_on_new_line() const {
        const std::uint32_t begin = words_.empty() ? source_.begin() : words_.back().span.end;
        const std::string_view gap = source_.slice({begin, context_.replaced.begin});
        return words_.empty() || gap.find('\n') != std::string_view::npos;
    }
    [[nodiscard]] std::string type_before_last() const {
        std::string type;
        for (std::size_t i = words_.size() - 1;
             i-- > 0 && (is_word(words_[i]) || words_[i].kind == TokenKind::Slash);)
            type.insert(0, text(i));
        return type;
    }
    [[nodiscard]] std::string text(std::size_t i) const {
        return i < words_.size() ? std::string(source_.slice(words_[i].span)) : std::string();
    }

    const Source& source_;
    std::uint32_t offset_;
    CompletionContext context_;
    std::uint32_t word_begin_ = 0; ///< of what is being written, without prefixes
    std::vector<Token> words_;     ///< before what is being written
    ItemKind item_ = ItemKind::None;
    std::size_t item_begin_ = 0;
    std::size_t depth_ = 0;
    std::size_t member_ = 0; ///< where the member around the place begins; past the end: in none
};

} // namespace

CompletionContext completion_context(const Source& source, std::uint32_t offset) {
    return ContextReader(source, offset).run();
}

} // namespace pemba::schema::lsp
