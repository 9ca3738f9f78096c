// permission check and permission bulk.
#include <algorithm>
#include <string_view>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/file.h"
#include "console/table.h"
#include "console/tuple_lines.h"
#include "explanation_view.h"
#include "failure.h"
#include "messages/fields.h"
#include "messages/messages.h"
#include "permission_questions.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

json::object question_json(const RelationTuple& question) {
    return {{"resource", object_json(question.object)},
            {"permission", question.relation},
            {"subject", subject_json(question.subject)}};
}

// The answer is yes, no, or depends on context that was not given.
struct Verdict {
    enum class Answer { Denied, Conditional, Allowed };
    Answer answer = Answer::Denied;
    std::string words = "denied";
};

Verdict conditional_on(const json::object& answer) {
    std::string words = "conditional: it depends on";
    for (const json::value& name :
         array_of(object_of(answer, "partialCaveatInfo"), "missingRequiredContext"))
        if (name.is_string())
            words += (words.ends_with("on") ? " " : ", ") + std::string(name.get_string());
    return {Verdict::Answer::Conditional, std::move(words)};
}

Verdict verdict_of(const json::object& answer) {
    const std::string permissionship = text_of(answer, "permissionship");
    if (permissionship == "PERMISSIONSHIP_HAS_PERMISSION")
        return {Verdict::Answer::Allowed, "allowed"};
    return permissionship == "PERMISSIONSHIP_CONDITIONAL_PERMISSION" ? conditional_on(answer)
                                                                     : Verdict();
}

std::string drawn(const Verdict& verdict, const console::Style& style) {
    switch (verdict.answer) {
    case Verdict::Answer::Allowed: return style.good("✓ " + verdict.words);
    case Verdict::Answer::Conditional: return style.strong("? " + verdict.words);
    case Verdict::Answer::Denied: break;
    }
    return style.bad("✗ " + verdict.words);
}

// First the tuples, then the tree they stand in.
void print_explanation(const json::object& answer, const console::Style& style) {
    const json::object& explanation = object_of(answer, "explanation");
    if (!explanation.empty())
        fmt::print("{}\n{}{}", path_text(explanation), explanation_text(explanation, style),
                   plan_text(explanation));
}

Result<std::vector<RelationTuple>> questions_from(const std::vector<std::string>& texts) {
    std::vector<RelationTuple> questions;
    if (!texts.empty() && texts != std::vector<std::string>{"-"}) {
        for (const std::string& text : texts) {
            PEMBA_TRY(RelationTuple question, parse_relation_tuple(text));
            questions.push_back(std::move(question));
        }
        return questions;
    }
    PEMBA_TRY(const std::string input, console::read_file("-"));
    return console::all_tuples(input, "<stdin>");
}

bool has_error(const json::value& pair) {
    return !pair.is_object() || pair.get_object().contains("error");
}

void print_pair(const json::object& pair, const std::string& question,
                const console::Style& style) {
    if (pair.contains("error")) {
        fmt::print("{}  {}  {}\n", question, style.bad("! error"),
                   text_of(object_of(pair, "error"), "message"));
        return;
    }
    const json::object& item = object_of(pair, "item");
    fmt::print("{}  {}\n", question, drawn(verdict_of(item), style));
    print_explanation(item, style);
}

void print_pairs(const json::array& pairs, const std::vector<RelationTuple>& questions,
                 const console::Style& style) {
    std::size_t longest = 0;
    for (const RelationTuple& question : questions)
        longest = std::max(longest, console::width(to_string(question)));
    for (std::size_t i = 0; i < pairs.size() && i < questions.size(); ++i) {
        std::string question = to_string(questions[i]);
        question.append(longest - console::width(question), ' ');
        if (pairs[i].is_object())
            print_pair(pairs[i].get_object(), question, style);
    }
}

} // namespace

Result<ExitStatus> check_permission(Session& session, const CheckArguments& arguments) {
    PEMBA_TRY(const RelationTuple question, tuple_from(arguments.words));
    json::object request = question_json(question);
    put_consistency(arguments.consistency, request);
    PEMBA_CHECK_OK(put_context(arguments.context, request));
    if (arguments.explain)
        request["withExplanation"] = true;
    PEMBA_TRY(const json::object answer, session.call("/v1/permissions/check", request));
    const Verdict verdict = verdict_of(answer);
    if (session.json()) {
        session.print_json(answer);
    } else {
        fmt::print("{}\n", drawn(verdict, session.style()));
        print_explanation(answer, session.style());
        session.print_zookie(answer, "checkedAt");
    }
    return verdict.answer == Verdict::Answer::Allowed ? ExitStatus::Ok : ExitStatus::Denied;
}

Result<ExitStatus> check_in_bulk(Session& session, const BulkArguments& arguments) {
    PEMBA_TRY(const auto questions, questions_from(arguments.questions));
    json::object request;
    json::array items;
    for (const RelationTuple& question : questions) {
        json::object item = question_json(question);
        PEMBA_CHECK_OK(put_context(arguments.context, item));
        items.push_back(std::move(item));
    }
    request["items"] = std::move(items);
    put_consistency(arguments.consistency, request);
    if (arguments.explain)
        request["withExplanation"] = true;
    PEMBA_TRY(const json::object answer, session.call("/v1/permissions/checkbulk", request));
    const json::array& pairs = array_of(answer, "pairs");
    if (session.json())
        session.print_json(answer);
    else
        print_pairs(pairs, questions, session.style());
    session.print_zookie(answer, "checkedAt");
    const bool answered =
        pairs.size() == questions.size() && std::ranges::none_of(pairs, has_error);
    return answered ? ExitStatus::Ok : ExitStatus::Failed;
}

} // namespace pemba::client
