#include "engine/schema_obstacles.h"

#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include "schema/namespace_config.h"

namespace pemba::engine {
namespace {

constexpr std::uint64_t kReadsForAnExample = 100'000;
constexpr std::size_t kBatch = 1024;

// Stored tuples that a new schema would not allow.
class OrphanSearch {
public:
    OrphanSearch(const StoredData& data, const Schema& next)
        : data_(data), names_(data.transaction, data.store), next_(next) {}

    Result<std::vector<SchemaObstacle>> run() {
        std::vector<SchemaObstacle> all;
        PEMBA_TRY(auto counts, storage::read_counts(data_.transaction, data_.store));
        for (const auto& [id, count] : counts) {
            PEMBA_TRY(auto orphans, judge(id, count));
            if (orphans)
                all.push_back(std::move(*orphans));
        }
        std::ranges::sort(all, {}, [](const SchemaObstacle& orphans) {
            return std::tie(orphans.namespace_name, orphans.relation, orphans.subject_type);
        });
        return all;
    }

private:
    Result<std::optional<SchemaObstacle>> judge(const storage::CountId& id, std::uint64_t count) {
        PEMBA_TRY(auto relation, names_.relation_of(id.relation));
        PEMBA_TRY(auto subject, names_.subject_of({id.subject_relation, ObjectNumber::Wildcard}));
        SubjectType type{
            subject.object.namespace_name, subject.relation, id.wildcard, id.expires, {}};
        if (id.condition != ConditionId::None) {
            PEMBA_TRY(type.condition, names_.condition_of(id.condition));
        }
        auto why = why_not(relation, type);
        if (!why)
            return std::optional<SchemaObstacle>{};
        SchemaObstacle orphans;
        orphans.kind = *why;
        orphans.namespace_name = std::move(relation.object.namespace_name);
        orphans.relation = std::move(relation.relation);
        orphans.subject_type = to_string(type);
        orphans.tuples = count;
        PEMBA_TRY(auto example, find_example(id));
        if (example.none_left)
            return std::optional<SchemaObstacle>{}; // all of them have expired
        orphans.example = std::move(example.text);
        return std::optional(std::move(orphans));
    }

    std::optional<SchemaObstacle::Kind> why_not(const Userset& relation,
                                                const SubjectType& type) const {
        const auto* config = schema::find_namespace(next_, relation.object.namespace_name);
        if (!config)
            return SchemaObstacle::Kind::NamespaceGone;
        const auto* found = config->find(relation.relation);
        if (!found || !found->is_stored())
            return SchemaObstacle::Kind::RelationGone;
        if (std::ranges::find(*found->subject_types, type) != found->subject_types->end())
            return std::nullopt;
        const auto* subject = schema::find_namespace(next_, type.namespace_name);
        bool relation_gone = !type.relation.empty() && subject && !subject->find(type.relation);
        return relation_gone ? SchemaObstacle::Kind::SubjectRelationGone
                             : SchemaObstacle::Kind::SubjectTypeGone;
    }

    struct Example {
        std::string text;       ///< empty if none turned up within a modest number of reads
        bool none_left = false; ///< there is none that is live
    };
    // A live tuple of this kind.
    Result<Example> find_example(const storage::CountId& id) {
        storage::TupleReader tuples;
        tuples.begin(data_.transaction, data_.store, nullptr, data_.now,
                     id.expires ? data_.limits.tuple_reads : kReadsForAnExample);
        auto from = id.wildcard ? NodeId(id.subject_relation, ObjectNumber::Wildcard)
                                : NodeId(id.subject_relation, ObjectNumber::Wildcard).successor();
        auto end = id.wildcard ? from.successor() : NodeId::end_of(id.subject_relation);
        auto key = tuples.next_key(storage::Side::Subjects, NodeId::first_of(id.relation));
        while (key && *key < NodeId::end_of(id.relation)) {
            PEMBA_TRY(auto found, find_member(tuples, id, *key, from, end));
            if (!found.text.empty())
                return found;
            key = tuples.next_key(storage::Side::Subjects, key->successor());
        }
        return Example{{}, id.expires && !tuples.failed()};
    }

    Result<Example> find_member(storage::TupleReader& tuples, const storage::CountId& id,
                                NodeId key, NodeId from, NodeId end) {
        std::vector<storage::Member> found;
        for (bool more = true; more;) {
            found.clear();
            more = tuples.scan(storage::Side::Subjects, key, from, end, kBatch, found);
            for (const auto& member : found) {
                TupleId tuple{key, member.node};
                auto details = tuples.details(tuple, member.mark);
                if (storage::has_expiry(member.mark) != id.expires ||
                    details.condition != id.condition)
                    continue;
                PEMBA_TRY(auto words, names_.tuple_of({tuple, std::move(details)}));
                return Example{to_string(words)};
            }
            if (!found.empty())
                from = found.back().node.successor();
        }
        return Example{};
    }

