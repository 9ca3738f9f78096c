// Rounds: schemas and tuples come and go in one store, and every answer on the way is judged.
#include "reference/rounds.h"

#include <algorithm>

#include "reference/shrink.h"
#include "reference/subject_engine.h"

namespace pemba::reference {
namespace {

constexpr std::uint64_t kRoundsPerStore = 40;
constexpr std::size_t kQuestionsPerState = 250;
constexpr std::size_t kMostTuples = 50;
constexpr std::size_t kKeptStates = 4;

std::vector<RelationTuple> live(const Tuples& tuples, Timestamp now) {
    std::vector<RelationTuple> found;
    for (const RelationTuple& tuple : tuples)
        if (!tuple.expires_at || *tuple.expires_at > now)
            found.push_back(tuple);
    return found;
}

bool is_mentioned(const WriteRequest& request, const RelationTuple& tuple) {
    return std::ranges::any_of(request.updates, [&](const TupleUpdate& update) {
        return edge_of(update.tuple) == edge_of(tuple);
    });
}

} // namespace

Rounds::Rounds(std::uint64_t seed, Totals& totals, Dialect dialect, Optimisations optimisations)
    : seed_(seed), dialect_(dialect), optimisations_(optimisations), totals_(totals),
      random_(seed) {}

std::optional<Failure> Rounds::play(const std::function<bool()>& stop) {
    for (std::uint64_t number = 0; !stop(); ++number)
        if (auto failed = round(number))
            return failed;
    return std::nullopt;
}

std::optional<Failure> Rounds::round(std::uint64_t number) {
    if (number % kRoundsPerStore == 0)
        if (auto failed = begin_store())
            return failed;
    if (auto failed = begin_schema())
        return failed;
    std::size_t changes = random_.pick(4);
    for (std::size_t i = 0; i <= changes; ++i) {
        // Time only ever goes on: what was collected does not come back.
        clock_->store(clock_->load() + std::chrono::seconds(random_.pick(8)));
        if (i > 0)
            if (auto failed = change_tuples())
                return failed;
        if (auto failed = replay())
            return failed;
        if (auto failed = ask_many(kQuestionsPerState))
            return failed;
    }
    return std::nullopt;
}

// Leaves the store behind, which must agree with itself after all that was done to it.
std::optional<Failure> Rounds::begin_store() {
    if (engine_) {
        auto wrong = engine_->verify();
        if (!wrong)
            return failure("verify: " + wrong.error().message);
        if (!wrong->empty())
            return failure("verify finds: " + wrong->front());
    }
    states_.clear();
    versions_.clear();
    world_ = {};
    engine_.reset();
    store_ = std::make_unique<testing::TempStore>();
    // Some stores collect what has expired all the time, some never; some remember names.
    Options options = store_->options();
    options.expiry_interval = std::chrono::milliseconds(random_.chance(0.5) ? 1 : 0);
    if (random_.chance(0.5))
        options.name_cache_bytes = 0;
    options.clock = [clock = clock_] { return clock->load(); };
    options.optimisations = optimisations();
    engine_ = testing::must(Engine::open(options));
    return std::nullopt;
}

// Mostly all of them, as users have it.
Optimisations Rounds::optimisations() {
    using From = Optimisations::From;
    constexpr std::array kFrom{From::Cheaper, From::Cheaper, From::Subject, From::Object};
    Optimisations chosen = optimisations_;
    chosen.lookup_sets &= random_.chance(0.8);
    chosen.union_walks &= random_.chance(0.8);
    chosen.leopard &= random_.chance(0.8);
    chosen.from = kFrom[random_.pick(kFrom.size())];
    return chosen;
}

std::optional<Failure> Rounds::begin_schema() {
    // Under OpenFGA's dialect tuples outlive the schema that allowed them.
    const bool keeps = dialect_ == Dialect::Fga && world_.tuples.size() < kMostTuples;
    if (!keeps || random_.chance(0.3))
        if (auto forgotten = forget_tuples(); !forgotten)
            return failure("deleting all tuples: " + forgotten.error().message);
    while (true) {
        SchemaModel model = new_model();
        auto schema = compiled(model);
        if (!schema) {
            ++totals_.refused_schemas;
            continue;
        }
        ++totals_.schemas;
        World added{model, random_.tuples(model, kMostTuples, clock_->load()),
                    random_.objects(model)};
        auto loaded = load(*engine_, added, *schema);
        if (!loaded)
            return failure("loading a world: " + loaded.error().message);
        added.tuples.insert(world_.tuples.begin(), world_.tuples.end()); // those that are not new
        world_ = std::move(added);
        versions_.push_back({loaded->schema, model});
        remember(std::move(loaded->zookie));
        return std::nullopt;
    }
}

SchemaModel Rounds::new_model() {
    return dialect_ == Dialect::Fga ? random_.fga_schema() : random_.schema();
}

Result<Zookie> Rounds::forget_tuples() {
    Zookie zookie;
    // Tuples that the schema does not know are found by their own names only.
    if (dialect_ == Dialect::Zed && random_.chance(0.5)) {
        for (const NamespaceModel& space : world_.schema.namespaces) {
            DeleteRequest request;
            request.filter.namespace_name = space.name;
            PEMBA_TRY(auto deleted, engine_->delete_tuples(std::move(request)));
            zookie = deleted.deleted_at;
        }
    } else {
        WriteRequest request;
        for (const RelationTuple& tuple : world_.tuples)
            request.updates.push_back({UpdateKind::Delete, tuple});
        PEMBA_TRY(auto written, engine_->write(std::move(request)));
        zookie = written.written_at;
    }
    world_.tuples.clear();
    return zookie;
}

// Deletes some tuples, touches some that are there, creates or touches new ones: one write.
std::optional<Failure> Rounds::change_tuples() {
    WriteRequest request;
    Tuples after = world_.tuples;
    for (const RelationTuple& tuple : world_.tuples) {
        if (random_.chance(0.2)) {
            request.updates.push_back({UpdateKind::Delete, tuple});
            after.erase(tuple);
        } else if (random_.chance(0.1) && world_.schema.allows(tuple)) {
            request.updates.push_back({UpdateKind::Touch, tuple});
        }
    }
    for (const RelationTuple& tuple : random_.tuples(world_.schema, 8, clock_->load())) {
        // One with another condition or expiry replaces what is there; one that has expired is not.
        if (is_mentioned(request, tuple))
            continue;
        auto there = world_.tuples.find(tuple);
        bool is_there = there != world_.tuples.end();
        bool is_live = is_there && (!there->expires_at || *there->expires_at > clock_->load());
        auto kind = is_live || random_.chance(0.5) ? UpdateKind::Touch : UpdateKind::Create;
        request.updates.push_back({kind, tuple});
        after.erase(tuple);
        after.insert(tuple);
    }
    auto written = engine_->write(std::move(request));
    if (!written)
        return failure("changing tuples: " + written.error().message);
    world_.tuples = std::move(after);
    remember(std::move(written->written_at));
    return std::nullopt;
}

// What a watch tells since any remembered state makes the newest of it, save for what has expired,
// whose removal is nobody's business.
std::optional<Failure> Rounds::replay() {
    const State& from = states_[random_.pick(states_.size())];
    Tuples tuples = from.world().tuples;
    auto watch = engine_->watch({.after = from.zookie, .filters = {}});
    if (!watch)
        return failure("watching: " + watch.error().message);
    for (bool more = true; more;) {
        auto events = (*watch)->read();
        if (!events)
            return failure("reading a watch: " + events.error().message);
        for (const auto& event : *events)
            for (const WatchedChange& change : event->changes) {
                tuples.erase(change.tuple);
                if (change.kind == WatchedChange::Kind::Touched)
                    tuples.insert(change.tuple);
            }
        more = !events->empty();
    }
    ++totals_.replays;
    if (live(tuples, clock_->load()) == live(world_.tuples, clock_->load()))
        return std::nullopt;
    return failure("replaying a watch gives other tuples than there are");
}

void Rounds::remember(Zookie zookie) {
    State state{{}, std::move(zookie), {Values{}}};
    state.suppositions.push_back({{}, std::make_unique<Referee>(world_)});
    if (dialect_ == Dialect::Fga)
        for (int i = 0; i < 2; ++i)
            state.suppositions.push_back(suppose_something());
    for (double share : {0.3, 0.6, 1.0})
        state.values.push_back(random_.values(all_parameters(), share));
    states_.push_back(std::move(state));
    if (states_.size() > kKeptStates)
        states_.pop_front();
}

// Tuples that are nowhere written, an older version of the schema, or both.
Rounds::Supposition Rounds::suppose_something() {
    Supposition supposition;
    World world = world_;
    if (random_.chance(0.5)) {
        const Version& version = versions_[random_.pick(versions_.size())];
        supposition.schema = version.id;
        world.schema = version.model;
        world.objects = random_.objects(version.model);
    }
    if (!supposition.schema || random_.chance(0.5))
        world.premises = random_.tuples(world.schema, 8, clock_->load());
    supposition.referee = std::make_unique<Referee>(std::move(world));
    return supposition;
}

std::optional<Failure> Rounds::ask_many(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        bool newest = random_.chance(0.7);
        State& state = newest ? states_.back() : states_[random_.pick(states_.size())];
        auto& supposition = state.suppositions[random_.pick(state.suppositions.size())];
        const World& world = supposition.referee->world();
        auto question = random_.question(world.schema);
        if (question.kind != Question::Kind::Expand)
            question.values = state.values[random_.pick(state.values.size())];
        question.premises.schema = supposition.schema;
        question.premises.tuples.assign(world.premises.begin(), world.premises.end());
        if (auto failed = ask(state, supposition, question, newest))
            return failed;
    }
    return std::nullopt;
}

