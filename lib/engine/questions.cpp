// The questions about one userset: check and expand. Each opens a snapshot, resolves names, asks,
// and puts the answer back into words.
#include "engine/engine_state.h"
#include "engine/resolve.h"
#include "engine/spending.h"
#include "graph/expander.h"

namespace pemba {
namespace {

using engine::OpenSnapshot;

/// One check of a call.
struct Check {
    const Userset& userset;
    const Subject& subject;
    const std::string& context;
    MissingContext missing_context;
    const std::vector<RelationTuple>& premises;
    bool explain = false;
    bool goes_on = false; ///< with the subject and all else of the check before
};

// Has the names that will be looked up fetched, both at the same time.
void expect_names_of(const OpenSnapshot& snapshot, const Userset& userset, const Subject& subject) {
    snapshot.names().expect_object(userset.object.id);
    snapshot.names().expect_object(subject.object.id);
}

Result<CheckResult> check_at(const OpenSnapshot& snapshot, const Check& check,
                             const Options& options) {
    const auto& limits = options.limits;
    auto reads_before = snapshot.tuples().reads();
    PEMBA_CHECK_OK(snapshot.suppose(check.premises, limits));
    PEMBA_TRY(auto userset, engine::resolve_userset(snapshot, check.userset));
    PEMBA_TRY(auto subject, engine::resolve_subject(snapshot, check.subject));
    PEMBA_TRY(auto context, condition::Context::parse(check.context));
    auto asking = snapshot.asking(context, options, check.missing_context);
    asking.snapshot.goes_on = check.goes_on;
    graph::SubjectQuestion question(snapshot.schema(), subject);
    CheckResult result;
    result.checked_at = snapshot.zookie();
    if (check.explain) {
        PEMBA_TRY(auto explanation, graph::ask_why(asking, userset, question, limits.expand_nodes));
        result.decision = explanation.decision;
        result.explanation = std::move(explanation);
    } else {
        PEMBA_TRY(result.decision, graph::ask(asking, userset, question));
    }
    result.tuple_reads = snapshot.tuples().reads() - reads_before;
    return result;
}

} // namespace

Result<CheckResult> Engine::check(const CheckRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.premises.schema));
    const engine::Spending spending(snapshot, request.budget);
    expect_names_of(snapshot, request.userset, request.subject);
    return check_at(snapshot,
                    {request.userset, request.subject, request.context, request.missing_context,
                     request.premises.tuples, request.explain},
                    state_->options());
}

namespace {

// Whether two items differ in the userset only.
bool goes_on(const CheckItem& item, const CheckItem& before) {
    return item.subject == before.subject && item.context == before.context &&
           item.missing_context == before.missing_context && item.tuples.empty() &&
           before.tuples.empty();
}

} // namespace

Result<BulkCheckResult> Engine::check_bulk(const BulkCheckRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.schema));
    const engine::Spending spending(snapshot, request.budget);
    BulkCheckResult result{snapshot.zookie(), {}};
    result.results.reserve(request.items.size());
    for (std::size_t i = 0; i < request.items.size(); ++i) {
        const auto& item = request.items[i];
        if (i + 1 < request.items.size())
            expect_names_of(snapshot, request.items[i + 1].userset, request.items[i + 1].subject);
        // An item that failed may not have come to its walk.
        const bool goes_on_here =
            i > 0 && result.results.back() && goes_on(item, request.items[i - 1]);
        result.results.push_back(
            check_at(snapshot,
                     {item.userset, item.subject, item.context, item.missing_context, item.tuples,
                      item.explain, goes_on_here},
                     state_->options()));
    }
    return result;
}

Result<ExpandResult> Engine::expand(const ExpandRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.premises.schema));
    const engine::Spending spending(snapshot, request.budget);
    PEMBA_CHECK_OK(snapshot.suppose(request.premises.tuples, state_->limits()));
    PEMBA_TRY(auto root, engine::resolve_userset(snapshot, request.userset));
    condition::Context none;
    auto asking = snapshot.asking(none, state_->options());
    const bool all = request.depth == ExpandRequest::Depth::Everything;
    PEMBA_TRY(auto tree, (all ? graph::expand : graph::expand_rewrite)(
                             asking.snapshot, root, asking.wording, state_->limits()));
    return ExpandResult{std::move(tree), snapshot.zookie()};
}

} // namespace pemba
