// Verdict: what the engine's answer is as an AuthZEN decision.
#pragma once

#include <optional>

#include "api/authzen/call.h"
#include "api/json_writer.h"
#include "pemba/questions.h"

namespace pemba::api::authzen {

struct Verdict {
    bool decision = false;
    std::optional<Status> why_not; ///< of a deny that wants to be explained
};

/// Whoever asks about a name that is not there, or whose conditions cannot be judged by what was
/// given, is denied. Errors: what left the question without an answer.
[[nodiscard]] Result<Verdict> verdict_of(const Result<CheckResult>& answer);

/// The call's answer to one question.
[[nodiscard]] http::Response answer_verdict(const Call& call, const Result<CheckResult>& answer);

/// Whether an error says that a question's names are not there, so that nothing can be found.
[[nodiscard]] bool is_about_unknown_names(const Error& error);

[[nodiscard]] Status status_of(const Error& error);

/// `{"decision":…}`, with `"context":{"error":{"status":…,"message":…}}` where it is explained.
void write_verdict(JsonWriter& out, const Verdict& verdict);

} // namespace pemba::api::authzen
