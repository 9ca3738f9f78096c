#include "graph/ask.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "base/assert.h"

#include "graph/well_founded.h"

namespace pemba::graph {
namespace {

constexpr std::size_t kMaxNamedInCycle = 10;

// "`a#x` → `b#y` → `a#x`": the places of the cycle that have names.
Result<std::string> words_of_cycle(const GroundGraph& graph,
                                   const std::vector<std::uint32_t>& cycle,
                                   const Wording& wording) {
    std::string text;
    std::size_t named = 0;
    for (std::size_t i = 0; i < cycle.size(); ++i) {
        auto node = graph.nodes[cycle[i]].node;
        bool is_last = i + 1 == cycle.size();
        if (!is_last && named == kMaxNamedInCycle)
            continue;
        PEMBA_TRY(auto userset, wording.userset_of(node));
        auto words = fmt::format("`{}`", to_string(userset));
        if (text.ends_with(words) && !is_last)
            continue; // an operator inside the same relation
        bool skipped = is_last && cycle.size() > kMaxNamedInCycle + 1;
        text += text.empty() ? "" : skipped ? " → … → " : " → ";
        text += words;
        ++named;
    }
    return text;
}

Error no_answer(const GroundGraph& graph, const Model& model, const Wording& wording) {
    auto words = words_of_cycle(graph, find_undefined_cycle(graph, model, 0), wording);
    if (!words)
        return std::move(words).error();
    return {ErrorCode::NoAnswer,
            fmt::format("the answer depends on itself through an exclusion: {}", *words),
            {{"cycle", *words}}};
}

// The slow way, which always has an answer if there is one.
struct Solved {
    GroundGraph graph;
    Model model;
    Decision decision;
};

// What an Undefined root comes to: it depends on conditions, or on itself.
Result<Decision> decide_undefined(const GroundGraph& graph, const Model& model,
                                  const Wording& wording) {
    Decision decision{Permissionship::Conditional, {}};
    auto& missing = decision.missing_context;
    auto undecided = find_undecided(graph, model);
    for (auto index : undecided) {
        const auto& outcome = graph.outcomes[index];
        if (outcome.error)
            return *outcome.error;
        missing.insert(missing.end(), outcome.missing.begin(), outcome.missing.end());
    }
    if (undecided.empty() && wording.schema.policy().undefined_is_no)
        return Decision{};
    if (undecided.empty())
        return no_answer(graph, model, wording);
    std::ranges::sort(missing);
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    return decision;
}

Result<Decision> decide(const GroundGraph& graph, const Model& model, const Wording& wording) {
    switch (model.truths[0]) {
    case Truth::True: return Decision{Permissionship::Yes, {}};
    case Truth::False: return Decision{};
    case Truth::Undefined: return decide_undefined(graph, model, wording);
    }
    PEMBA_UNREACHABLE("a Truth outside its enumeration");
}

Result<Solved> solve(const Asking& asking, Node root, const SubjectQuestion& question) {
    Solved solved{GroundGraph::build(asking.snapshot, root, question), {}, {}};
    if (asking.snapshot.tuples.failed())
        return asking.snapshot.tuples.error();
    solved.model = Model::solve(solved.graph);
    PEMBA_TRY(solved.decision, decide(solved.graph, solved.model, asking.wording));
    return solved;
}

std::string name_of(const Component& component, const SchemaView& schema) {
    std::string names;
    for (auto slot : component.slots) {
        const auto relation = schema.name_of(slot);
        names += fmt::format("{}{}#{}", names.empty() ? "" : ", ", relation.object.namespace_name,
                             relation.relation);
    }
    return names;
}

// What a check does, found by doing it.
Explanation::Plan plan(const Asking& asking, Node root, const SubjectQuestion& question) {
    const auto& schema = asking.snapshot.schema;
    const auto& tuples = asking.snapshot.tuples;
    const auto before = tuples.reads();
    std::vector<UnionWalk::Step> steps;
    // Its verdict is that of the proof, which is made without it.
    std::ignore = asking.checker.check(asking.snapshot, root, question, steps);
    Explanation::Plan plan;
    plan.reads = tuples.reads() - before;
    for (const auto& step : steps)
        plan.steps.push_back({name_of(schema.unions().component(step.component), schema), step.from,
                              step.entries, step.subject_sets, step.reads});
    return plan;
}

} // namespace

Result<Decision> ask(const Asking& asking, Node root, const SubjectQuestion& question) {
    auto verdict = asking.checker.check(asking.snapshot, root, question);
    if (asking.snapshot.tuples.failed())
        return asking.snapshot.tuples.error();
    if (verdict == Verdict::Yes || verdict == Verdict::No)
        return Decision{verdict == Verdict::Yes ? Permissionship::Yes : Permissionship::No, {}};
    PEMBA_TRY(auto solved, solve(asking, root, question));
    return std::move(solved.decision);
}

Result<Explanation> ask_why(const Asking& asking, Node root, const SubjectQuestion& question,
                            std::size_t max_nodes) {
    auto planned = plan(asking, root, question);
    PEMBA_TRY(auto solved, solve(asking, root, question));
    PEMBA_TRY(auto explanation,
              explain(asking.snapshot, solved.graph, solved.model, asking.wording, max_nodes));
    explanation.decision = std::move(solved.decision);
    explanation.plan = std::move(planned);
    return explanation;
}

} // namespace pemba::graph
