// Evaluator: the referee. What every userset's truth is for a subject, by the book and without
// haste.
//
// The world is written out as one atom for every object and every relation and every operand of its
// expression (README.md says with what meaning), and a subject's truths are the well-founded model
// of these atoms. Nothing is pruned, cached between worlds or shared with the engine but the tuple
// types.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "pemba/relation_tuple.h"
#include "reference/conditions.h"
#include "reference/schema_model.h"

namespace pemba::reference {

/// Conditional: it depends on values that are missing. Failed: on a condition that cannot be
/// evaluated. Undefined: on itself.
enum class Truth : std::uint8_t { False, True, Undefined, Conditional, Failed };

struct ByEdge {
    bool operator()(const RelationTuple& a, const RelationTuple& b) const {
        return std::tie(a.object, a.relation, a.subject) <
               std::tie(b.object, b.relation, b.subject);
    }
};
/// Tuples by what names them, whatever they carry.
using Tuples = std::set<RelationTuple, ByEdge>;

/// A schema, the tuples under it, and objects that no tuple mentions but a question may.
struct World {
    SchemaModel schema;
    Tuples tuples;
    std::set<Object> objects;
    Tuples premises = {}; ///< taken for granted, instead of tuples that they name alike
};

/// When and with which values a question is asked.
struct Circumstances {
    Timestamp now = {};
    Values values = {};
    /// Every tuple that has not expired counts, and what is undefined stays so: for trees.
    bool ignore_conditions = false;
};

/// An id that no world mentions in a tuple; it stands for all such ids.
inline const std::string kNeverMentioned = "never";

class Evaluator {
public:
    explicit Evaluator(const World& world, Circumstances circumstances = {});

    /// Whether the subject is in the userset. Subjects are objects and usersets, not wildcards, of
    /// the world's objects or kNeverMentioned. Keeps each subject's truths: O(atoms²) at first,
    /// then O(log).
    [[nodiscard]] Truth value(const Userset& userset, const Subject& subject);
    /// Of a Conditional: what is missing.
    [[nodiscard]] std::set<std::string> missing(const Userset& userset, const Subject& subject);

    /// The ids of a namespace in this world, and kNeverMentioned.
    [[nodiscard]] const std::set<std::string>& ids(const std::string& namespace_name) const;

private:
    enum class Kind : std::uint8_t { Any, All, Difference, Guard };
    /// A tuple that counts, or may.
    struct Named {
        Subject subject;
        Judgement judgement;
    };
    struct Atom {
        Kind kind = Kind::Any;
        std::vector<std::uint32_t> children = {}; ///< of Difference: from, subtracted
        std::optional<Userset> userset = {};      ///< of an object's relation: what it is
        std::vector<Named> direct = {};           ///< of a stored relation: whom its tuples name
        Judgement judgement = {};                 ///< of Guard: an undecided condition
    };
    using Truths = std::vector<char>;
    /// What is given for a subject before anything is derived: surely, and at most.
    struct Given {
        Truths surely, at_most;
    };

    void mention(const Object& object);
    std::uint32_t make(Kind kind);
    std::optional<std::uint32_t> find(const Object& object, const std::string& relation) const;
    void add_tuple(const RelationTuple& tuple);
    void define_stored(std::uint32_t atom, const Userset& userset);
    std::uint32_t define(const Userset& userset, const Expression& expression);
    std::uint32_t define_arrow(const Object& object, const Expression& expression);
    Judgement judge(const RelationTuple& tuple) const;
    /// An atom that holds if the tuple counts and the child holds.
    std::uint32_t guarded(const Judgement& judgement, std::uint32_t child);
    Given given(const Subject& subject) const;
    std::vector<Judgement> undecided_below(std::uint32_t atom, const Subject& subject);
    const std::vector<Truth>& truths(const Subject& subject);
    std::vector<Truth> well_founded(const Subject& subject) const;
    Truths least(const Truths& given, const Truths& subtracted) const;
    [[nodiscard]] bool holds(const Atom& atom, const Truths& found, const Truths& subtracted) const;

    const World world_;
    const Circumstances circumstances_;
    std::map<std::string, std::set<std::string>> ids_;
    std::map<std::pair<Object, std::string>, std::vector<Named>> subjects_;
    std::map<Userset, std::uint32_t> atom_of_;
    std::vector<Atom> atoms_;
    std::map<Subject, std::vector<Truth>> known_;
};

} // namespace pemba::reference
