// Question: one thing to ask the engine, and judge(): whether its answer is the reference's.
#pragma once

#include <optional>
#include <string>

#include "pemba/engine.h"
#include "reference/referee.h"

namespace pemba::reference {

/// Which fields mean something depends on the kind.
struct Question {
    enum class Kind { Check, LookupObjects, LookupSubjects, Expand };

    Kind kind = Kind::Check;
    Userset userset;      ///< of LookupObjects: object.id is empty
    Subject subject;      ///< of Check and LookupObjects
    SubjectKind type;     ///< of LookupSubjects
    Values values = {};   ///< the context; not of Expand
    std::size_t page = 0; ///< of LookupObjects: asked in pages of about this size; 0: at once
    Premises premises = {};
};

[[nodiscard]] std::string to_string(const Question& question);

/// How the two disagree; nothing if they do not.
struct Difference {
    Question question;
    std::string engine;    ///< its answer
    std::string reference; ///< what it should have been
};

/// Asks the engine at that consistency and compares. Asking lookup subjects and expand compares
/// with the reference's value for every subject there is. `completion` has a value for every
/// parameter: a check that is decided without them must come to the same with them.
[[nodiscard]] std::optional<Difference> judge(const Engine& engine, Referee& referee,
                                              const Question& question, const Values& completion,
                                              const Consistency& consistency);

} // namespace pemba::reference
