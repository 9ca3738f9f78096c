// Schema: a compiled schema, verified. Made by libpemba-schema (pemba/schema/compile.h) or read
// back from a store; the engine takes nothing else.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/dialect.h"
#include "pemba/result.h"

namespace pemba {

namespace schema {
struct Access;
}

/// A type of subject that a stored relation takes: `user`, `team#member` or `user:*`, of tuples
/// that expire or of those that do not, and of tuples under one condition or of those without.
struct SubjectType {
    std::string namespace_name;
    std::string relation; ///< empty for an object or a wildcard
    bool wildcard = false;
    bool expiration = false; ///< of tuples that expire
    std::string condition;   ///< of tuples under it; empty: of tuples without

    friend bool operator==(const SubjectType&, const SubjectType&) = default;
};

/// What the outline tells of one relation.
struct RelationOutline {
    std::string name;
    bool stored = false; ///< tuples can be written to it; otherwise it is computed only
    std::vector<SubjectType> subject_types; ///< empty for a computed relation
    std::string comment; ///< the comments before it, with their delimiters; maybe empty
};

/// What the outline tells of one namespace.
struct NamespaceOutline {
    std::string name;
    std::vector<RelationOutline> relations; ///< in the order of the source
    std::string comment;
};

struct ConditionParameter {
    std::string name;
    std::string type; ///< as written: `list<map<int>>`

    friend bool operator==(const ConditionParameter&, const ConditionParameter&) = default;
};

/// What the outline tells of one condition.
struct ConditionOutline {
    std::string name;
    std::vector<ConditionParameter> parameters; ///< ordered by name
    std::string expression;                     ///< its source
    std::string comment;
};

/// An immutable compiled schema. Cheap to copy (shares its bytes), safe to read from any thread.
class PEMBA_EXPORT Schema {
public:
    /// Takes the compiler's bytes (lib/schema/schema.fbs) and verifies them completely: structure,
    /// references and rewrites. Copies. Errors: InvalidSchema. O(bytes).
    [[nodiscard]] static Result<Schema> from_bytes(std::span<const std::uint8_t> bytes);

    /// The schema without a single namespace: what a store has when it was told to forget its
    /// schema.
    [[nodiscard]] static Schema empty();

    Schema(const Schema&);
    Schema(Schema&&) noexcept;
    Schema& operator=(const Schema&);
    Schema& operator=(Schema&&) noexcept;
    ~Schema();

    /// The language it was written in.
    [[nodiscard]] Dialect dialect() const noexcept;
    /// The source text that was compiled, in its canonical form. Valid as long as a copy lives.
    [[nodiscard]] std::string_view text() const noexcept;
    /// The compiled bytes. Valid as long as a copy lives.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept;
    /// Whether it defines no namespace.
    [[nodiscard]] bool is_empty() const noexcept;
    /// Namespaces and relations for people and tools. Built on each call, O(schema).
    [[nodiscard]] std::vector<NamespaceOutline> outline() const;
    /// Its conditions, ordered by name. Built on each call, O(schema).
    [[nodiscard]] std::vector<ConditionOutline> conditions() const;

private:
    friend struct schema::Access;
    struct State;
    explicit Schema(std::shared_ptr<const State> state);

    std::shared_ptr<const State> state_;
};

} // namespace pemba
