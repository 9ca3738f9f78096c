// Building the index: first what is declared, then what each name means where it stands.
#include "lsp/index.h"

#include <algorithm>
#include <set>

#include "cel/lexer.h"
#include "zed/lower/partials.h"

namespace pemba::schema::lsp {

class IndexBuilder {
public:
    IndexBuilder(Index& index, const std::vector<zed::File>& trees)
        : index_(index), partials_(trees), trees_(trees), nothing_("", ""), unheard_(nothing_) {}

    void run() {
        for (const zed::File& tree : trees_)
            for (const zed::Item& item : tree.items)
                std::visit([&](const auto& value) { declare(value, item); }, item.value);
        for (Container& container : containers_)
            fill_scope(container);
        for (const Container& container : containers_)
            for (const zed::Member* member : container.members)
                std::visit([&](const auto& value) { resolve(value, container); }, member->value);
    }

private:
    using Scope = Index::Scope;

    /// A definition or partial with the members that it has in the end.
    struct Container {
        const zed::Definition* definition;
        std::vector<const zed::Member*> members;
    };

    SymbolId add(const Symbol& symbol) {
        const auto id = static_cast<SymbolId>(index_.symbols_.size());
        index_.symbols_.push_back(symbol);
        mention({std::string(symbol.name), symbol.name_span}, {id});
        return id;
    }

    void declare(const zed::Use&, const zed::Item&) {}
    void declare(const zed::Import&, const zed::Item&) {}

    void declare(const zed::Definition& definition, const zed::Item& item) {
        if (definition.name.text.empty())
            return;
        const SymbolKind kind =
            definition.is_partial ? SymbolKind::Partial : SymbolKind::Definition;
        auto& names = definition.is_partial ? partial_names_ : types_;
        names[definition.name.text].push_back(
            add({kind, definition.name.text, {}, definition.name.span, item.span, &item.layout}));
        for (const zed::Member& member : definition.members)
            declare_member(member, definition.name.text);
        containers_.push_back({&definition, {}});
    }

    void declare_member(const zed::Member& member, std::string_view container) {
        Symbol symbol{{}, {}, container, {}, member.span, &member.layout};
        symbol.relation = std::get_if<zed::Relation>(&member.value);
        symbol.permission = std::get_if<zed::Permission>(&member.value);
        if (symbol.relation == nullptr && symbol.permission == nullptr)
            return;
        const bool is_relation = symbol.relation != nullptr;
        const zed::Name& name = is_relation ? symbol.relation->name : symbol.permission->name;
        symbol.kind = is_relation ? SymbolKind::Relation : SymbolKind::Permission;
        symbol.name = name.text;
        symbol.name_span = name.span;
        members_[&member] = add(symbol);
    }

    void declare(const zed::Caveat& caveat, const zed::Item& item) {
        Symbol symbol{SymbolKind::Caveat, caveat.name.text, {},
                      caveat.name.span,   item.span,        &item.layout};
        symbol.caveat = &caveat;
        caveats_[caveat.name.text].push_back(add(symbol));
        Scope parameters;
        for (const zed::CaveatParameter& parameter : caveat.parameters) {
            Symbol inner{SymbolKind::Parameter, parameter.name.text, caveat.name.text,
                         parameter.name.span, join(parameter.name.span, parameter.type.span)};
            inner.caveat = &caveat;
            inner.type = &parameter.type;
            parameters[parameter.name.text].push_back(add(inner));
        }
        resolve_body(caveat, parameters);
    }

    /// Names of parameters in the expression; after a `.` stands a field or a function.
    void resolve_body(const zed::Caveat& caveat, const Scope& parameters) {
        const auto tokens = cel::lex(caveat.body, caveat.body_span.begin, unheard_);
        if (!tokens)
            return;
        bool after_dot = false;
        for (const cel::Token& token : *tokens) {
            if (token.kind == cel::TokenKind::Name && !after_dot)
                mention({token.text, token.span}, parameters);
            after_dot = token.kind == cel::TokenKind::Symbol && token.text.starts_with('.');
        }
    }

