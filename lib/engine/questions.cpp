// The questions: check, expand and both lookups. Each opens a snapshot, resolves names, asks, and
// puts the answer back into words.
#include <algorithm>

#include <fmt/format.h>

#include "base/digest.h"
#include "engine/engine_state.h"
#include "engine/resolve.h"
#include "graph/expander.h"
#include "graph/lookup.h"

namespace pemba {
namespace {

using engine::OpenSnapshot;

Permissionship permissionship_of(bool yes) {
    return yes ? Permissionship::Yes : Permissionship::No;
}

Result<CheckResult> check_at(const OpenSnapshot& snapshot, const Userset& userset,
                             const Subject& subject, bool explain, const Limits& limits) {
    const auto& schema = snapshot.schema();
    auto reads_before = snapshot.tuples().reads();
    PEMBA_TRY(auto resolved, engine::resolve_check(schema, snapshot.names(), userset, subject));
    auto asking = snapshot.asking(userset.object.id, subject.object.id);
    graph::SubjectQuestion question(schema, resolved.subject);
    CheckResult result;
    if (explain) {
        PEMBA_TRY(auto explained,
                  graph::ask_why(asking, resolved.userset, question, limits.expand_nodes));
        result.permissionship = permissionship_of(explained.yes);
        result.explanation = std::move(explained.explanation);
    } else {
        PEMBA_TRY(bool yes, graph::ask(asking, resolved.userset, question));
        result.permissionship = permissionship_of(yes);
    }
    result.tuple_reads = snapshot.tuples().reads() - reads_before;
    return result;
}

// The ids of found objects, ordered by their bytes.
Result<std::vector<std::string>> names_of(const std::vector<ObjectNumber>& numbers,
                                          const graph::Wording& wording) {
    std::vector<std::string> ids;
    ids.reserve(numbers.size());
    for (auto number : numbers) {
        PEMBA_TRY(auto id, wording.object_of(number));
        ids.push_back(std::move(id));
    }
    std::ranges::sort(ids);
    return ids;
}

std::uint64_t call_of(const LookupObjectsRequest& request) {
    return base::fingerprint(fmt::format("lookup_objects\n{}\n{}\n{}", request.namespace_name,
                                         request.relation, to_string(request.subject)));
}

// The part of a whole listing that a call asked for.
void add_page(LookupObjectsResult& result, std::vector<std::string> ids,
              const LookupObjectsRequest& request, const std::string& after) {
    auto first = request.cursor ? std::ranges::upper_bound(ids, after) : ids.begin();
    auto rest = static_cast<std::size_t>(ids.end() - first);
    auto count = request.limit == 0 ? rest : std::min(rest, request.limit);
    result.complete = count == rest;
    for (std::size_t i = 0; i < count; ++i)
        result.objects.push_back({std::move(*first++), Permissionship::Yes});
}

} // namespace

Cursor LookupObjectsResult::cursor_after(std::size_t index) const {
    return encode_cursor(cursor_prefix, objects[index].id);
}

Result<CheckResult> Engine::check(const CheckRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency));
    if (request.max_tuple_reads != 0)
        snapshot.tuples().lower_budget(request.max_tuple_reads);
    PEMBA_TRY(auto result, check_at(snapshot, request.userset, request.subject, request.explain,
                                    state_->limits()));
    result.checked_at = snapshot.zookie();
    return result;
}

Result<BulkCheckResult> Engine::check_bulk(const BulkCheckRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency));
    BulkCheckResult result{snapshot.zookie(), {}};
    result.results.reserve(request.items.size());
    for (const auto& item : request.items) {
        auto answer =
            check_at(snapshot, item.userset, item.subject, item.explain, state_->limits());
        if (answer)
            answer->checked_at = result.checked_at;
        result.results.push_back(std::move(answer));
    }
    return result;
}

Result<ExpandResult> Engine::expand(const ExpandRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency));
    PEMBA_TRY(auto root,
              engine::resolve_userset(snapshot.schema(), snapshot.names(), request.userset));
    auto asking = snapshot.asking(request.userset.object.id, {});
    PEMBA_TRY(auto tree, graph::expand(asking.snapshot, root, asking.wording, state_->limits()));
    return ExpandResult{std::move(tree), snapshot.zookie()};
}

Result<LookupObjectsResult> Engine::lookup_objects(const LookupObjectsRequest& request) const {
    auto call = call_of(request);
    PEMBA_TRY(auto resumed, state_->resume(request.consistency, request.cursor, call));
    const auto& snapshot = resumed.snapshot;
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto slot, schema.find_relation(request.namespace_name, request.relation));
    PEMBA_TRY(auto subject, engine::resolve_subject(schema, snapshot.names(), request.subject));
    auto asking = snapshot.asking({}, request.subject.object.id);
    PEMBA_TRY(auto numbers,
              graph::lookup_objects(asking, slot, graph::SubjectQuestion(schema, subject)));
    PEMBA_TRY(auto ids, names_of(numbers, asking.wording));
    LookupObjectsResult result;
    result.looked_up_at = snapshot.zookie();
    result.cursor_prefix = cursor_prefix(snapshot.epoch(), snapshot.revision(), call);
    add_page(result, std::move(ids), request, resumed.position);
    return result;
}

Result<LookupSubjectsResult> Engine::lookup_subjects(const LookupSubjectsRequest& request) const {
    PEMBA_TRY(auto snapshot, state_->open(request.consistency));
    const auto& schema = snapshot.schema();
    PEMBA_TRY(auto root, engine::resolve_userset(schema, snapshot.names(), request.userset));
    PEMBA_TRY(auto type, engine::resolve_subject_type(schema, request.subject_namespace,
                                                      request.subject_relation));
    auto asking = snapshot.asking(request.userset.object.id, {});
    PEMBA_TRY(auto found, graph::lookup_subjects(asking, root, type));
    PEMBA_TRY(auto ids, names_of(found.subjects, asking.wording));
    LookupSubjectsResult result{snapshot.zookie(), {}};
    if (found.wildcard) {
        PEMBA_TRY(auto excluded, names_of(found.excluded, asking.wording));
        result.subjects.push_back({"*", Permissionship::Yes, std::move(excluded)});
    }
    for (auto& id : ids)
        result.subjects.push_back({std::move(id), Permissionship::Yes, {}});
    return result;
}

} // namespace pemba
