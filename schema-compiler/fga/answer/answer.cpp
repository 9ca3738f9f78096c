// Choosing the answer: the earliest step that failed.
#include "fga/answer/answer.h"

#include <algorithm>
#include <cstdint>

#include "fga/answer/expression_answer.h"

namespace pemba::schema::fga {

namespace {

/// The steps in which the API looks at a model, in their order.
enum class Step : std::uint8_t {
    Decoding,
    FieldRules,
    Limits,
    Version,
    Types,
    Names,
    Relations,
    ConditionNames,
    Expressions,
    None, ///< of none of them
};

struct Row {
    Kind kind;
    Step step;
    std::string_view code, message;
};
constexpr Row kRows[] = {
#define PEMBA_ANSWER(kind, step, code, message) {Kind::kind, Step::step, code, message},
#include "fga/answer/answers.def"
#undef PEMBA_ANSWER
};

struct Answer {
    Step step;
    ApiError error;
};

Answer answer_to(const Report& report, const ir::Schema& schema) {
    const auto* row = std::ranges::find(kRows, report.kind(), &Row::kind);
    if (row != std::end(kRows))
        return {row->step, {std::string(row->code), fill_in(row->message, report.arguments())}};
    const std::string own = fill_in(info(report.kind()).message, report.arguments());
    if (auto message = expression_answer(report, own, schema))
        return {Step::Expressions, {"invalid_authorization_model", *std::move(message)}};
    return {Step::None, {"invalid_authorization_model", own}};
}

} // namespace

std::optional<ApiError> api_error(const Sink& sink, const ir::Schema& schema) {
    std::optional<Answer> best;
    for (const Report& report : sink.reports()) {
        if (info(report.kind()).severity != Severity::Error)
            continue;
        Answer answer = answer_to(report, schema);
        if (!best || answer.step < best->step)
            best = std::move(answer);
        else if (answer.step == Step::FieldRules && best->step == Step::FieldRules)
            best->error.message += "; " + answer.error.message;
    }
    return best ? std::optional(std::move(best->error)) : std::nullopt;
}

} // namespace pemba::schema::fga
