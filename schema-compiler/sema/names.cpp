// Checks of declared names.
#include "sema/names.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pemba/relation_tuple.h"

namespace pemba::schema::sema {

namespace {

constexpr std::size_t kMinSegment = 3, kMaxSegment = 64, kMaxNamespace = 128;

bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// The character at `i` with all of its bytes.
std::string character_at(std::string_view text, std::size_t i) {
    std::size_t end = i + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        ++end;
    return std::string(text.substr(i, end - i));
}

/// What is wrong with one segment; empty if nothing is.
std::string segment_fault(std::string_view segment) {
    const auto other = std::find_if(segment.begin(), segment.end(), [](char c) {
        return !is_lower(c) && !is_digit(c) && c != '_';
    });
    if (other != segment.end())
        return "it has a `" +
               character_at(segment, static_cast<std::size_t>(other - segment.begin())) +
               "`, only lower-case letters, digits and `_` are taken";
    if (segment.size() < kMinSegment)
        return "shorter than 3 characters";
    if (segment.size() > kMaxSegment)
        return "longer than 64 characters";
    if (!is_lower(segment.front()))
        return "it does not begin with a letter";
    if (segment.back() == '_')
        return "it ends with `_`";
    return {};
}

std::string namespace_fault(std::string_view name) {
    if (name.size() > kMaxNamespace)
        return "longer than 128 characters";
    while (true) {
        const std::size_t slash = name.find('/');
        std::string fault = segment_fault(name.substr(0, slash));
        if (!fault.empty() || slash == std::string_view::npos)
            return fault;
        name.remove_prefix(slash + 1);
    }
}

/// The same of a name of the other dialects, which is a relation's or a namespace's.
std::string loose_fault(std::string_view name, bool is_taken) {
    if (name.empty())
        return "it is empty";
    if (name == "...")
        return "it stands for an object itself";
    const auto other = std::find_if(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == ':' || c == '#' || c == '@';
    });
    if (other != name.end())
        return "it has a `" + std::string(1, *other) +
               "`, blanks and `:#@` separate names in texts";
    return is_taken ? "" : "it is too long";
}

std::string fault_of_namespace(std::string_view name, Dialect dialect) {
    return dialect == Dialect::Zed ? namespace_fault(name)
                                   : loose_fault(name, is_namespace_name(name, dialect));
}

std::string fault_of_relation(std::string_view name, Dialect dialect) {
    return dialect == Dialect::Zed ? segment_fault(name)
                                   : loose_fault(name, is_relation_name(name, dialect));
}

void report_fault(const ir::Name& name, const char* what, std::string reason, Sink& sink) {
    if (!reason.empty())
        sink.report(Kind::MalformedName, name.span,
                    {{"name", name.text}, {"what", what}, {"reason", std::move(reason)}});
}

/// Calls `repeated(first, again)` for each name that was there before, in the order of the text.
template <class Repeated>
void for_each_repeated(std::vector<const ir::Name*> names, Repeated repeated) {
    std::stable_sort(names.begin(), names.end(), [](const ir::Name* a, const ir::Name* b) {
        return a->span.begin < b->span.begin;
    });
    std::unordered_map<std::string_view, const ir::Name*> first;
    for (const ir::Name* name : names)
        if (const auto [entry, is_new] = first.try_emplace(name->text, name); !is_new)
            repeated(*entry->second, *name);
}

template <class Items>
void add_names(const Items& items, std::vector<const ir::Name*>& names) {
    for (const auto& item : items)
        names.push_back(&item.name);
}

} // namespace

void check_names(const ir::Schema& schema, Sink& sink) {
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        const bool is_zed = schema.dialect == Dialect::Zed;
        report_fault(config.name, is_zed ? "a definition" : "a namespace",
                     fault_of_namespace(config.name.text, schema.dialect), sink);
        for (const ir::Relation& relation : config.relations)
            report_fault(relation.name, relation.stored || !is_zed ? "a relation" : "a permission",
                         fault_of_relation(relation.name.text, schema.dialect), sink);
    }
}

void check_duplicates(const ir::Schema& schema, Sink& sink) {
    std::vector<const ir::Name*> declared; // definitions, caveats and partials share one space
    add_names(schema.namespaces, declared);
    add_names(schema.conditions, declared);
    for (const ir::Name& partial : schema.partials)
        declared.push_back(&partial);
    for_each_repeated(declared, [&](const ir::Name& first, const ir::Name& again) {
        sink.report(Kind::DuplicateDefinition, again.span, {{"definition_name", again.text}})
            .label(first.span, "first declared here");
    });
    for (const ir::NamespaceConfig& config : schema.namespaces) {
        std::vector<const ir::Name*> members;
        add_names(config.relations, members);
        for_each_repeated(members, [&](const ir::Name& first, const ir::Name& again) {
            sink.report(Kind::DuplicateRelation, again.span,
                        {{"definition_name", config.name.text},
                         {"relation_or_permission_name", again.text}})
                .label(first.span, "first declared here");
        });
    }
}

} // namespace pemba::schema::sema
