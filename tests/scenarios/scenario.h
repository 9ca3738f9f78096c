// Scenario: a text file with schemas, tuples and questions with their right answers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pemba/schema/language.h"
#include "reference/question.h"

namespace pemba::scenarios {

/// One line of a scenario's questions.
struct Expectation {
    std::string text; ///< the line itself
    std::size_t line = 0;
    reference::Question question;
    /// Check: `allowed`, `denied` or `no answer`. Lookups: ids, `*` and `-id` for what a wildcard
    /// does not cover. Expand: none; the tree itself is judged.
    std::vector<std::string> answer;
};

struct SchemaText {
    schema::Language language = schema::Language::Zed;
    std::string text;
};

struct Scenario {
    std::vector<SchemaText> schemas; ///< of one meaning, in several languages
    std::vector<RelationTuple> tuples;
    std::vector<Expectation> expectations;

    /// The world for the reference, with every object that a question names; nothing if no schema
    /// is in `.zed`, which is all that the reference reads.
    [[nodiscard]] std::optional<reference::World> world() const;
};

/// Reads a scenario (README.md says how it is written). Throws std::invalid_argument that names the
/// line.
[[nodiscard]] Scenario read_scenario(std::string_view text);

} // namespace pemba::scenarios