    const StoredData& data_;
    storage::Names names_;
    const Schema& next_;
};

// What callers send and tuples have stored for a condition must go on to mean the same.
std::vector<SchemaObstacle> changed_conditions(const Schema& current, const Schema& next) {
    std::vector<SchemaObstacle> all;
    for (const auto& config : schema::conditions_of(current)) {
        const auto* changed = schema::find_condition(next, config.outline.name);
        if (!changed)
            continue;
        for (const auto& parameter : config.outline.parameters) {
            const auto& parameters = changed->outline.parameters;
            auto found = std::ranges::find(parameters, parameter.name, &ConditionParameter::name);
            bool is_gone = found == parameters.end();
            if (!is_gone && found->type == parameter.type)
                continue;
            SchemaObstacle obstacle;
            obstacle.kind = is_gone ? SchemaObstacle::Kind::ParameterGone
                                    : SchemaObstacle::Kind::ParameterTypeChanged;
            obstacle.condition = config.outline.name;
            obstacle.parameter = parameter.name;
            all.push_back(std::move(obstacle));
        }
    }
    return all;
}

bool is_of_condition(const SchemaObstacle& obstacle) {
    return !obstacle.condition.empty();
}

} // namespace

Result<std::vector<SchemaObstacle>> find_obstacles(const StoredData& data, const Schema& current,
                                                   const Schema& next) {
    auto all = changed_conditions(current, next);
    PEMBA_TRY(auto orphans, OrphanSearch(data, next).run());
    std::ranges::move(orphans, std::back_inserter(all));
    return all;
}

Error obstacles_error(const std::vector<SchemaObstacle>& obstacles) {
    PEMBA_ASSERT(!obstacles.empty());
    const auto& first = obstacles.front();
    if (is_of_condition(first))
        return {ErrorCode::SchemaBreaksCondition,
                to_string(first),
                {{"operation", operation_of(first.kind)},
                 {"condition", first.condition},
                 {"parameter", first.parameter}}};
    Error error{ErrorCode::SchemaOrphansTuples, "stored tuples would no longer be allowed: ", {}};
    for (const auto& orphans : obstacles) {
        error.message += (&orphans == &first ? "" : "; ") + to_string(orphans);
        error.details.insert(error.details.end(), {{"operation", operation_of(orphans.kind)},
                                                   {"namespace", orphans.namespace_name},
                                                   {"relation", orphans.relation},
                                                   {"subject_type", orphans.subject_type},
                                                   {"tuples", std::to_string(orphans.tuples)},
                                                   {"tuple", orphans.example}});
    }
    return error;
}

} // namespace pemba::engine

namespace pemba {

const char* operation_of(SchemaObstacle::Kind kind) noexcept {
    switch (kind) {
    case SchemaObstacle::Kind::NamespaceGone: return "delete_object_definition";
    case SchemaObstacle::Kind::RelationGone: return "delete_relation";
    case SchemaObstacle::Kind::SubjectRelationGone: return "delete_relation_reverse_check";
    case SchemaObstacle::Kind::SubjectTypeGone: return "remove_allowed_type";
    case SchemaObstacle::Kind::ParameterGone: return "remove_parameter";
    case SchemaObstacle::Kind::ParameterTypeChanged: return "change_parameter_type";
    }
    return "?";
}

std::string to_string(const SchemaObstacle& o) {
    auto tuples = fmt::format("{} tuple{}{}", o.tuples, o.tuples == 1 ? "" : "s",
                              o.example.empty() ? "" : ", such as " + o.example);
    switch (o.kind) {
    case SchemaObstacle::Kind::NamespaceGone:
        return fmt::format("namespace `{}` is gone, and its relation `{}` still has {}",
                           o.namespace_name, o.relation, tuples);
    case SchemaObstacle::Kind::RelationGone:
        return fmt::format("relation `{}` is gone from `{}`, and still has {}", o.relation,
                           o.namespace_name, tuples);
    case SchemaObstacle::Kind::SubjectRelationGone:
        return fmt::format("`{}` is gone, and still is the subject of relation `{}` of `{}` in {}",
                           o.subject_type, o.relation, o.namespace_name, tuples);
    case SchemaObstacle::Kind::SubjectTypeGone:
        return fmt::format("relation `{}` of `{}` no longer takes `{}`, and still has {}",
                           o.relation, o.namespace_name, o.subject_type, tuples);
    case SchemaObstacle::Kind::ParameterGone:
    case SchemaObstacle::Kind::ParameterTypeChanged:
        return fmt::format("cannot {} parameter `{}` on caveat `{}`",
                           o.kind == SchemaObstacle::Kind::ParameterGone ? "remove"
                                                                         : "change the type of",
                           o.parameter, o.condition);
    }
    PEMBA_UNREACHABLE("a Kind outside its enumeration");
}

} // namespace pemba
