#include "lib/engine/random_history.h"

#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "lib/schema_builder.h"

namespace pemba::testing {

namespace {

const std::string kPast = "[expiration:2020-01-01T00:00:00Z]";
const std::string kFuture = "[expiration:2999-01-01T00:00:00Z]";

} // namespace

Schema schema_number(int number) {
    std::vector<std::string> viewers{"user", "user:*", "user with expiration", "team#member"};
    return SchemaBuilder()
        .define("user")
        .define("team")
        .relation("member", {"user", "team#member", "user with expiration"})
        .define("doc" + std::to_string(number % 3))
        .define("doc")
        .relation("viewer", viewers)
        .permission("view", any_of({rel("viewer")}))
        .build();
}

Texts tuples_of(const Engine& engine, Consistency consistency) {
    ReadRequest all;
    all.consistency = std::move(consistency);
    all.limit = 100'000;
    Texts texts;
    for (const auto& tuple : must(engine.read(all)).tuples)
        texts.push_back(to_string(tuple));
    std::ranges::sort(texts);
    return texts;
}

void RandomHistory::open(std::chrono::seconds retention) {
    auto options = folder.options();
    options.clock = [this] { return at(minutes); };
    options.expiry_interval = std::chrono::milliseconds(retention.count() > 0 ? 1 : 0);
    options.changelog_retention = retention;
    if (retention.count() > 0)
        collected_at_ = at(minutes);
    database = must(Database::open(options));
}

void RandomHistory::trim_before(int minute) {
    close();
    open(std::chrono::minutes(minutes - minute));
    for (const auto& [id, states] : history) {
        const auto engine = must(database->find_store(id));
        const auto is_gone = [&](const State& state) { return state.time < at(minute); };
        const auto before = static_cast<std::uint64_t>(std::ranges::count_if(states, is_gone));
        const auto gone = before - 1; // the first state is of no revision
        for (int i = 0; i < 1'000 && must(engine->statistics()).oldest_revision < gone; ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        CHECK(must(engine->statistics()).oldest_revision == gone);
    }
    close();
}

void RandomHistory::step() {
    ++minutes;
    if (history.empty())
        return add_store(std::string(Database::kDefaultStore));
    if (history.size() < 4 && chance(40))
        return add_store(must(database->create_store("tenant")).id);
    auto store = history.begin();
    std::advance(store, random_() % history.size());
    auto engine = must(database->find_store(store->first));
    if (chance(10))
        remember(store->first,
                 must(engine->write_schema({schema_number(++schemas_), {}})).written_at);
    else
        write(store->first, *engine);
}

void RandomHistory::steps(int count) {
    for (int i = 0; i < count; ++i)
        step();
}

std::string RandomHistory::one_of(std::string_view prefix, unsigned count) {
    return fmt::format("{}{}", prefix, random_() % count);
}

void RandomHistory::add_store(const std::string& id) {
    history[id].emplace_back();
    made_at[id] = at(minutes);
    auto engine = must(database->find_store(id));
    remember(id, must(engine->write_schema({schema_number(++schemas_), {}})).written_at);
}

void RandomHistory::remember(const std::string& id, const Zookie& zookie) {
    auto engine = must(database->find_store(id));
    const auto revision = must(engine->statistics()).revision;
    auto& states = history[id];
    if (revision < states.size())
        return;                        // nothing was changed
    while (states.size() < revision) { // what has expired was collected, which changes no answer
        states.push_back(states.back());
        states.back().time = collected_at_;
    }
    states.push_back({tuples_of(*engine), must(engine->read_schema()).schema, at(minutes), zookie});
}

std::string RandomHistory::some_tuple() {
    if (chance(4))
        return one_of("team:t", 5) + "#member@" + one_of("team:t", 5) + "#member";
    if (chance(3))
        return one_of("team:t", 5) + "#member@" + one_of("user:u", 30) +
               (chance(3)   ? kPast
                : chance(2) ? kFuture
                            : "");
    if (chance(10))
        return one_of("doc:d", 20) + "#viewer@user:*";
    if (chance(3))
        return one_of("doc:d", 20) + "#viewer@" + one_of("team:t", 5) + "#member";
    return one_of("doc:d", 20) + "#viewer@" + one_of("user:only-now-", 100'000) +
           (chance(4) ? kFuture : "");
}

void RandomHistory::write(const std::string& id, Engine& engine) {
    std::map<std::string, TupleUpdate> updates;
    for (auto left = 1 + random_() % 5; left > 0; --left) {
        const auto tuple = tuple_of(some_tuple());
        updates[to_string(edge_of(tuple))] = {chance(3) ? UpdateKind::Delete : UpdateKind::Touch,
                                              tuple};
    }
    const auto there = tuples_of(engine);
    if (!there.empty() && chance(2)) {
        const auto tuple = tuple_of(there[random_() % there.size()]);
        updates[to_string(edge_of(tuple))] = {UpdateKind::Delete, tuple};
    }
    WriteRequest request;
    for (const auto& [name, update] : updates)
        request.updates.push_back(update);
    remember(id, must(engine.write(std::move(request))).written_at);
}

std::unique_ptr<Database> open(const fs::path& directory) {
    Options options;
    options.directory = directory;
    options.create = false;
    options.map_bytes = std::uint64_t{1} << 30;
    options.durable = false;
    options.expiry_interval = {};
    return must(Database::open(options));
}

void expect(const Database& database, const std::string& id, const State& state) {
    CAPTURE(id);
    auto engine = must(database.find_store(id));
    CAPTURE(must(engine->statistics()).revision);
    CHECK(tuples_of(*engine) == state.tuples);
    const auto read = must(engine->read_schema({.consistency = {}, .none_is_empty = true}));
    CHECK(std::ranges::equal(read.schema.bytes(), state.schema.bytes()));
    CHECK(must(engine->verify()).empty());
    if (!state.zookie.token.empty()) // of another epoch, so nobody can mistake it
        CHECK(engine->read({.consistency = Consistency::at_least_as_fresh(state.zookie)})
                  .error()
                  .code == ErrorCode::InvalidZookie);
}

namespace {

const State& state_at(const std::vector<State>& states, Timestamp time) {
    const State* last = &states.front();
    for (const auto& state : states)
        if (state.time <= time)
            last = &state;
    return *last;
}

} // namespace

void expect_all_at(const Database& database, const RandomHistory& world, Timestamp time) {
    for (const auto& [id, states] : world.history)
        if (id == Database::kDefaultStore || world.made_at.at(id) <= time)
            expect(database, id, state_at(states, time));
        else
            CHECK(database.find_store(id).error().code == ErrorCode::StoreUnknown);
}

} // namespace pemba::testing