std::optional<Failure> Rounds::ask(State& state, Supposition& supposition, const Question& question,
                                   bool newest) {
    auto consistency = !newest               ? Consistency::exact_snapshot(state.zookie)
                       : random_.chance(0.5) ? Consistency::newest()
                                             : Consistency::at_least_as_fresh(state.zookie);
    Referee& referee = *supposition.referee;
    referee.set_clock(clock_->load());
    auto difference = judge(*engine_, referee, question, state.values.back(), consistency);
    if (!difference) {
        count(supposition, question, newest);
        return std::nullopt;
    }
    const World& world = referee.world();
    Occasion occasion{question, state.values.back(), clock_->load()};
    if (!reproduce(world, occasion))
        return failure("only with this history, " +
                       std::string(newest ? "newest" : "at an older snapshot") + ":\n" +
                       describe(world, *difference));
    World small = shrink(world, occasion);
    return failure(describe(small, *reproduce(small, occasion)));
}

void Rounds::count(Supposition& supposition, const Question& question, bool newest) {
    ++totals_.asked[static_cast<std::size_t>(question.kind)];
    totals_.at_older_snapshots += newest ? 0 : 1;
    totals_.with_premises += question.premises.schema || !question.premises.tuples.empty() ? 1 : 0;
    if (question.kind != Question::Kind::Check)
        return;
    Truth truth =
        supposition.referee->with(question.values).value(question.userset, question.subject);
    totals_.undefined += truth == Truth::Undefined ? 1 : 0;
    totals_.conditional += truth == Truth::Conditional ? 1 : 0;
    totals_.failed += truth == Truth::Failed ? 1 : 0;
    totals_.allowed += truth == Truth::True ? 1 : 0;
}

Failure Rounds::failure(const std::string& what) const {
    return {"seed " + std::to_string(seed_) + "\n" + what};
}

} // namespace pemba::reference
