// The questions: check, expand and both lookups. Each opens a snapshot, resolves names, asks, and
// puts the answer back into words.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "base/digest.h"
#include "engine/engine_state.h"
#include "engine/resolve.h"
#include "graph/expander.h"
#include "graph/lookup.h"

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
};

// Has the names that will be looked up fetched, both at the same time.
void expect_names_of(const OpenSnapshot& snapshot, const Userset& userset, const Subject& subject) {
    snapshot.names().expect_object(userset.object.id);
    snapshot.names().expect_object(subject.object.id);
}

Result<CheckResult> check_at(const OpenSnapshot& snapshot, const Check& check,
                             const Limits& limits) {
    auto reads_before = snapshot.tuples().reads();
    PEMBA_CHECK_OK(snapshot.suppose(check.premises, limits));
    PEMBA_TRY(auto userset, engine::resolve_userset(snapshot, check.userset));
    PEMBA_TRY(auto subject, engine::resolve_subject(snapshot, check.subject));
    PEMBA_TRY(auto context, condition::Context::parse(check.context));
    auto asking = snapshot.asking(context, limits, check.missing_context);
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

// What was found, in words and ordered by the ids' bytes.
template <class Row>
Result<std::vector<Row>> in_words(std::vector<graph::Found> found, const graph::Wording& wording) {
    std::vector<Row> rows;
    rows.reserve(found.size());
    for (auto& [object, decision] : found) {
        Row row;
        PEMBA_TRY(row.id, wording.names.object_of(object));
        row.decision = std::move(decision);
        rows.push_back(std::move(row));
    }
    std::ranges::sort(rows, {}, &Row::id);
    return rows;
}

std::string words_of(const Premises& premises) {
    auto words = premises.schema ? premises.schema->text : "";
    for (const auto& tuple : premises.tuples)
        words += "\n" + to_string(tuple);
    return words;
}

std::uint64_t call_of(const LookupObjectsRequest& request) {
    return base::fingerprint(
        fmt::format("lookup_objects\n{}\n{}\n{}\n{}\n{}\n{}", request.namespace_name,
                    request.relation, to_string(request.subject), request.context,
                    static_cast<int>(request.missing_context), words_of(request.premises)));
}

std::uint64_t call_of(const LookupSubjectsRequest& request) {
    return base::fingerprint(fmt::format(
        "lookup_subjects\n{}\n{}#{}\n{}\n{}\n{}\n{}", to_string(request.userset),
        request.subject_namespace, request.subject_relation, request.wildcard, request.context,
        static_cast<int>(request.missing_context), words_of(request.premises)));
}

// Puts the part of a whole ordered listing that a call asked for into `page`; returns whether that
// is all that is left of it.
template <class Row, class Request>
bool take_page(std::vector<Row> all, const Request& request, const std::string& after,
               std::vector<Row>& page) {
    auto first = request.cursor ? std::ranges::upper_bound(all, after, {}, &Row::id) : all.begin();
    auto rest = static_cast<std::size_t>(all.end() - first);
    auto count = request.limit == 0 ? rest : std::min(rest, request.limit);
    std::move(first, first + static_cast<std::ptrdiff_t>(count), std::back_inserter(page));
    return count == rest;
}

} // namespace

Cursor LookupObjectsResult::cursor_after(std::size_t index) const {
    return encode_cursor(cursor_prefix, objects[index].id);
}
Cursor LookupSubjectsResult::cursor_after(std::size_t index) const {
    return encode_cursor(cursor_prefix, subjects[index].id);
}

Result<CheckResult> Engine::check(const CheckRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.premises.schema));
    if (request.max_tuple_reads != 0)
        snapshot.tuples().lower_budget(request.max_tuple_reads);
    expect_names_of(snapshot, request.userset, request.subject);
    return check_at(snapshot,
                    {request.userset, request.subject, request.context, request.missing_context,
                     request.premises.tuples, request.explain},
                    state_->limits());
}

