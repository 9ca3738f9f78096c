// POST /access/v1/search/…: which subjects, resources or actions make the decision a permit?
#include <algorithm>
#include <set>

#include "api/authzen/handlers.h"
#include "api/authzen/page.h"
#include "api/authzen/question.h"
#include "api/authzen/verdict.h"
#include "api/observe.h"

namespace pemba::api::authzen {
namespace {

struct Found {
    Zookie at;
    std::vector<std::string> results;      ///< ordered, without those that are undecided
    std::vector<std::string> except;       ///< whom the result `*` does not cover
    std::set<std::string> missing_context; ///< what undecided ones lack
};

// Takes a permit; an undecided one leaves behind what it lacks.
void take(std::string result, const Decision& decision, Found& found) {
    if (decision.is_yes())
        found.results.push_back(std::move(result));
    found.missing_context.insert(decision.missing_context.begin(), decision.missing_context.end());
}

Result<Found> find_subjects(const Call& call, const Question& question,
                            const Consistency& consistency) {
    LookupSubjectsRequest request;
    request.userset = {{question.resource.type, question.resource.id}, question.action};
    request.subject_namespace = question.subject.type;
    request.consistency = consistency;
    request.context = question.context;
    request.missing_context = MissingContext::Conditional;
    request.premises.schema = call.schema();
    request.budget = call.budget();
    PEMBA_TRY(auto listed, call.engine().lookup_subjects(request));
    Found found{.at = std::move(listed.looked_up_at)};
    for (FoundSubject& subject : listed.subjects) {
        if (subject.decision.is_yes())
            for (ExcludedSubject& excluded : subject.excluded)
                found.except.push_back(std::move(excluded.id));
        take(std::move(subject.id), subject.decision, found);
    }
    std::ranges::sort(found.results, comes_before);
    std::ranges::sort(found.except);
    return found;
}

Result<Found> find_resources(const Call& call, const Question& question,
                             const Consistency& consistency) {
    LookupObjectsRequest request;
    request.namespace_name = question.resource.type;
    request.relation = question.action;
    request.subject = {{question.subject.type, question.subject.id}, {}};
    request.consistency = consistency;
    request.context = question.context;
    request.missing_context = MissingContext::Conditional;
    request.premises.schema = call.schema();
    request.budget = call.budget();
    PEMBA_TRY(auto listed, call.engine().lookup_objects(request));
    Found found{.at = std::move(listed.looked_up_at)};
    for (FoundObject& object : listed.objects)
        take(std::move(object.id), object.decision, found);
    std::ranges::sort(found.results, comes_before);
    return found;
}

// Every relation of the type, in order; none if there is no such type.
std::vector<std::string> actions_of(const Schema& schema, std::string_view type) {
    std::vector<std::string> names;
    for (NamespaceOutline& each : schema.outline())
        if (each.name == type)
            for (RelationOutline& relation : each.relations)
                names.push_back(std::move(relation.name));
    std::ranges::sort(names);
    return names;
}

// What undecided ones lack is not told: nobody asked about these actions in particular.
Result<Found> find_actions(const Call& call, const Question& question,
                           const Consistency& consistency) {
    PEMBA_TRY(auto read, call.engine().read_schema({consistency, call.schema(), true}));
    std::vector<std::string> actions = actions_of(read.schema, question.resource.type);
    BulkCheckRequest request;
    request.consistency = Consistency::exact_snapshot(read.read_at);
    request.schema = call.schema();
    request.budget = call.budget();
    for (const std::string& action : actions) {
        request.items.push_back(check_item(question));
        request.items.back().userset.relation = action;
    }
    PEMBA_TRY(auto checked, call.engine().check_bulk(request));
    Found found{.at = std::move(checked.checked_at)};
    for (std::size_t i = 0; i < actions.size(); ++i) {
        PEMBA_TRY(const auto verdict, verdict_of(checked.results[i]));
        if (verdict.decision)
            found.results.push_back(std::move(actions[i]));
    }
    return found;
}

// What is sought has no id.
std::string text_of(const Entity& entity) {
    return entity.id.empty() ? entity.type : entity.type + ":" + entity.id;
}

struct Kind {
    std::string_view name; ///< in what tokens are bound to
    Sought sought = Sought::Nothing;
    Result<Found> (*find)(const Call&, const Question&, const Consistency&) = nullptr;
};

constexpr Kind kSubjects{"subject", Sought::Subjects, find_subjects};
constexpr Kind kResources{"resource", Sought::Resources, find_resources};
constexpr Kind kActions{"action", Sought::Actions, find_actions};

// All that decides what a search finds. JSON, so that no two questions have the same text.
std::string words_of(const Kind& kind, const Call& call, const Question& question) {
    JsonWriter out;
    out.begin_array().string(kind.name).string(call.store_id());
    out.string(call.told_schema());
    out.string(question.subject.type).string(question.subject.id).string(question.action);
    out.string(question.resource.type).string(question.resource.id).string(question.context);
    out.end_array();
    return std::move(out).text();
}

void write_entity(JsonWriter& out, std::string_view type, std::string_view id) {
    out.begin_object().member("type", type).member("id", id).end_object();
}

void write_result(JsonWriter& out, const Kind& kind, const Question& question,
                  const std::string& result) {
    if (kind.sought == Sought::Actions)
        out.begin_object().member("name", result).end_object();
    else if (kind.sought == Sought::Subjects)
        write_entity(out, question.subject.type, result);
    else
        write_entity(out, question.resource.type, result);
}

// What the results alone would not tell: that there may be more, and whom `*` does not cover.
void write_context(JsonWriter& out, const Question& question, const Found& found,
                   const Page& page) {
    const bool has_everybody = !page.results.empty() && page.results.front() == "*";
    const bool is_except = has_everybody && !found.except.empty();
    if (found.missing_context.empty() && !is_except)
        return;
    out.key("context").begin_object();
    if (!found.missing_context.empty()) {
        out.key("missing_context").begin_array();
        for (const std::string& name : found.missing_context)
            out.string(name);
        out.end_array();
    }
    if (is_except) {
        out.key("except").begin_array();
        for (const std::string& id : found.except)
            write_entity(out, question.subject.type, id);
        out.end_array();
    }
    out.end_object();
}

std::string encode(const Kind& kind, const Question& question, const PageRequest& asked,
                   const Found& found) {
    const Page page = cut(asked, found.results, found.at);
    JsonWriter out;
    out.begin_object();
    if (asked.is_asked_for) {
        out.key("page").begin_object().member("next_token", page.next_token);
        out.key("count").number(page.results.size());
        out.key("total").number(found.results.size()).end_object();
    }
    write_context(out, question, found, page);
    out.key("results").begin_array();
    for (const std::string& result : page.results)
        write_result(out, kind, question, result);
    out.end_array().end_object();
    return std::move(out).text();
}

http::Response search(const Kind& kind, const Service& service, http::Request& request) {
    Call call(service, request);
    if (auto refusal = call.refusal())
        return *std::move(refusal);
    Decoder in(call.message());
    const JsonNode* root = &call.message().root();
    const Question question = decode_question(in, parts_of(in, root), kind.sought);
    const PageRequest asked =
        decode_page(in, in.object(root, "page"), words_of(kind, call, question));
    if (in.mistake())
        return call.refuse(*in.mistake());
    auto found = kind.find(call, question, asked.consistency);
    if (found)
        call.answered_at(found->at);
    if (!found && is_about_unknown_names(found.error()))
        found = Found{};
    if (!found)
        return call.refuse(found.error());
    note(request,
         AskedLookup{text_of(question.resource), question.action, text_of(question.subject)},
         found->results.size(), found->at);
    return call.answer(encode(kind, question, asked, *found));
}

} // namespace

http::Response search_subject(const Service& service, http::Request& request) {
    return search(kSubjects, service, request);
}

http::Response search_resource(const Service& service, http::Request& request) {
    return search(kResources, service, request);
}

http::Response search_action(const Service& service, http::Request& request) {
    return search(kActions, service, request);
}

} // namespace pemba::api::authzen
