// The command of Engine::write_schema.
#include <algorithm>

#include <fmt/format.h>

#include "engine/apply.h"
#include "engine/tuple_rules.h"
#include "schema/namespace_config.h"
#include "storage/schema_table.h"

namespace pemba::engine {
namespace {

constexpr std::uint64_t kReadsForAnExample = 100'000;
constexpr std::size_t kBatch = 1024;

// Stored tuples of one kind that a new schema would not allow.
struct Orphans {
    enum class Why { NamespaceGone, RelationGone, SubjectRelationGone, SubjectTypeGone };

    Why why = Why::SubjectTypeGone;
    Userset relation; ///< with an empty object id
    std::string subject_type;
    std::uint64_t count = 0;
    std::string example; ///< empty if none was found quickly
};

const char* name_of(Orphans::Why why) {
    switch (why) {
    case Orphans::Why::NamespaceGone: return "delete_object_definition";
    case Orphans::Why::RelationGone: return "delete_relation";
    case Orphans::Why::SubjectRelationGone: return "delete_relation_reverse_check";
    case Orphans::Why::SubjectTypeGone: return "remove_allowed_type";
    }
    PEMBA_UNREACHABLE("a Why outside its enumeration");
}

class OrphanSearch {
public:
    OrphanSearch(ApplyContext& context, const Schema& next) : context_(context), next_(next) {}

    Result<std::vector<Orphans>> run() {
        std::vector<Orphans> all;
        PEMBA_TRY(auto counts, storage::read_counts(context_.transaction(), context_.store()));
        for (const auto& [id, count] : counts) {
            PEMBA_TRY(auto orphans, judge(id, count));
            if (orphans)
                all.push_back(std::move(*orphans));
        }
        std::ranges::sort(all, {}, [](const Orphans& orphans) {
            return std::tuple(orphans.relation, orphans.subject_type);
        });
        return all;
    }

private:
    Result<std::optional<Orphans>> judge(const storage::CountId& id, std::uint64_t count) {
        auto names = context_.names();
        PEMBA_TRY(auto relation, names.relation_of(id.relation));
        PEMBA_TRY(auto subject, names.subject_of({id.subject_relation, ObjectNumber::Wildcard}));
        SubjectType type{
            subject.object.namespace_name, subject.relation, id.wildcard, id.expires, {}};
        if (id.condition != ConditionId::None) {
            PEMBA_TRY(type.condition, names.condition_of(id.condition));
        }
        auto why = why_not(relation, type);
        if (!why)
            return std::optional<Orphans>{};
        Orphans orphans{*why, std::move(relation), text_of(type), count, {}};
        PEMBA_TRY(auto example, find_example(id));
        if (example.none_left)
            return std::optional<Orphans>{}; // all of them have expired
        orphans.example = std::move(example.text);
        return std::optional(std::move(orphans));
    }

    std::optional<Orphans::Why> why_not(const Userset& relation, const SubjectType& type) const {
        const auto* config = schema::find_namespace(next_, relation.object.namespace_name);
        if (!config)
            return Orphans::Why::NamespaceGone;
        const auto* found = config->find(relation.relation);
        if (!found || !found->is_stored())
            return Orphans::Why::RelationGone;
        if (std::ranges::find(*found->subject_types, type) != found->subject_types->end())
            return std::nullopt;
        const auto* subject = schema::find_namespace(next_, type.namespace_name);
        bool relation_gone = !type.relation.empty() && subject && !subject->find(type.relation);
        return relation_gone ? Orphans::Why::SubjectRelationGone : Orphans::Why::SubjectTypeGone;
    }

    static std::string text_of(const SubjectType& type) {
        auto text = type.namespace_name;
        if (type.wildcard)
            text += ":*";
        if (!type.relation.empty())
            text += "#" + type.relation;
        return text + words_of_traits(type.condition, type.expiration);
    }

    struct Example {
        std::string text;       ///< empty if none turned up within a modest number of reads
        bool none_left = false; ///< there is none that is live
    };
    // A live tuple of this kind.
    Result<Example> find_example(const storage::CountId& id) {
        storage::TupleReader tuples;
        tuples.begin(context_.transaction(), context_.store(), nullptr, context_.now(),
                     id.expires ? context_.limits().tuple_reads : kReadsForAnExample);
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
                PEMBA_TRY(auto words, context_.names().tuple_of({tuple, std::move(details)}));
                return Example{to_string(words)};
            }
            if (!found.empty())
                from = found.back().node.successor();
        }
        return Example{};
    }

