// RandomHistory: a database that is written at random, and a shadow that remembers how every store
// stood at every revision.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <random>

#include "pemba/database.h"
#include "support/must.h"
#include "support/printing.h"
#include "support/temp_store.h"

namespace pemba::testing {

namespace fs = std::filesystem;
using Texts = std::vector<std::string>;

/// A schema that each number of 0, 1 and 2 gives another form, and that takes the tuples below.
[[nodiscard]] Schema schema_number(int number);

/// How a store stood at a revision.
struct State {
    Texts tuples;
    Schema schema = Schema::empty();
    Timestamp time{};
    Zookie zookie;
};

[[nodiscard]] Texts tuples_of(const Engine& engine, Consistency consistency = {});

/// A revision a minute.
class RandomHistory {
public:
    explicit RandomHistory(unsigned seed) : random_(seed) { open(); }

    /// With a retention, which also collects what has expired.
    void open(std::chrono::seconds retention = std::chrono::seconds(0));
    void close() { database.reset(); }
    /// Gives up of every changelog what was written before a minute, and closes.
    void trim_before(int minute);

    /// Some store is written to, or made.
    void step();
    void steps(int count);

    [[nodiscard]] fs::path path() const { return folder.options().directory; }
    [[nodiscard]] Timestamp at(int minute) const { return start + std::chrono::minutes(minute); }

    TempStore folder;
    const Timestamp start = must(parse_timestamp("2026-01-01T00:00:00Z"));
    std::atomic<int> minutes = 0;
    std::unique_ptr<Database> database;
    std::map<std::string, std::vector<State>> history; ///< by the store's id, then revision
    std::map<std::string, Timestamp> made_at;

private:
    bool chance(unsigned one_in) { return random_() % one_in == 0; }
    std::string one_of(std::string_view prefix, unsigned count);
    void add_store(const std::string& id);
    void remember(const std::string& id, const Zookie& zookie);
    std::string some_tuple();
    void write(const std::string& id, Engine& engine);

    std::mt19937 random_;
    int schemas_ = 0;
    Timestamp collected_at_{};
};

/// Opens a database that was made, as it is.
[[nodiscard]] std::unique_ptr<Database> open(const fs::path& directory);

/// That a store stands as it did, is sound, and refuses the zookie of then.
void expect(const Database& database, const std::string& id, const State& state);
/// That every store does as of a time, and that those made later are not there.
void expect_all_at(const Database& database, const RandomHistory& world, Timestamp time);

} // namespace pemba::testing
