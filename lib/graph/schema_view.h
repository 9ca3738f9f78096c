// SchemaView: a schema resolved to a store's numbers, in the form that walks of the graph run on.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "condition/condition.h"
#include "graph/slot_ranks.h"
#include "graph/union_plan.h"
#include "pemba/schema.h"
#include "schema/policy.h"
#include "storage/names.h"
#include "storage/tuple_reader.h"
#include "tuple/ids.h"

namespace pemba::graph {

/// A way up from a slot, for walks from subjects to objects.
struct Feed {
    SlotId slot = SlotId::None; ///< the slot that is fed
    bool through_arrow = false;
    RelationId tupleset;         ///< through_arrow: of the fed slot's objects
    RelationId subject_relation; ///< through_arrow: how the tupleset names this slot's object
    bool decides = false;        ///< being in this slot is enough to be in the fed one
};

/// A stored relation that takes a kind of subject.
struct Taker {
    SlotId slot = SlotId::None; ///< that has the operand This
    RelationId relation;
};

/// A kind of subject: the plain objects of a namespace or the usersets of a relation, numbered
/// densely.
enum class SubjectKind : std::uint32_t { Unknown = 0xffffffff };

/// Immutable once built, safe to read from any thread. All ids are of the store whose names it was
/// built with.
class SchemaView final : public storage::Admission {
public:
    /// REQUIRES: every name of the schema has been interned (write_schema does). Errors:
    /// StoreCorrupt if not, LimitExceeded if the schema has more than 2^24-2 slots.
    [[nodiscard]] static Result<SchemaView> build(Schema schema, const storage::Names& names);

    [[nodiscard]] const Schema& schema() const { return schema_; }
    [[nodiscard]] const schema::Policy& policy() const { return policy_; }
    /// Whether this schema allows such a tuple, its expiry apart. O(types of the relation).
    [[nodiscard]] bool admits(const TupleId& tuple, ConditionId condition) const override;
    [[nodiscard]] const Slot& slot(SlotId id) const {
        return slots_[static_cast<std::uint32_t>(id)];
    }
    [[nodiscard]] std::size_t size() const { return slots_.size(); }

    [[nodiscard]] std::optional<NamespaceId> find_namespace(std::string_view name) const;
    /// The slot of a relation by its name. Errors: UnknownNamespace, UnknownRelation.
    [[nodiscard]] Result<SlotId> find_relation(std::string_view namespace_name,
                                               std::string_view relation) const;
    /// The slot of an interned relation, or None if this schema has none such.
    [[nodiscard]] SlotId slot_of(RelationId relation) const;
    [[nodiscard]] std::optional<ConditionId> find_condition(std::string_view name) const;
    /// A condition by its number, or nullptr if this schema has none such.
    [[nodiscard]] const condition::Condition* find_condition(ConditionId id) const;

    /// Names of a slot's relation: namespace and relation, for messages.
    [[nodiscard]] Userset name_of(SlotId id) const;
    /// A condition's name; empty for None. REQUIRES: it is of this schema.
    [[nodiscard]] std::string_view name_of(ConditionId id) const;

    /// The kind of a subject with this relation (or plain namespace); Unknown if the schema has
    /// none such.
    [[nodiscard]] SubjectKind kind_of(RelationId subject) const;
    /// Whether a kind of subject can be in a slot at all. May say yes too often, never no.
    [[nodiscard]] bool can_reach(SlotId slot, SubjectKind kind) const {
        if (reach_.empty())
            return true;
        if (kind == SubjectKind::Unknown)
            return false;
        auto bit = static_cast<std::uint32_t>(kind);
        auto word = static_cast<std::uint32_t>(slot) * words_per_slot_ + bit / 64;
        return (reach_[word] >> (bit % 64) & 1) != 0;
    }

    /// The part of the schema that only unions.
    [[nodiscard]] const UnionPlan& unions() const { return unions_; }
    /// Which tuples nest sets in sets, for the Leopard index.
    [[nodiscard]] const leopard::Rules& leopard_rules() const { return unions_.rules(); }
    [[nodiscard]] const SlotRank& rank(SlotId id) const {
        return ranks_[static_cast<std::uint32_t>(id)];
    }

    /// What a slot feeds directly.
    [[nodiscard]] std::span<const Feed> feeds(SlotId slot) const {
        return feeds_[static_cast<std::uint32_t>(slot)];
    }
    /// The stored relations that take subjects of this relation (or plain namespace); wildcards
    /// too.
    [[nodiscard]] std::span<const Taker> takers(RelationId subject) const;
    /// The slots that contain an object itself, by its namespace.
    [[nodiscard]] std::span<const SlotId> self_slots(NamespaceId id) const;

private:
    friend class SchemaViewBuilder;
    explicit SchemaView(Schema schema)
        : schema_(std::move(schema)), policy_(schema::policy_of(schema_.dialect())) {}

    struct StringHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    template <class T>
    using NameMap = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

    Schema schema_;
    schema::Policy policy_;
    std::vector<Slot> slots_;
    std::vector<Userset> names_; ///< of slots that are relations; object ids empty
    struct NamespaceNames {
        NamespaceId id{};
        NameMap<SlotId> relations;
    };
    NameMap<NamespaceNames> namespaces_;
    std::unordered_map<std::uint32_t, SlotId> slots_by_relation_;
    std::unordered_map<std::uint32_t, std::vector<Taker>> takers_;
    std::unordered_map<std::uint32_t, std::vector<SlotId>> self_slots_;
    std::vector<std::vector<Feed>> feeds_;
    UnionPlan unions_;
    std::vector<SlotRank> ranks_;
    NameMap<ConditionId> condition_ids_;
    std::unordered_map<std::uint32_t, condition::Condition> conditions_;

    // One bit a slot and kind of subject; empty if the schema is too large for that.
    std::unordered_map<std::uint32_t, SubjectKind> kinds_;
    std::size_t words_per_slot_ = 0;
    std::vector<std::uint64_t> reach_;
};

} // namespace pemba::graph
