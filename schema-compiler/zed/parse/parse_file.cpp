// Productions of the top level: use, import, and what comes next.
#include "diagnostics/suggest.h"
#include "zed/parse/parser.h"

namespace pemba::schema::zed {

const std::vector<std::string_view>& features() {
    static const std::vector<std::string_view> kAll = {"expiration", "import", "partial", "self",
                                                       "typechecking"};
    return kAll;
}

File Parser::parse_file() {
    File file;
    while (!at(TokenKind::EndOfFile) && !sink_.is_full())
        parse_item(file);
    file.closing_comments = take_comments_before(current());
    return file;
}

void Parser::parse_item(File& file) {
    if (accept(TokenKind::Semicolon))
        return;
    Item item;
    item.layout = begin_layout();
    const std::size_t first = at_;
    if (!read_item(file, item)) {
        file.is_broken = true;
        recover_at_top_level();
        return;
    }
    while (!current().on_new_line && accept(TokenKind::Semicolon)) {
    }
    end_layout(item.layout);
    item.span = join(list_.tokens[first].span, previous().span);
    file.items.push_back(std::move(item));
}

bool Parser::read_item(File& file, Item& item) {
    const bool is_partial = at_word("partial") && next().kind == TokenKind::Identifier;
    if (at(TokenKind::Definition) || is_partial) {
        item.value = parse_definition(item.layout);
        return true;
    }
    if (at(TokenKind::Caveat))
        return parse_caveat(item.value.emplace<Caveat>());
    if (at_word("use") && next().kind == TokenKind::Identifier) {
        item.value = parse_use(file);
        return true;
    }
    if (at_word("import") && next().kind == TokenKind::String) {
        item.value = parse_import();
        return true;
    }
    report_unknown_item();
    return false;
}

void Parser::report_unknown_item() {
    if (!reject_malformed_token()) {
        std::string hint = suggest(text(current()), {"definition", "caveat", "partial", "use"});
        if (at(TokenKind::Hash))
            hint = "a comment begins with `//`";
        if (at(TokenKind::Relation) || at(TokenKind::Permission))
            hint = "relations and permissions stand in the braces of a definition";
        sink_.report(Kind::ExpectedDefinition, current().span, {{"found", found()}}).hint(hint);
    }
    advance();
}

Use Parser::parse_use(const File& file) {
    advance();
    const Token& token = advance();
    const Name flag{text(token), token.span};
    for (const std::string_view known : features())
        if (flag.text == known)
            flags_.insert(flag.text);
    bool is_misplaced = false;
    for (const Item& item : file.items)
        is_misplaced = is_misplaced || !std::holds_alternative<Use>(item.value);
    if (!uses(flag.text))
        sink_.report(Kind::UnknownUseFlag, flag.span, {{"flag", flag.text}})
            .hint("the features are `expiration`, `import`, `partial`, `self` and `typechecking`");
    else if (is_misplaced)
        sink_.report(Kind::MisplacedUse, flag.span, {{"flag", flag.text}})
            .hint("move it to the beginning of the file");
    return {flag, is_misplaced};
}

Import Parser::parse_import() {
    Import import;
    import.keyword = advance().span;
    const Token& path = advance();
    import.path = {text(path), path.span};
    return import;
}

/// Skips to what can begin an item: nothing inside of braces can.
void Parser::recover_at_top_level() {
    while (!at(TokenKind::EndOfFile) && !at_top_level_keyword()) {
        const bool begins_item =
            (at_word("partial") || at_word("import") || at_word("use")) && current().on_new_line;
        if (begins_item)
            return;
        advance();
    }
}

File parse(const TokenList& tokens, const Source& source, Sink& sink) {
    return Parser(tokens, source, sink).parse_file();
}

} // namespace pemba::schema::zed
