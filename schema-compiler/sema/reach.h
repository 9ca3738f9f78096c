// Reach: which kinds of subject a relation can hold in the end.
#pragma once

#include <compare>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "sema/symbols.h"

namespace pemba::schema::sema {

/// Objects of a type, everybody of a type at once (`user:*`), or the members of a userset as such.
struct SubjectKind {
    std::string_view namespace_name;
    std::string_view relation; ///< of a userset
    bool wildcard = false;

    [[nodiscard]] bool is_object() const { return relation.empty() && !wildcard; }
    friend auto operator<=>(const SubjectKind&, const SubjectKind&) = default;
};

using SubjectKinds = std::set<SubjectKind>;

/// What an intersection reaches: the type checker takes every kind on any side, as SpiceDB's does;
/// to tell what can ever hold, a kind must be on all sides.
enum class Intersections { AnySide, AllSides };

/// The least fixed point over all relations. Whoever is in an exclusion was in its left side.
/// Wildcards and usersets count beside the objects that they stand for. Views the schema and its
/// symbols, which must outlive it. Building is O(references · kinds of subject).
class Reach {
public:
    Reach(const ir::Schema& schema, const Symbols& symbols, Intersections intersections);

    [[nodiscard]] const SubjectKinds& of(const ir::Relation& relation) const;

    /// What each node of a relation's rewrite reaches. O(nodes · kinds).
    [[nodiscard]] std::vector<SubjectKinds> of_nodes(const ir::NamespaceConfig& config,
                                                     const ir::Relation& relation) const;

private:
    struct Member {
        const ir::NamespaceConfig* config;
        const ir::Relation* relation;
    };

    [[nodiscard]] SubjectKinds of_subjects(const ir::Relation& relation) const;
    [[nodiscard]] SubjectKinds of_node(const ir::NamespaceConfig& config,
                                       const ir::RewriteNode& node,
                                       const std::vector<SubjectKinds>& nodes) const;
    [[nodiscard]] SubjectKinds of_children(const ir::RewriteNode& node,
                                           const std::vector<SubjectKinds>& nodes) const;
    [[nodiscard]] bool update(const Member& member);

    const Symbols& symbols_;
    Intersections intersections_;
    std::unordered_map<const ir::Relation*, SubjectKinds> kinds_;
};

/// Every relation that a relation's subjects or rewrite lead to, each with the place of its name:
/// of its own definition, of the subject types, of the far ends of arrows. Those that do not exist
/// are left out.
struct Reference {
    const ir::Relation* relation;
    const ir::Name* name;
};
[[nodiscard]] std::vector<Reference>
references(const Symbols& symbols, const ir::NamespaceConfig& config, const ir::Relation& relation);

} // namespace pemba::schema::sema
