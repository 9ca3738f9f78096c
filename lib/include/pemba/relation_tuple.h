// Relation tuples and their parts, in the words of the Zanzibar paper, and their text form:
//
//   repository:pemba#writer@team:core#member
//   └── object ────┘└ relation ┘└─ subject ─┘
//
// These are plain values with no invariant beyond their types: whatever a caller builds is
// validated where it enters the engine. parse() and validate() are the rules.
#pragma once

#include <chrono>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "pemba/dialect.h"
#include "pemba/result.h"

namespace pemba {

/// `namespace:id`, such as `repository:pemba`.
struct Object {
    std::string namespace_name;
    std::string id;

    friend bool operator==(const Object&, const Object&) = default;
    friend auto operator<=>(const Object&, const Object&) = default;
};

/// `namespace:id#relation`: the set of subjects that have the relation to the object.
struct Userset {
    Object object;
    std::string relation;

    friend bool operator==(const Userset&, const Userset&) = default;
    friend auto operator<=>(const Userset&, const Userset&) = default;
};

/// Who: an object (`user:ann`), a userset (`team:core#member`), or a wildcard (`user:*`, every
/// object of the namespace). `relation` is empty except for a userset.
struct Subject {
    Object object;
    std::string relation;

    [[nodiscard]] bool is_wildcard() const { return object.id == "*"; }
    [[nodiscard]] bool is_userset() const { return !relation.empty(); }

    friend bool operator==(const Subject&, const Subject&) = default;
    friend auto operator<=>(const Subject&, const Subject&) = default;
};

/// A point in time, UTC, to the microsecond.
using Timestamp = std::chrono::sys_time<std::chrono::microseconds>;

/// A condition that a tuple rests on (`.zed`: caveat), with the values that are known already.
struct TupleCondition {
    std::string name;
    std::string context; ///< a JSON object as text; empty: no values

    friend bool operator==(const TupleCondition&, const TupleCondition&) = default;
    friend auto operator<=>(const TupleCondition&, const TupleCondition&) = default;
};

/// `object#relation@subject`: one edge of the graph. These three name it: a store holds one tuple
/// of each kind. The condition and the expiry are what it carries.
struct RelationTuple {
    Object object;
    std::string relation;
    Subject subject;
    std::optional<TupleCondition> condition = {};
    std::optional<Timestamp> expires_at = {}; ///< from then on it is as if it were not there

    friend bool operator==(const RelationTuple&, const RelationTuple&) = default;
    friend auto operator<=>(const RelationTuple&, const RelationTuple&) = default;
};

/// What names a tuple: the same without what it carries.
struct TupleEdge {
    const Object& object;
    const std::string& relation;
    const Subject& subject;

    friend bool operator==(const TupleEdge& a, const TupleEdge& b) {
        return a.object == b.object && a.relation == b.relation && a.subject == b.subject;
    }
};
/// Views of the tuple, valid as long as it is.
[[nodiscard]] inline TupleEdge edge_of(const RelationTuple& tuple) {
    return {tuple.object, tuple.relation, tuple.subject};
}

/// The longest names of the `.zed` dialect, in bytes; an object's id in any dialect.
inline constexpr std::size_t kMaxNamespaceBytes = 128;
inline constexpr std::size_t kMaxRelationBytes = 64;
inline constexpr std::size_t kMaxObjectIdBytes = 1024;

/// Whether a name can be a namespace's. `.zed`: segments of 3 to 64 a-z, 0-9 and _ joined by '/',
/// each starting with a letter and not ending with _. The other dialects: up to 1,016 bytes without
/// blanks, control characters and `:#@`.
[[nodiscard]] PEMBA_EXPORT bool is_namespace_name(std::string_view name,
                                                  Dialect dialect = Dialect::Zed) noexcept;
/// Whether a name can be a relation's. `.zed`: one such segment. The other dialects: up to 200
/// bytes of the same kind as a namespace's name.
[[nodiscard]] PEMBA_EXPORT bool is_relation_name(std::string_view name,
                                                 Dialect dialect = Dialect::Zed) noexcept;
/// Whether a text of 1 to 1,024 bytes can be an object's id. `.zed`: letters, digits and `/_|-=+`.
/// The other dialects: anything without blanks, control characters and `:#`. `*` is not one.
[[nodiscard]] PEMBA_EXPORT bool is_object_id(std::string_view id,
                                             Dialect dialect = Dialect::Zed) noexcept;

/// What an object's id may have, for messages: "letters, digits and /_|-=+".
[[nodiscard]] PEMBA_EXPORT std::string_view words_of_id_rule(Dialect dialect) noexcept;

/// Reads `object#relation@subject`, then maybe `[condition]` or `[condition:{"a":1}]`, then maybe
/// `[expiration:2030-01-01T00:00:00Z]`; `#...` after a subject means the same as no relation. In an
/// id `\` stands before `[` and `\`. Errors: InvalidTuple, naming the part that is wrong.
[[nodiscard]] PEMBA_EXPORT Result<RelationTuple>
parse_relation_tuple(std::string_view text, Dialect dialect = Dialect::Zed);
/// Reads `namespace:id#relation`. Errors: InvalidTuple.
[[nodiscard]] PEMBA_EXPORT Result<Userset> parse_userset(std::string_view text,
                                                         Dialect dialect = Dialect::Zed);
/// Reads `namespace:id`, `namespace:id#relation` or `namespace:*`. Errors: InvalidTuple.
[[nodiscard]] PEMBA_EXPORT Result<Subject> parse_subject(std::string_view text,
                                                         Dialect dialect = Dialect::Zed);
/// Reads `namespace:id`. Errors: InvalidTuple.
[[nodiscard]] PEMBA_EXPORT Result<Object> parse_object(std::string_view text,
                                                       Dialect dialect = Dialect::Zed);

/// Reads a time of RFC 3339, in any zone; digits beyond the microsecond are cut. Errors:
/// InvalidTuple.
[[nodiscard]] PEMBA_EXPORT Result<Timestamp> parse_timestamp(std::string_view text);

/// Checks every name of a tuple against the rules above; an object id `*` and a wildcard with a
/// relation are refused. Errors: InvalidTuple.
[[nodiscard]] PEMBA_EXPORT Result<void> validate(const RelationTuple& tuple,
                                                 Dialect dialect = Dialect::Zed);

[[nodiscard]] PEMBA_EXPORT std::string to_string(const Object& object);
[[nodiscard]] PEMBA_EXPORT std::string to_string(const Userset& userset);
[[nodiscard]] PEMBA_EXPORT std::string to_string(const Subject& subject);
[[nodiscard]] PEMBA_EXPORT std::string to_string(const TupleEdge& edge);
/// With condition and expiry, as parse_relation_tuple() reads them.
[[nodiscard]] PEMBA_EXPORT std::string to_string(const RelationTuple& tuple);
/// RFC 3339 in UTC: `2030-01-01T00:00:00Z`, with as many digits of a second as are needed.
[[nodiscard]] PEMBA_EXPORT std::string to_string(Timestamp time);

PEMBA_EXPORT std::ostream& operator<<(std::ostream& out, const Object& object);
PEMBA_EXPORT std::ostream& operator<<(std::ostream& out, const Userset& userset);
PEMBA_EXPORT std::ostream& operator<<(std::ostream& out, const Subject& subject);
PEMBA_EXPORT std::ostream& operator<<(std::ostream& out, const RelationTuple& tuple);

} // namespace pemba
