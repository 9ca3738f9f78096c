// Verdict: which failures of the engine are a deny, and encoding.
#include "api/authzen/verdict.h"

namespace pemba::api::authzen {
namespace {

Status missing(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names)
        list += (list.empty() ? "`" : ", `") + name + "`";
    return {Code::ValidationError,
            "neither the properties nor the context have a value for " + list};
}

Verdict verdict_of(const Decision& decision) {
    if (decision.permissionship == Permissionship::Conditional)
        return {false, missing(decision.missing_context)};
    return {decision.is_yes(), {}};
}

} // namespace

http::Response answer_verdict(const Call& call, const Result<CheckResult>& answer) {
    const auto verdict = verdict_of(answer);
    if (!verdict)
        return call.refuse(verdict.error());
    JsonWriter out;
    write_verdict(out, *verdict);
    return call.answer(std::move(out).text());
}

bool is_about_unknown_names(const Error& error) {
    switch (error.code) {
    case ErrorCode::InvalidTuple:
    case ErrorCode::WildcardNotAllowed:
    case ErrorCode::UnknownNamespace:
    case ErrorCode::UnknownRelation: return true;
    default: return false;
    }
}

Result<Verdict> verdict_of(const Result<CheckResult>& answer) {
    if (answer)
        return verdict_of(answer->decision);
    const Error& error = answer.error();
    switch (error.code) {
    case ErrorCode::InvalidTuple: // an id that no object can have is one that nobody knows
    case ErrorCode::WildcardNotAllowed: return Verdict{};
    case ErrorCode::UnknownNamespace:
    case ErrorCode::UnknownRelation:
    case ErrorCode::InvalidContext:
    case ErrorCode::ConditionFailed: return Verdict{false, status_of(error)};
    default: return error;
    }
}

Status status_of(const Error& error) {
    const Code code = openfga::to_status(error).code;
    switch (error.code) {
    case ErrorCode::UnknownNamespace:
        return {code, "the schema has no type `" + error.detail("namespace") + "`"};
    case ErrorCode::UnknownRelation:
        return {code, "the type `" + error.detail("namespace") + "` has no action `" +
                          error.detail("relation") + "`"};
    default: return {code, error.message};
    }
}

void write_verdict(JsonWriter& out, const Verdict& verdict) {
    out.begin_object().key("decision").boolean(verdict.decision);
    if (verdict.why_not) {
        out.key("context").begin_object().key("error").begin_object();
        out.key("status").number(openfga::http_status(verdict.why_not->code));
        out.member("message", verdict.why_not->message).end_object().end_object();
    }
    out.end_object();
}

} // namespace pemba::api::authzen