    void fill_scope(Container& container) {
        if (spliced_ > Index::kMaxSpliced)
            return;
        container.members = partials_.members_of(*container.definition, unheard_);
        spliced_ += container.members.size();
        Scope& scope = index_.scopes_[container.definition->name.text];
        for (const zed::Member* member : container.members)
            if (const auto id = members_.find(member); id != members_.end())
                scope[index_.symbols_[id->second].name].push_back(id->second);
        for (const zed::Member& member : container.definition->members)
            if (const auto* spread = std::get_if<zed::Spread>(&member.value))
                mention(spread->partial, partial_names_);
    }

    void resolve(const zed::Spread&, const Container&) {}

    void resolve(const zed::Relation& relation, const Container&) {
        for (const zed::SubjectType& type : relation.subject_types) {
            mention(type.type, types_);
            if (const Scope* scope = scope_of(type.type.text))
                mention(type.relation, *scope);
            if (type.caveat)
                mention(*type.caveat, caveats_);
        }
    }

    void resolve(const zed::Permission& permission, const Container& container) {
        for (const zed::Name& type : permission.annotation)
            mention(type, types_);
        const std::string_view here = container.definition->name.text;
        const Scope* scope = scope_of(here);
        for (const zed::ExpressionNode& node : permission.expression.nodes) {
            const bool is_arrow = !node.target.text.empty();
            if (scope != nullptr && (is_arrow || node.op == zed::Operator::Relation))
                mention(node.relation, *scope);
            if (!is_arrow)
                continue;
            for (const std::string_view type : index_.types_held(here, node.relation.text))
                if (const Scope* reached = scope_of(type))
                    mention(node.target, *reached);
        }
    }

    [[nodiscard]] const Scope* scope_of(std::string_view container) const {
        const auto found = index_.scopes_.find(container);
        return found == index_.scopes_.end() ? nullptr : &found->second;
    }

    void mention(const zed::Name& name, const Scope& scope) {
        const auto found = scope.find(name.text);
        if (found != scope.end())
            mention(name, found->second);
    }

    void mention(const zed::Name& name, const std::vector<SymbolId>& targets) {
        Occurrence& occurrence = index_.occurrences_[name.span.begin];
        occurrence.span = name.span;
        for (const SymbolId target : targets)
            if (std::ranges::find(occurrence.targets, target) == occurrence.targets.end())
                occurrence.targets.push_back(target);
    }

    Index& index_;
    zed::Partials partials_;
    const std::vector<zed::File>& trees_;
    Source nothing_; ///< what is wrong was reported when the schema was checked
    Sink unheard_;
    Scope types_, partial_names_, caveats_;
    std::vector<Container> containers_;
    std::unordered_map<const zed::Member*, SymbolId> members_;
    std::size_t spliced_ = 0;
};

Index::Index(const std::vector<zed::File>& trees) {
    IndexBuilder(*this, trees).run();
}

const Occurrence* Index::at(std::uint32_t offset) const {
    auto after = occurrences_.upper_bound(offset);
    if (after == occurrences_.begin())
        return nullptr;
    const Occurrence& before = std::prev(after)->second;
    return offset <= before.span.end ? &before : nullptr;
}

std::vector<SymbolId> Index::members_of(std::string_view name) const {
    std::vector<SymbolId> members;
    if (const auto scope = scopes_.find(name); scope != scopes_.end())
        for (const auto& [member, ids] : scope->second)
            members.push_back(ids.front());
    return members;
}

std::vector<std::string_view> Index::types_held(std::string_view definition,
                                                std::string_view relation) const {
    std::set<std::string_view> types;
    const auto scope = scopes_.find(definition);
    if (scope == scopes_.end())
        return {};
    if (const auto found = scope->second.find(relation); found != scope->second.end())
        for (const SymbolId id : found->second)
            if (const zed::Relation* held = symbols_[id].relation)
                for (const zed::SubjectType& type : held->subject_types)
                    types.insert(type.type.text);
    return {types.begin(), types.end()};
}

} // namespace pemba::schema::lsp
