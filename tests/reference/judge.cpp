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

// What the reference says of every id of a type.
struct Listing {
    std::set<std::string> yes, no;
    bool undefined = false;

    void add(const std::string& id, Truth truth) {
        if (truth == Truth::Undefined)
            undefined = true;
        else
            (truth == Truth::True ? yes : no).insert(id);
    }
};

class Judge {
public:
    Judge(const Engine& engine, Evaluator& reference, const World& world, const Question& question,
          const Consistency& consistency)
        : engine_(engine), reference_(reference), world_(world), question_(question),
          consistency_(consistency) {}

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
        Truth wanted = reference_.value(question_.userset, question_.subject);
        auto result = engine_.check({question_.userset, question_.subject, consistency_});
        bool no_answer = !result && result.error().code == ErrorCode::NoAnswer;
        if (!result && !no_answer)
            return differs(to_text(result.error()), to_text(wanted));
        Truth given = no_answer                                       ? Truth::Undefined
                      : result->permissionship == Permissionship::Yes ? Truth::True
                                                                      : Truth::False;
        if (given == wanted)
            return std::nullopt;
        return differs(to_text(given), to_text(wanted));
    }

    // A lookup may refuse only if some id has no answer; if it answers, whatever it left open must
    // not have been its to decide, so that only the others are compared.
    std::optional<Difference> refused(const Error& error, const Listing& wanted) const {
        if (error.code == ErrorCode::NoAnswer && wanted.undefined)
            return std::nullopt;
        return differs(to_text(error), to_text(wanted.yes));
    }

    std::optional<Difference> lookup_objects() {
        const auto& space = question_.userset.object.namespace_name;
        Listing wanted;
        for (const std::string& id : reference_.ids(space))
            wanted.add(
                id, reference_.value({{space, id}, question_.userset.relation}, question_.subject));
        LookupObjectsRequest request{
            space, question_.userset.relation, question_.subject, consistency_, 0, {}};
        auto result = engine_.lookup_objects(request);
        if (!result)
            return refused(result.error(), wanted);
        std::vector<std::string> given;
        for (const FoundObject& object : result->objects)
            given.push_back(object.id);
        if (!wanted.undefined && result->complete && std::ranges::equal(given, wanted.yes))
            return std::nullopt;
        return differs(to_text(given), wanted.undefined ? "no answer" : to_text(wanted.yes));
    }

    std::optional<Difference> lookup_subjects() {
        const SubjectKind& type = question_.type;
        Listing wanted;
        for (const std::string& id : reference_.ids(type.namespace_name))
            wanted.add(id, reference_.value(question_.userset,
                                            {{type.namespace_name, id}, type.relation}));
        auto result = engine_.lookup_subjects(
            {question_.userset, type.namespace_name, type.relation, consistency_});
        if (!result)
            return refused(result.error(), wanted);
        bool right = !wanted.undefined && is_right(result->subjects, wanted);
        if (right)
            return std::nullopt;
        return differs(to_text(result->subjects),
                       wanted.undefined ? "no answer" : to_text(wanted.yes));
    }

    // A wildcard row stands exactly where somebody never mentioned is in, and leaves out exactly
    // who is not. Beside it, those whom it covers may be named or not. Without it, everybody is
    // named.
    bool is_right(const std::vector<FoundSubject>& given, const Listing& wanted) const {
        bool wildcard = question_.type.relation.empty() && wanted.yes.contains(kNeverMentioned);
        auto named = given.begin();
        if (wildcard) {
            if (given.empty() || given[0].id != "*" ||
                !std::ranges::equal(given[0].excluded, wanted.no))
                return false;
            ++named;
        }
        std::vector<std::string> ids;
        for (; named != given.end(); ++named)
            ids.push_back(named->id);
        if (!std::ranges::is_sorted(ids) || std::ranges::adjacent_find(ids) != ids.end())
            return false;
        return wildcard ? std::ranges::includes(wanted.yes, ids)
                        : std::ranges::equal(wanted.yes, ids);
    }

    static std::string to_text(const std::vector<FoundSubject>& subjects) {
        std::vector<std::string> rows;
        for (const FoundSubject& subject : subjects) {
            rows.push_back(subject.id);
            for (const std::string& id : subject.excluded)
                rows.push_back("-" + id);
        }
        return reference::to_text(rows);
    }
    template <class T>
    static std::string to_text(const T& value) {
        return reference::to_text(value);
    }

    std::optional<Difference> expand() {
        auto result = engine_.expand({question_.userset, consistency_});
        if (!result)
            return differs(to_text(result.error()), "a tree");
        for (const Subject& subject : all_subjects()) {
            Truth wanted = reference_.value(question_.userset, subject);
            Truth given = tree_value(result->tree, reference_, subject);
            if (given != wanted)
                return differs(std::string("a tree that says ") + to_text(given) + " for " +
                                   to_string(subject),
                               to_text(wanted));
        }
        return std::nullopt;
    }

    std::vector<Subject> all_subjects() const {
        std::vector<Subject> subjects;
        for (const NamespaceModel& space : world_.schema.namespaces)
            for (const std::string& id : reference_.ids(space.name)) {
                subjects.push_back({{space.name, id}, ""});
                for (const RelationModel& relation : space.relations)
                    subjects.push_back({{space.name, id}, relation.name});
            }
        return subjects;
    }

    const Engine& engine_;
    Evaluator& reference_;
    const World& world_;
    const Question& question_;
    const Consistency& consistency_;
};

} // namespace

std::string to_string(const Question& question) {
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

std::optional<Difference> judge(const Engine& engine, Evaluator& reference, const World& world,
                                const Question& question, const Consistency& consistency) {
    return Judge(engine, reference, world, question, consistency).run();
}

} // namespace pemba::reference
