// judge(): the engine's answers beside the reference's.
#include <algorithm>

#include "reference/question.h"
#include "reference/tree_value.h"

namespace pemba::reference {
namespace {

const char* to_text(Truth truth) {
    switch (truth) {
    case Truth::False: return "no";
    case Truth::True: return "yes";
    case Truth::Undefined: return "no answer";
    case Truth::Conditional: return "conditional";
    case Truth::Failed: return "a failed condition";
    }
    return "";
}

std::string to_text(const Error& error) {
    return std::string("error ") + to_string(error.code) + ": " + error.message;
}

template <class List>
std::string to_text(const List& list) {
    std::string text = "{";
    for (const auto& item : list)
        text += (text.size() == 1 ? "" : " ") + std::string(item);
    return text + "}";
}

Truth truth_of(const Decision& decision) {
    switch (decision.permissionship) {
    case Permissionship::No: return Truth::False;
    case Permissionship::Yes: return Truth::True;
    case Permissionship::Conditional: return Truth::Conditional;
    }
    return Truth::Undefined;
}

// Nothing if the error is not one that a right answer can be.
std::optional<Truth> truth_of(const Error& error) {
    if (error.code == ErrorCode::NoAnswer)
        return Truth::Undefined;
    if (error.code == ErrorCode::ConditionFailed || error.code == ErrorCode::ContextMissing)
        return Truth::Failed;
    return std::nullopt;
}

std::string joined(const std::string& id, Truth truth, const std::set<std::string>& missing) {
    std::string text = id;
    if (truth != Truth::Conditional)
        return text;
    text += "?";
    for (const std::string& name : missing)
        text += name + ",";
    return text;
}

std::string joined(const std::string& id, const Decision& decision) {
    return joined(id, truth_of(decision),
                  {decision.missing_context.begin(), decision.missing_context.end()});
}

// What the reference says of every id of a type. A conditional one carries what it lacks.
struct Listing {
    std::set<std::string> yes, no, conditional;
    std::set<std::string> rows; ///< of yes and conditional, as joined() writes them
    bool undefined = false, failed = false;

    void add(const std::string& id, Truth truth, const std::set<std::string>& missing) {
        undefined = undefined || truth == Truth::Undefined;
        failed = failed || truth == Truth::Failed;
        if (truth == Truth::False)
            no.insert(id);
        if (truth == Truth::True)
            yes.insert(id);
        if (truth == Truth::Conditional)
            conditional.insert(id);
        if (truth == Truth::True || truth == Truth::Conditional)
            rows.insert(joined(id, truth, missing));
    }
    [[nodiscard]] bool has_no_answer() const { return undefined || failed; }
};

class Judge {
public:
    Judge(const Engine& engine, Referee& referee, const Question& question,
          const Values& completion, const Consistency& consistency)
        : engine_(engine), referee_(referee), reference_(referee.with(question.values)),
          question_(question), completion_(completion), consistency_(consistency) {}

    std::optional<Difference> run() {
        switch (question_.kind) {
        case Question::Kind::Check: return check();
        case Question::Kind::LookupObjects: return lookup_objects();
        case Question::Kind::LookupSubjects: return lookup_subjects();
        case Question::Kind::Expand: return expand();
        }
        return std::nullopt;
    }

private:
    std::optional<Difference> differs(std::string engine, std::string reference) const {
        return Difference{question_, std::move(engine), std::move(reference)};
    }

    std::optional<Difference> check() {
        const auto& [kind, userset, subject, type, values, page, premises] = question_;
        Truth wanted = reference_.value(userset, subject);
        CheckRequest request{userset, subject, consistency_};
        request.context = to_json(values);
        request.premises = premises;
        auto result = engine_.check(request);
        auto given = result ? std::optional(truth_of(result->decision)) : truth_of(result.error());
        if (!given)
            return differs(to_text(result.error()), to_text(wanted));
        std::set<std::string> missing;
        if (wanted == Truth::Conditional)
            missing = reference_.missing(userset, subject);
        auto given_text = result ? joined(to_text(*given), result->decision) : to_text(*given);
        auto wanted_text = joined(to_text(wanted), wanted, missing);
        if (given_text != wanted_text)
            return differs(given_text, wanted_text);
        if (auto difference = in_bulk())
            return difference;
        return completed(wanted);
    }