    ApplyContext& context_;
    const Schema& next_;
};

std::string sentence_of(const Orphans& orphans) {
    auto name = orphans.relation.relation;
    auto of = orphans.relation.object.namespace_name;
    auto tuples = fmt::format("{} tuple{}{}", orphans.count, orphans.count == 1 ? "" : "s",
                              orphans.example.empty() ? "" : ", such as " + orphans.example);
    switch (orphans.why) {
    case Orphans::Why::NamespaceGone:
        return fmt::format("namespace `{}` is gone, and its relation `{}` still has {}", of, name,
                           tuples);
    case Orphans::Why::RelationGone:
        return fmt::format("relation `{}` is gone from `{}`, and still has {}", name, of, tuples);
    case Orphans::Why::SubjectRelationGone:
        return fmt::format("`{}` is gone, and still is the subject of relation `{}` of `{}` in {}",
                           orphans.subject_type, name, of, tuples);
    case Orphans::Why::SubjectTypeGone:
        return fmt::format("relation `{}` of `{}` no longer takes `{}`, and still has {}", name, of,
                           orphans.subject_type, tuples);
    }
    PEMBA_UNREACHABLE("a Why outside its enumeration");
}

Error orphans_error(const std::vector<Orphans>& all) {
    Error error{ErrorCode::SchemaOrphansTuples, "stored tuples would no longer be allowed: ", {}};
    for (const auto& orphans : all) {
        error.message += (&orphans == &all.front() ? "" : "; ") + sentence_of(orphans);
        error.details.insert(error.details.end(),
                             {{"operation", name_of(orphans.why)},
                              {"namespace", orphans.relation.object.namespace_name},
                              {"relation", orphans.relation.relation},
                              {"subject_type", orphans.subject_type},
                              {"tuples", std::to_string(orphans.count)},
                              {"tuple", orphans.example}});
    }
    return error;
}

// What callers send and tuples have stored for a condition must go on to mean the same.
Result<void> check_conditions(const Schema& current, const Schema& next) {
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
            return Error{ErrorCode::SchemaBreaksCondition,
                         fmt::format("cannot {} parameter `{}` on caveat `{}`",
                                     is_gone ? "remove" : "change the type of", parameter.name,
                                     config.outline.name),
                         {{"operation", is_gone ? "remove_parameter" : "change_parameter_type"},
                          {"condition", config.outline.name},
                          {"parameter", parameter.name}}};
        }
    }
    return {};
}

Result<void> intern_names(ApplyContext& context, const Schema& schema) {
    storage::NameWriter names(context.transaction(), context.store(), context.head());
    for (const auto& config : schema::namespaces_of(schema)) {
        PEMBA_TRY(auto id, names.intern_namespace(config.name));
        (void)id;
        for (const auto& relation : config.relations) {
            PEMBA_TRY(auto relation_id, names.intern_relation(config.name, relation.name));
            (void)relation_id;
        }
    }
    for (const auto& config : schema::conditions_of(schema)) {
        PEMBA_TRY(auto id, names.intern_condition(config.outline.name));
        (void)id;
    }
    return {};
}

storage::View view_of(std::span<const std::uint8_t> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

Result<WriteResult> apply_schema(ApplyContext& context, const WriteSchemaRequest& request) {
    PEMBA_CHECK_OK(check_context(context, request.context));
    PEMBA_TRY(auto current, context.schema());
    auto bytes = view_of(request.schema.bytes());
    if (view_of(current->schema().bytes()) == bytes)
        return WriteResult{context.zookie()};
    PEMBA_CHECK_OK(check_conditions(current->schema(), request.schema));
    PEMBA_TRY(auto orphans, OrphanSearch(context, request.schema).run());
    if (!orphans.empty())
        return orphans_error(orphans);
    return context.change([&]() -> Result<WriteResult> {
        PEMBA_CHECK_OK(intern_names(context, request.schema));
        storage::ChangelogEntry entry;
        entry.kind = storage::ChangelogEntry::Kind::Schema;
        PEMBA_CHECK_OK(context.record(std::move(entry), request.context));
        context.head().schema = context.head().revision;
        PEMBA_CHECK_OK(storage::write_schema(context.transaction(), context.store(),
                                             context.head().revision, bytes));
        return WriteResult{context.zookie()};
    });
}

} // namespace pemba::engine
