// Everybody, where a name speaks of power.
#include <algorithm>
#include <array>

#include "lint/rules.h"

namespace pemba::schema::ir {

namespace {

/// Whether a word of the name, such as `delete` in `delete_it`, speaks of power.
bool is_powerful(std::string_view name) {
    constexpr std::array<std::string_view, 28> kWords{
        "admin",    "administer", "administrator", "approve", "create", "delete",
        "deleter",  "destroy",    "edit",          "editor",  "grant",  "impersonate",
        "maintain", "maintainer", "manage",        "manager", "modify", "own",
        "owner",    "purge",      "remove",        "revoke",  "root",   "superuser",
        "sudo",     "update",     "write",         "writer"};
    while (!name.empty()) {
        const std::size_t end = std::min(name.find('_'), name.size());
        if (std::find(kWords.begin(), kWords.end(), name.substr(0, end)) != kWords.end())
            return true;
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return false;
}

class WildcardLint {
public:
    WildcardLint(const sema::Symbols& symbols, const Holdings& holdings, Sink& sink)
        : symbols_(symbols), holdings_(holdings), sink_(sink) {}

    void check(const ir::NamespaceConfig& config, const ir::Relation& relation) {
        const auto wildcard = powerful_wildcard(relation);
        if (!wildcard)
            return;
        const auto uses = sema::references(symbols_, config, relation);
        const bool is_told_already =
            std::any_of(uses.begin(), uses.end(), [&](const sema::Reference& use) {
                return use.relation != &relation && powerful_wildcard(*use.relation);
            });
        if (is_told_already)
            return;
        Report& report = sink_.report(Kind::PowerfulWildcard, relation.name.span,
                                      {{"definition_name", config.name.text},
                                       {"relation_or_permission_name", relation.name.text},
                                       {"wildcard", std::string(*wildcard) + ":*"}});
        label_wildcards(relation, report);
        for (const sema::Reference& use : uses)
            label_wildcards(*use.relation, report);
    }

private:
    /// The type that a relation with a name of power can hold everybody of, if any.
    std::optional<std::string_view> powerful_wildcard(const ir::Relation& relation) const {
        return is_powerful(relation.name.text) ? holdings_.wildcard(relation) : std::nullopt;
    }

    static void label_wildcards(const ir::Relation& relation, Report& report) {
        for (const ir::SubjectType& type : relation.subject_types)
            if (type.wildcard)
                report.label(type.span, "the wildcard");
    }

    const sema::Symbols& symbols_;
    const Holdings& holdings_;
    Sink& sink_;
};

} // namespace

void warn_of_powerful_wildcards(const ir::Schema& schema, const sema::Symbols& symbols,
                                const Holdings& holdings, Sink& sink) {
    WildcardLint lint(symbols, holdings, sink);
    for (const ir::NamespaceConfig& config : schema.namespaces)
        for (const ir::Relation& relation : config.relations)
            lint.check(config, relation);
}

} // namespace pemba::schema::ir