    // The same subject's answers for other ids beside it: items of one call share what they find.
    std::optional<Difference> in_bulk() {
        BulkCheckRequest request{{}, consistency_, question_.premises.schema};
        const auto& space = question_.userset.object.namespace_name;
        for (const auto& object : referee_.world().objects)
            if (object.namespace_name == space)
                request.items.push_back({{object, question_.userset.relation},
                                         question_.subject,
                                         false,
                                         to_json(question_.values),
                                         MissingContext::AsDialect,
                                         question_.premises.tuples});
        auto answers = engine_.check_bulk(request);
        if (!answers)
            return differs("bulk: " + to_text(answers.error()), "answers");
        for (std::size_t i = 0; i < request.items.size(); ++i) {
            const auto& answer = answers->results[i];
            const auto& userset = request.items[i].userset;
            auto given =
                answer ? std::optional(truth_of(answer->decision)) : truth_of(answer.error());
            auto wanted = reference_.value(userset, question_.subject);
            if (given != wanted)
                return differs("bulk, " + to_string(userset) + ": " +
                                   (given ? to_text(*given) : to_text(answer.error())),
                               to_text(wanted));
        }
        return std::nullopt;
    }

    // What is decided with some values stays so with all of them, and all of them decide.
    std::optional<Difference> completed(Truth decided) {
        Values all = question_.values;
        all.insert(completion_.begin(), completion_.end());
        Truth truth = referee_.with(all).value(question_.userset, question_.subject);
        bool stays = truth == decided || truth == Truth::Failed || truth == Truth::Undefined;
        bool was_open = decided == Truth::Conditional || decided == Truth::Failed ||
                        decided == Truth::Undefined;
        if (truth != Truth::Conditional && (was_open || stays))
            return std::nullopt;
        return differs(std::string("with all values: ") + to_text(truth), to_text(decided));
    }

    // A lookup may refuse only if some id has no answer; if it answers, whatever it left open must
    // not have been its to decide, so that only the others are compared.
    std::optional<Difference> refused(const Error& error, const Listing& wanted) const {
        auto truth = truth_of(error);
        if ((truth == Truth::Undefined && wanted.undefined) ||
            (truth == Truth::Failed && wanted.failed))
            return std::nullopt;
        return differs(to_text(error), to_text(wanted.rows));
    }

    void add(Listing& listing, const std::string& id, const Userset& userset,
             const Subject& subject) {
        Truth truth = reference_.value(userset, subject);
        listing.add(id, truth,
                    truth == Truth::Conditional ? reference_.missing(userset, subject)
                                                : std::set<std::string>{});
    }

    std::optional<Difference> lookup_objects() {
        const auto& space = question_.userset.object.namespace_name;
        Listing wanted;
        for (const std::string& id : reference_.ids(space))
            add(wanted, id, {{space, id}, question_.userset.relation}, question_.subject);
        auto given = pages();
        if (!given)
            return refused(given.error(), wanted);
        std::ranges::sort(*given); // there is an order, but not one that follows from the ids
        if (!wanted.has_no_answer() && std::ranges::equal(*given, wanted.rows))
            return std::nullopt;
        return differs(to_text(*given), wanted.has_no_answer() ? "an error" : to_text(wanted.rows));
    }

    // All rows, in pages whose size changes from one to the next.
    Result<std::vector<std::string>> pages() const {
        const auto& userset = question_.userset;
        LookupObjectsRequest request{userset.object.namespace_name,
                                     userset.relation,
                                     question_.subject,
                                     consistency_,
                                     question_.page,
                                     {}};
        request.context = to_json(question_.values);
        request.premises = question_.premises;
        std::vector<std::string> rows;
        while (true) {
            PEMBA_TRY(auto result, engine_.lookup_objects(request));
            for (const FoundObject& object : result.objects)
                rows.push_back(joined(object.id, object.decision));
            if (result.complete)
                return rows;
            if (result.objects.empty() || result.objects.size() > request.limit)
                return Error{ErrorCode::Internal, "a page of the wrong size", {}};
            request.cursor = result.cursor_after(result.objects.size() - 1);
            request.limit = request.limit % 3 + 1;
        }
    }

    std::optional<Difference> lookup_subjects() {
        const SubjectKind& type = question_.type;
        Listing wanted;
        for (const std::string& id : reference_.ids(type.namespace_name))
            add(wanted, id, question_.userset, {{type.namespace_name, id}, type.relation});
        LookupSubjectsRequest request{question_.userset, type.namespace_name, type.relation,
                                      consistency_};
        request.context = to_json(question_.values);
        request.premises = question_.premises;
        auto result = engine_.lookup_subjects(request);
        if (!result)
            return refused(result.error(), wanted);
        if (!wanted.has_no_answer() && is_right(result->subjects, wanted))
            return std::nullopt;
        return differs(to_text(result->subjects),
                       wanted.has_no_answer() ? "an error" : to_text(wanted.rows));
    }

