// Reach: which kinds of subject a relation can hold in the end.
#pragma once

#include <bitset>
#include <compare>
#include <cstdint>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sema/components.h"
#include "sema/symbols.h"

namespace pemba::schema::sema {

/// Objects of a type, everybody of a type at once (`user:*`), or the members of a userset as such.
struct SubjectKind {
    std::string_view namespace_name;
    std::string_view relation; ///< of a userset
    bool wildcard = false;

    friend auto operator<=>(const SubjectKind&, const SubjectKind&) = default;
};

/// What is asked: which kinds are named on the way, where an intersection counts as all its sides,
/// as for SpiceDB's type checker; or which kinds can be held, where an intersection needs a kind on
/// all its sides. Then a userset counts beside its members, and a wildcard as its objects, too.
enum class Reached { AsNamed, AsHeld };

/// The least fixed point over all relations. Whoever is in an exclusion was in its left side. Names
/// that lead nowhere are passed over. Views the schema and its symbols, which must outlive it.
///
/// Building is O(references). Kinds have nothing to do with each other, so they are looked at block
/// by block, as all at once would take O(relations · kinds) of memory. A block is O(references),
/// too, but for AsHeld relations in a circle with intersections, which it goes round until nothing
/// changes.
class Reach {
public:
    static constexpr std::size_t kBlockKinds = 512;
    using Kinds = std::bitset<kBlockKinds>;

    Reach(const ir::Schema& schema, const Symbols& symbols, Reached reached);

    /// Some of the kinds, and who reaches them. Views the Reach.
    class Block {
    public:
        [[nodiscard]] const Kinds& of(const ir::Relation& relation) const;
        /// What a node of a relation's rewrite reaches.
        [[nodiscard]] const Kinds& of(const ir::Relation& relation, std::size_t node) const;

        [[nodiscard]] const SubjectKind& kind(std::size_t number) const;
        [[nodiscard]] const Kinds& wildcards() const { return wildcards_; }

    private:
        friend class Reach;
        Block(const Reach& reach, std::size_t first) : reach_(reach), first_(first) {}

        const Reach& reach_;
        std::size_t first_; ///< number of its first kind
        std::vector<Kinds> nodes_;
        Kinds wildcards_;
    };

    /// All kinds are in a block, ascending.
    [[nodiscard]] std::size_t blocks() const;
    [[nodiscard]] Block block(std::size_t index) const;

private:
    using Node = std::uint32_t;

    /// A kind that a node takes by itself.
    struct Own {
        std::size_t kind;
        Node node;
    };

    void number_kinds(const ir::Schema& schema);
    void number_nodes(const ir::Schema& schema);
    [[nodiscard]] Node add_node();
    [[nodiscard]] std::vector<SubjectKind> kinds_of(const ir::SubjectType& type) const;
    void connect(const ir::NamespaceConfig& config, const ir::Relation& relation);
    void connect(const ir::NamespaceConfig& config, const ir::Relation& relation,
                 const ir::RewriteNode& from, Node node);
    void connect_subjects(const ir::Relation& relation, Node node);
    void connect_children(const ir::Relation& relation, const ir::RewriteNode& from, Node node);
    void lead(Node node, const ir::Relation* to);
    [[nodiscard]] Node arrow_node(const ir::Relation& tupleset, const std::string& relation);
    [[nodiscard]] Node node_of(const ir::Relation& relation) const;

    void settle(const std::vector<Node>& circle, std::vector<Kinds>& nodes) const;
    [[nodiscard]] bool update(Node node, std::vector<Kinds>& nodes) const;

    const Symbols& symbols_;
    Reached reached_;
    std::vector<SubjectKind> kinds_; ///< ascending
    std::map<SubjectKind, std::size_t> numbers_;

    /// A node for each of every rewrite, and for the far ends of each arrow.
    Edges edges_;
    std::vector<bool> narrows_; ///< by node: has what all have that it leads to, not any
    std::vector<Own> own_;      ///< ascending by kind
    std::unordered_map<const ir::Relation*, Node> first_nodes_; ///< of a relation's rewrite
    std::map<std::pair<const ir::Relation*, std::string_view>, Node> arrow_nodes_;
    std::vector<std::vector<Node>> circles_; ///< those that a circle leads to are before it
};

} // namespace pemba::schema::sema
