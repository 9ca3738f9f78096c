// Encoding of explanations. Nested output is written with a stack of its own: a proof may be deep.
#include "api/v1/check_trace.h"

#include <string>
#include <vector>

#include "api/v1/encode.h"

namespace pemba::api::v1 {
namespace {

using Node = Explanation::Node;

std::string_view operation_name(Explanation::Operation operation) {
    switch (operation) {
    case Explanation::Operation::Tuples: return "tuples";
    case Explanation::Operation::Union: return "union";
    case Explanation::Operation::Intersection: return "intersection";
    case Explanation::Operation::Exclusion: return "exclusion";
    }
    return "tuples";
}

// The peer leaves out a permission that is nothing but another name of one relation.
bool is_alias(const Explanation& explanation, const Node& node) {
    if (!node.computed || node.children.size() != 1 ||
        node.operation != Explanation::Operation::Union)
        return false;
    const Node& only = explanation.nodes[node.children.front()];
    return !only.via && only.userset.object == node.userset.object;
}

std::uint32_t without_aliases(const Explanation& explanation, std::uint32_t index) {
    while (is_alias(explanation, explanation.nodes[index]))
        index = explanation.nodes[index].children.front();
    return index;
}

std::string_view result_name(ConditionOutcome::Result result) {
    switch (result) {
    case ConditionOutcome::Result::False: return "RESULT_FALSE";
    case ConditionOutcome::Result::True: return "RESULT_TRUE";
    case ConditionOutcome::Result::MissingContext: return "RESULT_MISSING_SOME_CONTEXT";
    case ConditionOutcome::Result::Failed: return "RESULT_UNEVALUATED";
    }
    return "RESULT_UNSPECIFIED";
}

const ConditionOutcome* caveat_of(const Node& node) {
    return node.grant_condition ? &*node.grant_condition
           : node.via_condition ? &*node.via_condition
                                : nullptr;
}

void write_caveat_evaluation(JsonWriter& out, const ConditionOutcome* caveat) {
    out.key("caveatEvaluationInfo");
    if (caveat == nullptr) {
        out.null();
        return;
    }
    out.begin_object().member("expression", caveat->expression);
    out.member("result", result_name(caveat->result)).key("context").raw(caveat->context);
    write_partial_caveat_info(out, caveat->missing_context);
    out.member("caveatName", caveat->condition).end_object();
}

void begin_trace(JsonWriter& out, const Node& node, const Subject& subject) {
    out.begin_object().key("resource");
    write_object(out, node.userset.object);
    out.member("permission", node.userset.relation);
    out.member("permissionType",
               node.computed ? "PERMISSION_TYPE_PERMISSION" : "PERMISSION_TYPE_RELATION");
    out.key("subject");
    write_subject(out, subject);
    // The peer calls what a caveat decides conditional, however it was decided.
    const ConditionOutcome* caveat = caveat_of(node);
    out.member("result",
               permissionship_name(caveat ? Permissionship::Conditional : node.permissionship));
    write_caveat_evaluation(out, caveat);
    out.member("duration", "0s");
    if (node.children.empty())
        out.key("wasCachedResult").boolean(false);
    else
        out.key("subProblems").begin_object().key("traces").begin_array();
}

void end_trace(JsonWriter& out, const Node& node, std::uint32_t index) {
    if (!node.children.empty())
        out.end_array().end_object();
    out.member_null("optionalExpiresAt").member("traceOperationId", std::to_string(index));
    out.member("source", "pemba").end_object();
}

void write_trace(JsonWriter& out, const Explanation& explanation, const Subject& subject) {
    struct Open {
        std::uint32_t index;
        std::size_t next_child = 0;
    };
    std::vector<Open> open{{without_aliases(explanation, 0)}};
    begin_trace(out, explanation.nodes[open.back().index], subject);
    while (!open.empty()) {
        Open& top = open.back();
        const Node& node = explanation.nodes[top.index];
        if (top.next_child == node.children.size()) {
            end_trace(out, node, top.index);
            open.pop_back();
            continue;
        }
        const std::uint32_t child = without_aliases(explanation, node.children[top.next_child++]);
        begin_trace(out, explanation.nodes[child], subject);
        open.push_back({child});
    }
}

// A tuple, and how its condition was judged.
void write_tuple(JsonWriter& out, std::string name, const std::optional<RelationTuple>& tuple,
                 const std::optional<ConditionOutcome>& outcome) {
    if (!tuple)
        return;
    out.member(name, to_string(*tuple));
    if (!outcome)
        return;
    out.key(name + "Condition").begin_object().member("condition", outcome->condition);
    out.member("expression", outcome->expression).key("context").raw(outcome->context);
    out.member("result", result_name(outcome->result)).key("missingContext").begin_array();
    for (const std::string& parameter : outcome->missing_context)
        out.string(parameter);
    out.end_array();
    if (!outcome->failure.empty())
        out.member("failure", outcome->failure);
    out.end_object();
}

void write_node(JsonWriter& out, const Node& node) {
    out.begin_object().member("userset", to_string(node.userset));
    out.member("permissionship", permissionship_name(node.permissionship));
    out.key("computed").boolean(node.computed);
    out.member("operation", operation_name(node.operation));
    out.key("identity").boolean(node.identity).key("shownBefore").boolean(node.shown_before);
    write_tuple(out, "via", node.via, node.via_condition);
    write_tuple(out, "grant", node.grant, node.grant_condition);
    out.key("children").begin_array();
    for (const std::uint32_t child : node.children)
        out.number(child);
    out.end_array().end_object();
}

} // namespace

void write_debug_trace(JsonWriter& out, const Explanation& explanation, const Subject& subject,
                       const Engine& engine) {
    out.begin_object().key("check");
    write_trace(out, explanation, subject);
    const auto schema = engine.read_schema();
    out.member("schemaUsed", schema ? schema->schema.text() : std::string_view{}).end_object();
}

namespace {

void write_plan(JsonWriter& out, const Explanation::Plan& plan) {
    using From = Explanation::PlanStep::From;
    out.begin_object().key("reads").number(plan.reads).key("steps").begin_array();
    for (const Explanation::PlanStep& step : plan.steps) {
        out.begin_object().member("sets", step.sets);
        out.member("from", step.from == From::Subject ? "subject" : "object");
        out.key("entries").number(step.entries);
        out.key("subjectSets").number(step.subject_sets);
        out.key("reads").number(step.reads).end_object();
    }
    out.end_array().end_object();
}

} // namespace

void write_explanation(JsonWriter& out, const Explanation& explanation) {
    out.begin_object().key("path").begin_array();
    for (const RelationTuple& tuple : explanation.path())
        out.string(to_string(tuple));
    out.end_array().key("nodes").begin_array();
    for (const Node& node : explanation.nodes)
        write_node(out, node);
    out.end_array().key("plan");
    write_plan(out, explanation.plan);
    out.end_object();
}

} // namespace pemba::api::v1