    // A wildcard row stands exactly where somebody never mentioned is in, or may be, and leaves out
    // who is not. Beside it, those whom it covers may be named or not. Without it, everybody is
    // named.
    bool is_right(const std::vector<FoundSubject>& given, const Listing& wanted) const {
        bool sure = wanted.yes.contains(kNeverMentioned);
        bool wildcard = question_.type.relation.empty() &&
                        (sure || wanted.conditional.contains(kNeverMentioned));
        auto named = given.begin();
        if (wildcard) {
            if (given.empty() || given[0].id != "*" || given[0].decision.is_yes() != sure ||
                !leaves_out(given[0], wanted, sure))
                return false;
            ++named;
        }
        std::vector<std::string> ids, rows;
        for (; named != given.end(); ++named) {
            ids.push_back(named->id);
            rows.push_back(joined(named->id, named->decision));
        }
        std::ranges::sort(ids);
        if (std::ranges::adjacent_find(ids) != ids.end())
            return false;
        std::ranges::sort(rows);
        return wildcard ? std::ranges::includes(wanted.rows, rows)
                        : std::ranges::equal(wanted.rows, rows);
    }

    // Who is not in is excluded for sure; who may be is excluded on a condition if the wildcard
    // itself is sure.
    static bool leaves_out(const FoundSubject& wildcard, const Listing& wanted, bool sure) {
        std::set<std::string> out, maybe;
        for (const ExcludedSubject& excluded : wildcard.excluded)
            (excluded.decision.is_yes() ? out : maybe).insert(excluded.id);
        return out == wanted.no && (sure ? maybe == wanted.conditional
                                         : std::ranges::includes(wanted.conditional, maybe));
    }

    static std::string to_text(const std::vector<FoundSubject>& subjects) {
        std::vector<std::string> rows;
        for (const FoundSubject& subject : subjects) {
            rows.push_back(joined(subject.id, subject.decision));
            for (const ExcludedSubject& excluded : subject.excluded)
                rows.push_back("-" + joined(excluded.id, excluded.decision));
        }
        return reference::to_text(rows);
    }
    template <class T>
    static std::string to_text(const T& value) {
        return reference::to_text(value);
    }

    std::optional<Difference> expand() {
        ExpandRequest request{question_.userset, consistency_};
        request.premises = question_.premises;
        auto result = engine_.expand(request);
        if (!result)
            return differs(to_text(result.error()), "a tree");
        // Trees show conditional tuples like any other.
        Evaluator& reference = referee_.ignoring_conditions();
        for (const Subject& subject : all_subjects()) {
            Truth wanted = reference.value(question_.userset, subject);
            Truth given = tree_value(result->tree, reference, subject);
            if (given != wanted)
                return differs(std::string("a tree that says ") + to_text(given) + " for " +
                                   to_string(subject),
                               to_text(wanted));
        }
        return std::nullopt;
    }

    std::vector<Subject> all_subjects() const {
        std::vector<Subject> subjects;
        for (const NamespaceModel& space : referee_.world().schema.namespaces)
            for (const std::string& id : reference_.ids(space.name)) {
                subjects.push_back({{space.name, id}, ""});
                for (const RelationModel& relation : space.relations)
                    subjects.push_back({{space.name, id}, relation.name});
            }
        return subjects;
    }

    const Engine& engine_;
    Referee& referee_;
    Evaluator& reference_;
    const Question& question_;
    const Values& completion_;
    const Consistency& consistency_;
};

} // namespace

namespace {

std::string words_of(const Question& question) {
    switch (question.kind) {
    case Question::Kind::Check:
        return "check " + to_string(question.userset) + "@" + to_string(question.subject);
    case Question::Kind::LookupObjects:
        return "lookup-objects " + question.userset.object.namespace_name + "#" +
               question.userset.relation + "@" + to_string(question.subject);
    case Question::Kind::LookupSubjects:
        return "lookup-subjects " + to_string(question.userset) + "@" +
               question.type.namespace_name +
               (question.type.relation.empty() ? "" : "#" + question.type.relation);
    case Question::Kind::Expand: return "expand " + to_string(question.userset);
    }
    return "";
}

} // namespace

std::string to_string(const Question& question) {
    return words_of(question) +
           (question.values.empty() ? "" : " with " + to_json(question.values)) +
           (question.page == 0 ? "" : " in pages of " + std::to_string(question.page)) +
           (question.premises.schema ? " under " + question.premises.schema->text : "");
}

std::optional<Difference> judge(const Engine& engine, Referee& referee, const Question& question,
                                const Values& completion, const Consistency& consistency) {
    return Judge(engine, referee, question, completion, consistency).run();
}

} // namespace pemba::reference
