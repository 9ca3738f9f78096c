// The JSON of worlds, questions and answers.
#include "reference/oracle/answers.h"

namespace pemba::reference {
namespace {

namespace json = boost::json;

const char* to_text(Operation operation) {
    switch (operation) {
    case Operation::This: return "this";
    case Operation::Computed: return "computed";
    case Operation::ArrowAny: return "any";
    case Operation::ArrowAll: return "all";
    case Operation::Union: return "union";
    case Operation::Intersection: return "intersection";
    case Operation::Exclusion: return "exclusion";
    case Operation::Nil: return "nil";
    }
    return "";
}

json::object json_of(const SubjectKind& kind) {
    return {{"namespace", kind.namespace_name},
            {"relation", kind.relation},
            {"wildcard", kind.wildcard},
            {"condition", kind.condition},
            {"expiration", kind.expiration}};
}

json::object json_of(const Expression& expression) {
    json::array operands;
    for (const Expression& operand : expression.operands)
        operands.push_back(json_of(operand));
    return {{"operation", to_text(expression.operation)},
            {"tupleset", expression.tupleset},
            {"relation", expression.relation},
            {"operands", std::move(operands)}};
}

json::object json_of(const RelationModel& relation) {
    if (!relation.stored)
        return {{"name", relation.name}, {"expression", json_of(relation.expression)}};
    json::array subjects;
    for (const SubjectKind& kind : relation.subjects)
        subjects.push_back(json_of(kind));
    return {{"name", relation.name}, {"subjects", std::move(subjects)}};
}

json::object json_of(const Subject& subject) {
    return {{"namespace", subject.object.namespace_name},
            {"id", subject.object.id},
            {"relation", subject.relation}};
}

json::object json_of(const Userset& userset) {
    return json_of(Subject{userset.object, userset.relation});
}

json::object json_of(const Decision& decision) {
    if (decision.permissionship != Permissionship::Conditional)
        return {{"is", decision.is_yes() ? "yes" : "no"}};
    return {{"is", "conditional"}, {"missing", json::value_from(decision.missing_context)}};
}

json::object json_of(const Error& error) {
    return {{"error", to_string(error.code)}, {"message", error.message}};
}

template <class Row>
json::object row_of(const Row& row) {
    json::object object = json_of(row.decision);
    object["id"] = row.id;
    return object;
}

json::value context_of(const Question& question) {
    std::string text = to_json(question.values);
    return text.empty() ? json::object() : json::parse(text);
}

json::object check(const Engine& engine, const Question& question) {
    CheckRequest request{question.userset, question.subject, Consistency::newest()};
    request.context = to_json(question.values);
    auto result = engine.check(request);
    return result ? json::object{{"decision", json_of(result->decision)}} : json_of(result.error());
}

json::object lookup_objects(const Engine& engine, const Question& question) {
    LookupObjectsRequest request{question.userset.object.namespace_name, question.userset.relation,
                                 question.subject, Consistency::newest()};
    request.context = to_json(question.values);
    auto result = engine.lookup_objects(request);
    if (!result)
        return json_of(result.error());
    json::array rows;
    for (const FoundObject& object : result->objects)
        rows.push_back(row_of(object));
    return {{"objects", std::move(rows)}};
}

json::object lookup_subjects(const Engine& engine, const Question& question) {
    LookupSubjectsRequest request{question.userset, question.type.namespace_name,
                                  question.type.relation, Consistency::newest()};
    request.context = to_json(question.values);
    auto result = engine.lookup_subjects(request);
    if (!result)
        return json_of(result.error());
    json::array rows;
    for (const FoundSubject& subject : result->subjects) {
        json::array excluded;
        for (const ExcludedSubject& one : subject.excluded)
            excluded.push_back(row_of(one));
        rows.push_back(row_of(subject));
        rows.back().as_object()["excluded"] = std::move(excluded);
    }
    return {{"subjects", std::move(rows)}};
}

} // namespace

json::object json_of(const SchemaModel& schema) {
    json::object namespaces;
    for (const NamespaceModel& space : schema.namespaces) {
        json::array relations;
        for (const RelationModel& relation : space.relations)
            relations.push_back(json_of(relation));
        namespaces[space.name] = std::move(relations);
    }
    return namespaces;
}

json::object json_of(const RelationTuple& tuple, Timestamp now) {
    return {{"text", to_string(tuple)},
            {"userset", json_of(Userset{tuple.object, tuple.relation})},
            {"subject", json_of(tuple.subject)},
            {"condition", tuple.condition ? tuple.condition->name : ""},
            {"context", tuple.condition && !tuple.condition->context.empty()
                            ? json::parse(tuple.condition->context)
                            : json::object()},
            {"expires", tuple.expires_at.has_value()},
            {"expired", tuple.expires_at && *tuple.expires_at <= now}};
}

json::object asked(const Engine& engine, const Question& question) {
    json::object object{{"text", to_string(question)},
                        {"userset", json_of(question.userset)},
                        {"context", context_of(question)}};
    if (question.kind == Question::Kind::LookupSubjects) {
        object["kind"] = "lookup-subjects";
        object["subject"] =
            json_of(Subject{{question.type.namespace_name, ""}, question.type.relation});
        object["answer"] = lookup_subjects(engine, question);
        return object;
    }
    bool is_check = question.kind == Question::Kind::Check;
    object["kind"] = is_check ? "check" : "lookup-objects";
    object["subject"] = json_of(question.subject);
    object["answer"] = is_check ? check(engine, question) : lookup_objects(engine, question);
    return object;
}

} // namespace pemba::reference
