// Runs scenarios: the engine's answers and the reference's, beside what the file says is right.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iterator>

#include "pemba/schema/compile.h"
#include "reference/subject_engine.h"
#include "scenarios/scenario.h"
#include "support/must.h"
#include "support/temp_store.h"

namespace {

using namespace pemba;
using namespace pemba::scenarios;
using pemba::reference::Question;
using pemba::reference::Truth;
using Answer = std::vector<std::string>;

struct Counts {
    int passed = 0;
    int failed = 0;
};

std::string joined(const Answer& answer) {
    std::string text;
    for (const std::string& word : answer)
        text += (text.empty() ? "" : " ") + word;
    return text.empty() ? "nothing" : text;
}

Answer answer_of(const Error& error) {
    if (error.code == ErrorCode::NoAnswer)
        return {"no answer"};
    return {std::string(to_string(error.code)) + ": " + error.message};
}

Answer check(const Engine& engine, const Question& question) {
    auto result = engine.check({question.userset, question.subject, {}});
    if (!result)
        return answer_of(result.error());
    return {result->decision.is_yes() ? "allowed" : "denied"};
}

Answer lookup_objects(const Engine& engine, const Question& question) {
    const Userset& userset = question.userset;
    auto result = engine.lookup_objects(
        {userset.object.namespace_name, userset.relation, question.subject, {}, 0, {}});
    if (!result)
        return answer_of(result.error());
    Answer answer;
    for (const FoundObject& object : result->objects)
        answer.push_back(object.id);
    std::ranges::sort(answer);
    return answer;
}

Answer lookup_subjects(const Engine& engine, const Question& question) {
    auto result = engine.lookup_subjects(
        {question.userset, question.type.namespace_name, question.type.relation, {}});
    if (!result)
        return answer_of(result.error());
    Answer answer;
    for (const FoundSubject& subject : result->subjects) {
        answer.push_back(subject.id);
        for (const ExcludedSubject& excluded : subject.excluded)
            answer.push_back("-" + excluded.id);
    }
    return answer;
}

Answer ask(const Engine& engine, const Question& question) {
    switch (question.kind) {
    case Question::Kind::Check: return check(engine, question);
    case Question::Kind::LookupObjects: return lookup_objects(engine, question);
    case Question::Kind::LookupSubjects: return lookup_subjects(engine, question);
    case Question::Kind::Expand: return {};
    }
    return {};
}

// What the file calls right must be right for the referee too.
std::string reference_on(reference::Referee& referee, const Expectation& expectation) {
    const Question& question = expectation.question;
    if (question.kind != Question::Kind::Check)
        return "";
    Truth truth = referee.with({}).value(question.userset, question.subject);
    std::string says = truth == Truth::True    ? "allowed"
                       : truth == Truth::False ? "denied"
                                               : "no answer";
    return says == joined(expectation.answer) ? "" : "the reference says " + says;
}

// What the file's own words say of an answer.
std::string difference(const Engine& engine, const Expectation& expectation) {
    if (expectation.question.kind == Question::Kind::Expand)
        return "";
    Answer given = ask(engine, expectation.question);
    Answer wanted = expectation.answer;
    // A file names excluded ids and subjects in any order.
    std::ranges::sort(given);
    std::ranges::sort(wanted);
    return given == wanted ? "" : "the engine says " + joined(given);
}

// Lookups and expand are judged by the referee as a whole, beside the file's own words.
std::string difference(const Engine& engine, reference::Referee& referee,
                       const Expectation& expectation) {
    auto judged =
        reference::judge(engine, referee, expectation.question, {}, Consistency::newest());
    if (judged)
        return "the engine says " + judged->engine + ", the reference " + judged->reference;
    return difference(engine, expectation);
}

void report(Counts& counts, const std::string& file, const Expectation& expectation,
            const std::string& wrong) {
    if (wrong.empty()) {
        ++counts.passed;
        return;
    }
    ++counts.failed;
    std::printf("%s:%zu: error: %s: %s\n", file.c_str(), expectation.line, expectation.text.c_str(),
                wrong.c_str());
}

Schema compiled(const SchemaText& schema, const std::string& file) {
    auto result = schema::compile(schema.text, file, schema.language);
    if (!result.schema)
        throw std::runtime_error(
            schema::render(result.diagnostics, schema.text, file, schema::RenderStyle::Plain));
    return *std::move(result.schema);
}

void ask_all(const Engine& engine, const Scenario& scenario, const std::string& file,
             std::optional<reference::Referee>& referee, Counts& counts) {
    for (const Expectation& expectation : scenario.expectations) {
        if (!referee) {
            report(counts, file, expectation, difference(engine, expectation));
            continue;
        }
        report(counts, file, expectation, difference(engine, *referee, expectation));
        auto doubt = reference_on(*referee, expectation);
        if (!doubt.empty())
            report(counts, file, expectation, doubt);
    }
}

void run(const std::string& file, Counts& counts) {
    std::ifstream in(file);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    Scenario scenario = read_scenario(text);
    auto world = scenario.world();
    std::optional<reference::Referee> referee;
    if (world)
        referee.emplace(*world);
    reference::World loaded{{}, {scenario.tuples.begin(), scenario.tuples.end()}, {}};
    for (const SchemaText& schema : scenario.schemas) {
        testing::TempStore store;
        auto engine = store.open();
        testing::must(reference::load(*engine, loaded, compiled(schema, file)));
        ask_all(*engine, scenario, file + " (" + std::string(info(schema.language).name) + ")",
                referee, counts);
    }
}

} // namespace

int main(int argc, char** argv) {
    Counts counts;
    for (int i = 1; i < argc; ++i) {
        try {
            run(argv[i], counts);
        } catch (const std::exception& error) {
            ++counts.failed;
            std::printf("%s: error: %s\n", argv[i], error.what());
        }
    }
    std::printf("%d passed, %d failed\n", counts.passed, counts.failed);
    return counts.failed == 0 && counts.passed > 0 ? 0 : 1;
}