Result<BulkCheckResult> Engine::check_bulk(const BulkCheckRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.schema));
    BulkCheckResult result{snapshot.zookie(), {}};
    result.results.reserve(request.items.size());
    for (std::size_t i = 0; i < request.items.size(); ++i) {
        const auto& item = request.items[i];
        if (i + 1 < request.items.size())
            expect_names_of(snapshot, request.items[i + 1].userset, request.items[i + 1].subject);
        result.results.push_back(check_at(snapshot,
                                          {item.userset, item.subject, item.context,
                                           item.missing_context, item.tuples, item.explain},
                                          state_->limits()));
    }
    return result;
}

Result<ExpandResult> Engine::expand(const ExpandRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency, request.premises.schema));
    PEMBA_CHECK_OK(snapshot.suppose(request.premises.tuples, state_->limits()));
    PEMBA_TRY(auto root, engine::resolve_userset(snapshot, request.userset));
    condition::Context none;
    auto asking = snapshot.asking(none, state_->limits());
    const bool all = request.depth == ExpandRequest::Depth::Everything;
    PEMBA_TRY(auto tree, (all ? graph::expand : graph::expand_rewrite)(
                             asking.snapshot, root, asking.wording, state_->limits()));
    return ExpandResult{std::move(tree), snapshot.zookie()};
}

Result<LookupObjectsResult> Engine::lookup_objects(const LookupObjectsRequest& request) const {
    auto call = call_of(request);
    PEMBA_TRY(auto resumed,
              state_->resume(request.consistency, request.cursor, call, request.premises.schema));
    const auto& snapshot = resumed.snapshot;
    PEMBA_CHECK_OK(snapshot.suppose(request.premises.tuples, state_->limits()));
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto slot, schema.find_relation(request.namespace_name, request.relation));
    PEMBA_TRY(auto subject, engine::resolve_subject(snapshot, request.subject));
    PEMBA_TRY(auto context, condition::Context::parse(request.context));
    auto asking = snapshot.asking(context, state_->limits(), request.missing_context);
    PEMBA_TRY(auto found,
              graph::lookup_objects(asking, slot, graph::SubjectQuestion(schema, subject)));
    PEMBA_TRY(auto objects, in_words<FoundObject>(std::move(found), asking.wording));
    LookupObjectsResult result;
    result.looked_up_at = snapshot.zookie();
    result.cursor_prefix = cursor_prefix(snapshot.epoch(), snapshot.revision(), call);
    result.complete = take_page(std::move(objects), request, resumed.position, result.objects);
    return result;
}

Result<LookupSubjectsResult> Engine::lookup_subjects(const LookupSubjectsRequest& request) const {
    auto call = call_of(request);
    PEMBA_TRY(auto resumed,
              state_->resume(request.consistency, request.cursor, call, request.premises.schema));
    const auto& snapshot = resumed.snapshot;
    PEMBA_CHECK_OK(snapshot.suppose(request.premises.tuples, state_->limits()));
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto root, engine::resolve_userset(snapshot, request.userset));
    PEMBA_TRY(auto type, engine::resolve_subject_type(schema, request.subject_namespace,
                                                      request.subject_relation));
    PEMBA_TRY(auto context, condition::Context::parse(request.context));
    auto asking = snapshot.asking(context, state_->limits(), request.missing_context);
    PEMBA_TRY(auto found, graph::lookup_subjects(asking, root, type));
    LookupSubjectsResult result;
    result.looked_up_at = snapshot.zookie();
    result.cursor_prefix = cursor_prefix(snapshot.epoch(), snapshot.revision(), call);
    if (request.wildcard && !request.cursor && !found.wildcard.is_no()) {
        PEMBA_TRY(auto excluded,
                  in_words<ExcludedSubject>(std::move(found.excluded), asking.wording));
        result.subjects.push_back({"*", std::move(found.wildcard), std::move(excluded)});
    }
    PEMBA_TRY(auto named, in_words<FoundSubject>(std::move(found.subjects), asking.wording));
    result.complete = take_page(std::move(named), request, resumed.position, result.subjects);
    return result;
}

} // namespace pemba
