// What can be written at a place.
#include <set>

#include "cel/parameter_type.h"
#include "lsp/completion_context.h"
#include "lsp/features.h"
#include "zed/parse/parse.h"

namespace pemba::schema::lsp {

namespace {

// More than anybody scrolls through; the editor asks again when more is written.
constexpr std::size_t kMaxItems = 1000;

/// The protocol's numbers for what comes nearest.
int kind_number(SymbolKind kind) {
    switch (kind) {
    case SymbolKind::Definition: return 7; // class
    case SymbolKind::Partial: return 8;    // interface
    case SymbolKind::Relation: return 5;   // field
    case SymbolKind::Permission: return 2; // method
    case SymbolKind::Caveat: return 3;     // function
    case SymbolKind::Parameter: return 6;  // variable
    }
    return 6;
}
constexpr int kKeyword = 14;

class Completer {
public:
    Completer(const Analysis& analysis, const CompletionContext& context)
        : index_(analysis.index()), context_(context), range_(analysis.range(context.replaced)) {}

    json::object run() {
        add_wanted();
        return {{"isIncomplete", is_cut_}, {"items", std::move(items_)}};
    }

private:
    void add_wanted() {
        switch (context_.wanted) {
        case Wanted::Nothing: break;
        case Wanted::Item: return add({"definition", "caveat", "partial", "use", "import"});
        case Wanted::Feature: return add(zed::features());
        case Wanted::Member: return add({"relation", "permission", "..."});
        case Wanted::Partial: return add_all(SymbolKind::Partial);
        case Wanted::Type: return add_all(SymbolKind::Definition);
        case Wanted::Star: return add({"*"});
        case Wanted::SubjectRelation: add_members(context_.name); return add({"..."});
        case Wanted::Trait: add_all(SymbolKind::Caveat); return add({"expiration"});
        case Wanted::Expiration: return add({"expiration"});
        case Wanted::Operand: add_members(context_.container); return add({"nil", "self"});
        case Wanted::ArrowFunction: return add({"any", "all"});
        case Wanted::ArrowTarget: return add_targets();
        case Wanted::ParameterType: return add(cel::parameter_type_names());
        case Wanted::Parameter: return add_all(SymbolKind::Parameter);
        }
    }

    void add(const std::vector<std::string_view>& words) {
        for (const std::string_view word : words)
            add_item(word, kKeyword, {});
    }

    void add_all(SymbolKind kind) {
        for (const Symbol& symbol : index_.symbols())
            if (symbol.kind == kind &&
                (kind != SymbolKind::Parameter || symbol.container == context_.container))
                add(symbol);
    }

    void add_members(std::string_view container) {
        for (const SymbolId id : index_.members_of(container))
            add(index_[id]);
    }

    void add_targets() {
        for (const std::string_view type : index_.types_held(context_.container, context_.name))
            add_members(type);
    }

    void add(const Symbol& symbol) {
        std::string detail(symbol.container);
        if (symbol.type != nullptr)
            detail = symbol.type->text;
        add_item(symbol.name, kind_number(symbol.kind), detail);
    }

    /// Of things with one name the first stands for all.
    void add_item(std::string_view label, int kind, const std::string& detail) {
        if (items_.size() == kMaxItems)
            is_cut_ = true;
        if (is_cut_ || !labels_.insert(label).second)
            return;
        json::object item{{"label", view(label)},
                          {"kind", kind},
                          {"textEdit", {{"range", range_}, {"newText", view(label)}}}};
        if (!detail.empty())
            item["detail"] = detail;
        items_.push_back(std::move(item));
    }

    const Index& index_;
    const CompletionContext& context_;
    json::object range_;
    json::array items_;
    std::set<std::string_view> labels_;
    bool is_cut_ = false;
};

} // namespace

json::object completion(const Analysis& analysis, std::uint32_t offset) {
    const CompletionContext context = completion_context(analysis.source(), offset);
    return Completer(analysis, context).run();
}

} // namespace pemba::schema::lsp
