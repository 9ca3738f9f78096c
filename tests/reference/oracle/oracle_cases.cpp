// oracle_cases: random worlds with Pemba's own answers, a JSON object a line, for compare.mjs.
#include <cstdio>
#include <iostream>
#include <set>

#include <CLI/CLI.hpp>

#include "pemba/schema/compile.h"
#include "reference/oracle/answers.h"
#include "reference/oracle/mistakes.h"
#include "reference/subject_engine.h"
#include "support/temp_store.h"

namespace pemba::reference {
namespace {

namespace json = boost::json;

struct Arguments {
    std::uint64_t schemas = 50;
    std::uint64_t seed = 0;
    std::size_t questions = 40; ///< a world
    std::size_t writes = 8;     ///< a world
    std::size_t mistaken = 3;   ///< schemas with mistakes, a world
};

constexpr std::size_t kMostTuples = 100;
constexpr double kKeptNoes = 0.25; ///< most questions have no answer but no
/// The peer has a clock of its own: nothing may expire between the two.
const Timestamp kLongAgo{std::chrono::years(31)}, kNow{std::chrono::years(50)},
    kFarAhead{std::chrono::years(130)};

// The peer finds no end in a circle: most worlds have subjects only further down the alphabet than
// their objects.
bool goes_down(const RelationTuple& tuple) {
    const Object &from = tuple.object, &to = tuple.subject.object;
    return tuple.subject.is_wildcard() ||
           std::tie(from.id, from.namespace_name) < std::tie(to.id, to.namespace_name);
}

bool is_plain_no(const json::object& question) {
    const json::object& answer = question.at("answer").as_object();
    if (const auto* decision = answer.if_contains("decision"))
        return decision->at("is") == "no";
    const auto *objects = answer.if_contains("objects"), *subjects = answer.if_contains("subjects");
    return (objects && objects->as_array().empty()) || (subjects && subjects->as_array().empty());
}

// Of the kinds that the peer has.
const char* word_of(UpdateKind kind) {
    switch (kind) {
    case UpdateKind::Create:
    case UpdateKind::Ensure: return "CREATE";
    case UpdateKind::Touch: return "TOUCH";
    case UpdateKind::Delete:
    case UpdateKind::Remove: break;
    }
    return "DELETE";
}

class Case {
public:
    Case(std::uint64_t seed, const Arguments& arguments) : random_(seed), arguments_(arguments) {
        model_ = random_.schema();
        seed_ = seed;
    }

    void print() {
        auto schema = compiled(model_);
        print_schema(to_zed(model_));
        for (std::size_t i = 0; i < arguments_.mistaken; ++i)
            print_schema(with_mistakes(to_zed(model_), random_));
        if (!schema)
            return;
        testing::TempStore store;
        Options options = store.options();
        options.clock = [] { return kNow; };
        options.expiry_interval = {};
        auto engine = testing::must(Engine::open(options));
        World world{model_, tuples(), {}};
        testing::must(load(*engine, world, *schema));
        print_line({{"kind", "world"},
                    {"seed", seed_},
                    {"schema", to_zed(model_)},
                    {"model", json_of(model_)},
                    {"tuples", all(world.tuples)},
                    {"questions", questions(*engine)},
                    {"writes", writes(*engine)}});
    }

private:
    static void print_line(const json::object& line) { std::cout << json::serialize(line) << '\n'; }

    void print_schema(const std::string& text) const {
        print_line({{"kind", "schema"},
                    {"seed", seed_},
                    {"schema", text},
                    {"formatted", schema::format(text, "random.zed").text.value_or("")},
                    {"answer", verdict(text)}});
    }

    // What does not parse is a parse error, whatever else is wrong with it.
    static json::object verdict(const std::string& text) {
        using Phase = schema::Diagnostic::Phase;
        json::object verdict;
        for (const auto& diagnostic : schema::compile(text, "random.zed").diagnostics) {
            bool is_types = diagnostic.phase == Phase::Types;
            if (diagnostic.severity != schema::Severity::Error || (is_types && !verdict.empty()))
                continue;
            verdict = {{"error", is_types ? "types" : "parse"},
                       {"code", diagnostic.code},
                       {"message", diagnostic.message}};
            if (!is_types)
                break;
        }
        return verdict;
    }

    Tuples tuples() {
        bool cyclic = random_.chance(0.1);
        Tuples kept;
        for (RelationTuple tuple : random_.tuples(model_, kMostTuples, kNow)) {
            if (!cyclic && !goes_down(tuple))
                std::swap(tuple.object.id, tuple.subject.object.id);
            if (!cyclic && !goes_down(tuple))
                continue;
            if (tuple.expires_at)
                tuple.expires_at = *tuple.expires_at <= kNow ? kLongAgo : kFarAhead;
            kept.insert(std::move(tuple));
        }
        return kept;
    }

    static json::array all(const Tuples& tuples) {
        json::array array;
        for (const RelationTuple& tuple : tuples)
            array.push_back(json_of(tuple, kNow));
        return array;
    }

    json::array questions(const Engine& engine) {
        std::vector<Values> values{{}};
        for (double share : {0.3, 0.6, 1.0})
            values.push_back(random_.values(all_parameters(), share));
        json::array array;
        while (array.size() < arguments_.questions) {
            Question question = random_.question(model_);
            question.page = 0;
            question.values = values[random_.pick(values.size())];
            if (question.kind == Question::Kind::Expand)
                continue;
            auto line = asked(engine, question);
            if (!is_plain_no(line) || random_.chance(kKeptNoes))
                array.push_back(std::move(line));
        }
        return array;
    }

    json::array writes(Engine& engine) {
        json::array array;
        for (std::size_t i = 0; i < arguments_.writes; ++i) {
            TupleUpdate update = any_update(model_, random_);
            json::object write = json_of(update.tuple, kNow);
            write["operation"] = word_of(update.kind);
            auto written = engine.write({{std::move(update)}, {}, {}});
            write["answer"] = written ? json::object()
                                      : json::object{{"error", to_string(written.error().code)},
                                                     {"message", written.error().message}};
            array.push_back(std::move(write));
        }
        return array;
    }

    Generator random_;
    std::uint64_t seed_ = 0;
    const Arguments& arguments_;
    SchemaModel model_;
};

} // namespace
} // namespace pemba::reference

int main(int argc, char** argv) {
    using namespace pemba::reference;
    Arguments arguments;
    CLI::App app("Writes random worlds with Pemba's answers as JSON lines.");
    app.add_option("--schemas", arguments.schemas, "how many")->capture_default_str();
    app.add_option("--seed", arguments.seed, "world i is made of seed + i")->capture_default_str();
    app.add_option("--questions", arguments.questions, "about each world")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    for (std::uint64_t i = 0; i < arguments.schemas; ++i)
        Case(arguments.seed + i, arguments).print();
    return 0;
}
