// permission expand, lookup-resources and lookup-subjects.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "messages/fields.h"
#include "messages/messages.h"
#include "permission_questions.h"
#include "userset_tree_view.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

Result<Userset> userset_from(const std::vector<std::string>& words) {
    if (words.size() == 1)
        return parse_userset(words[0]);
    const bool as_zed = words.size() == 2 && words[0].find(':') == std::string::npos;
    if (words.size() == 2)
        return parse_userset(as_zed ? words[1] + "#" + words[0] : words[0] + "#" + words[1]);
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("{} words where one or two are meant", words.size()),
                 {{"hint", "write `repository:pemba push` or `repository:pemba#push`"}}};
}

Result<void> check_type(const std::string& word, const char* example) {
    if (is_namespace_name(word))
        return {};
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("`{}` is not the name of a type", word),
                 {{"hint", fmt::format("write `pemba permission {}`", example)}}};
}

// Streams results to `print`, or as JSON; returns the last one.
template <class Print>
Result<json::object> stream_results(Session& session, std::string_view path,
                                    const json::object& request, const Print& print) {
    PEMBA_TRY(Client * server, session.client());
    json::object last;
    PEMBA_CHECK_OK(server->stream(path, request, [&](const json::object& result) {
        if (session.json())
            session.print_json(result);
        else
            print(result);
        last = result;
    }));
    return last;
}

std::string conditional_mark(const json::object& result) {
    const bool conditional =
        text_of(result, "permissionship") == "LOOKUP_PERMISSIONSHIP_CONDITIONAL_PERMISSION";
    return conditional ? "  (conditional)" : "";
}

std::string excluded_text(const json::object& result, const std::string& type) {
    std::string text;
    for (const json::value& excluded : array_of(result, "excludedSubjects"))
        if (excluded.is_object())
            text += (text.empty() ? "  without " : ", ") + type + ":" +
                    text_of(excluded.get_object(), "subjectObjectId");
    return text;
}

} // namespace

Result<ExitStatus> expand_permission(Session& session, const ExpandArguments& arguments) {
    PEMBA_TRY(const Userset userset, userset_from(arguments.words));
    json::object request{{"resource", object_json(userset.object)},
                         {"permission", userset.relation}};
    put_consistency(arguments.consistency, request);
    PEMBA_TRY(const json::object answer, session.call("/v1/permissions/expand", request));
    if (session.json())
        session.print_json(answer);
    else
        fmt::print("{}", userset_tree_text(object_of(answer, "treeRoot"), session.style()));
    session.print_zookie(answer, "expandedAt");
    return ExitStatus::Ok;
}

Result<ExitStatus> lookup_resources(Session& session, const LookupResourcesArguments& arguments) {
    PEMBA_CHECK_OK(check_type(arguments.type, "lookup-resources repository push user:ann"));
    PEMBA_TRY(const Subject subject, parse_subject(arguments.subject));
    json::object request{{"resourceObjectType", arguments.type},
                         {"permission", arguments.permission},
                         {"subject", subject_json(subject)}};
    put_consistency(arguments.consistency, request);
    PEMBA_CHECK_OK(put_context(arguments.context, request));
    if (arguments.limit > 0)
        request["optionalLimit"] = arguments.limit;
    if (!arguments.cursor.empty())
        request["optionalCursor"] = json::object{{"token", arguments.cursor}};
    PEMBA_TRY(const json::object last,
              stream_results(
                  session, "/v1/permissions/resources", request, [&](const json::object& result) {
                      fmt::print("{}:{}{}\n", arguments.type, text_of(result, "resourceObjectId"),
                                 conditional_mark(result));
                  }));
    if (arguments.show_cursor && !session.json())
        fmt::print("{} {}\n", session.style().quiet("cursor"),
                   zookie_of(last, "afterResultCursor"));
    session.print_zookie(last, "lookedUpAt");
    return ExitStatus::Ok;
}

Result<ExitStatus> lookup_subjects(Session& session, const LookupSubjectsArguments& arguments) {
    PEMBA_TRY(const Object object, parse_object(arguments.resource));
    const auto mark = arguments.subjects.find('#');
    const std::string type = arguments.subjects.substr(0, mark);
    const std::string relation =
        mark == std::string::npos ? "" : arguments.subjects.substr(mark + 1);
    PEMBA_CHECK_OK(check_type(type, "lookup-subjects repository:pemba push user"));
    json::object request{{"resource", object_json(object)},
                         {"permission", arguments.permission},
                         {"subjectObjectType", type}};
    if (!relation.empty())
        request["optionalSubjectRelation"] = relation;
    put_consistency(arguments.consistency, request);
    PEMBA_CHECK_OK(put_context(arguments.context, request));
    PEMBA_TRY(const json::object last,
              stream_results(
                  session, "/v1/permissions/subjects", request, [&](const json::object& result) {
                      const json::object& found = object_of(result, "subject");
                      const Subject subject{{type, text_of(found, "subjectObjectId")}, relation};
                      fmt::print("{}{}{}\n", to_string(subject), conditional_mark(found),
                                 excluded_text(result, type));
                  }));
    session.print_zookie(last, "lookedUpAt");
    return ExitStatus::Ok;
}

} // namespace pemba::client
