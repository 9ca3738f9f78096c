// Rounds: one thread of the comparison, with a store of its own.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "reference/generator.h"
#include "support/temp_store.h"

namespace pemba::reference {

/// What all threads count together.
struct Totals {
    std::array<std::atomic<std::uint64_t>, 4> asked{}; ///< by Question::Kind
    std::atomic<std::uint64_t> at_older_snapshots = 0;
    std::atomic<std::uint64_t> with_premises = 0; ///< tuples taken for granted, another schema
    std::atomic<std::uint64_t> replays = 0;
    std::atomic<std::uint64_t> schemas = 0;
    std::atomic<std::uint64_t> refused_schemas = 0;
    std::atomic<std::uint64_t> undefined = 0;   ///< checks whose right answer is that there is none
    std::atomic<std::uint64_t> conditional = 0; ///< checks that lack values
    std::atomic<std::uint64_t> failed = 0;      ///< checks that rest on a failing condition
    std::atomic<std::uint64_t> allowed = 0;     ///< checks whose right answer is yes

    [[nodiscard]] std::uint64_t questions() const {
        return asked[0] + asked[1] + asked[2] + asked[3];
    }
};

/// The first thing that went wrong in a thread; it stops there.
struct Failure {
    std::string text;
};

class Rounds {
public:
    /// Each store of a thread has some of these optimisations turned off, mostly none.
    Rounds(std::uint64_t seed, Totals& totals, Dialect dialect = Dialect::Zed,
           Optimisations optimisations = {});

    /// Plays rounds, each a new schema with several states of tuples, until told to stop. Every
    /// question is asked at the newest or at an older snapshot.
    [[nodiscard]] std::optional<Failure> play(const std::function<bool()>& stop);

private:
    /// What a question can suppose of a state, and the truths that follow.
    struct Supposition {
        std::optional<SchemaId> schema; ///< another version of it
        std::unique_ptr<Referee> referee;
    };
    /// A state that can still be asked about: its zookie, what can be supposed of it, first of all
    /// nothing, and the values that questions about it bring along, the last of which are complete.
    struct State {
        std::vector<Supposition> suppositions;
        Zookie zookie;
        std::vector<Values> values;

        [[nodiscard]] const World& world() const { return suppositions[0].referee->world(); }
    };
    /// A schema that the store has had.
    struct Version {
        SchemaId id;
        SchemaModel model;
    };

    std::optional<Failure> round(std::uint64_t number);
    std::optional<Failure> begin_store();
    Optimisations optimisations();
    std::optional<Failure> begin_schema();
    std::optional<Failure> change_tuples();
    Result<Zookie> forget_tuples();
    std::optional<Failure> replay();
    std::optional<Failure> ask_many(std::size_t count);
    std::optional<Failure> ask(State& state, Supposition& supposition, const Question& question,
                               bool newest);
    void count(Supposition& supposition, const Question& question, bool newest);
    SchemaModel new_model();
    Supposition suppose_something();
    Failure failure(const std::string& what) const;
    void remember(Zookie zookie);

    std::shared_ptr<std::atomic<Timestamp>> clock_ =
        std::make_shared<std::atomic<Timestamp>>(Timestamp(std::chrono::seconds(1'000'000)));
    std::uint64_t seed_;
    Dialect dialect_;
    Optimisations optimisations_;
    Totals& totals_;
    Generator random_;
    std::unique_ptr<testing::TempStore> store_;
    std::unique_ptr<Engine> engine_;
    World world_;
    std::vector<Version> versions_; ///< OpenFGA's dialect: of this store
    std::deque<State> states_;      ///< the newest last
};

} // namespace pemba::reference
