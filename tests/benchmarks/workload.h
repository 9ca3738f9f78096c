// Workload: a graph and questions about it, read from a folder, in as many disjoint copies as
// asked.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "pemba/engine.h"
#include "pemba/relation_tuple.h"

namespace pemba::benchmarks {

/// A question whose answer is known by construction.
struct Question {
    CheckRequest request;
    bool allowed = false;
    std::string kind;
};

/// Throws std::runtime_error, naming the question, unless this is its answer.
void must_be_right(const Question& question, const CheckResult& result);

/// A listing whose number of results is known.
struct Listing {
    std::variant<LookupObjectsRequest, LookupSubjectsRequest> request;
    std::size_t results = 0;
    std::string kind;
};

/// The files of a folder: `schema.zed`, `relationships.txt` (a tuple a line), `checks.txt`
/// (`object#permission@subject yes|no kind` a line) and, if there are any, `listings.txt` (`objects
/// namespace permission subject results` or `subjects object permission namespace results` a line).
/// A copy is the same graph with other ids, so a
/// small graph becomes a store of any size, and no copy changes an answer of another.
class Workload {
public:
    Workload(std::filesystem::path folder, std::size_t copies);

    /// Writes the schema and all tuples into an empty store. Throws std::runtime_error where a file
    /// cannot be read or the store refuses.
    void fill(Engine& engine) const;
    /// Each tuple once, copy by copy, in the order of the file. Throws std::runtime_error where the
    /// file cannot be read or a line is no tuple.
    void for_each_tuple(const std::function<void(RelationTuple)>& use) const;
    /// So many questions drawn from the file, each about a copy drawn at random; the same each
    /// time. Throws as for_each_tuple().
    [[nodiscard]] std::vector<Question> draw_questions(std::size_t count) const;
    /// Of the only copy. Throws as for_each_tuple(). REQUIRES: there is one.
    [[nodiscard]] std::vector<Listing> listings() const;

private:
    /// What the ids of a copy end with.
    [[nodiscard]] std::string suffix_of(std::size_t copy) const;

    std::filesystem::path folder_;
    std::size_t copies_;
};

} // namespace pemba::benchmarks
