// schema read, write, check, format and diff.
#include "schema_work.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/counted.h"
#include "console/file.h"
#include "line_diff.h"
#include "messages/fields.h"
#include "messages/messages.h"
#include "pemba/schema/compile.h"
#include "pemba/schema_diff.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

// A source as it was read, with the name that diagnostics call it by.
struct Source {
    std::string name;
    std::string text;
};

Result<Source> read_source(const std::string& path) {
    PEMBA_TRY(std::string text, console::read_file(path));
    return Source{console::display_name(path), std::move(text)};
}

Error does_not_compile(const Source& source) {
    return {ErrorCode::InvalidSchema, fmt::format("`{}` does not compile", source.name), {}};
}

// Diagnostics go to standard error; with --json, as an array.
void print_diagnostics(const Session& session, const std::vector<schema::Diagnostic>& diagnostics,
                       const Source& source) {
    if (diagnostics.empty())
        return;
    const bool colour = console::Style::of(stderr).has_colour();
    const auto style = session.json() ? schema::RenderStyle::Json
                       : colour       ? schema::RenderStyle::Colour
                                      : schema::RenderStyle::Plain;
    const std::string text = schema::render(diagnostics, source.text, source.name, style);
    fmt::print(stderr, "{}{}", text, text.ends_with('\n') ? "" : "\n");
}

Result<Schema> compiled(const Session& session, const Source& source) {
    schema::CompileResult result = schema::compile(source.text, source.name);
    print_diagnostics(session, result.diagnostics, source);
    if (!result.schema)
        return does_not_compile(source);
    return *std::move(result.schema);
}

std::string summary(const Schema& schema) {
    std::size_t relations = 0, permissions = 0;
    const auto outline = schema.outline();
    for (const NamespaceOutline& definition : outline)
        for (const RelationOutline& relation : definition.relations)
            ++(relation.stored ? relations : permissions);
    return fmt::format("{}, {}, {}", console::counted(outline.size(), "definition"),
                       console::counted(relations, "relation"),
                       console::counted(permissions, "permission"));
}

Result<Source> server_schema(Session& session) {
    PEMBA_TRY(const json::object answer, session.call("/v1/schema/read", {}));
    return Source{"the server's schema", text_of(answer, "schemaText")};
}

void print_differences(const std::vector<DiffLine>& lines, const console::Style& style) {
    for (const DiffLine& line : lines) {
        if (line.kind == DiffLine::Kind::Removed)
            fmt::print("{}\n", style.bad("- " + line.text));
        else if (line.kind == DiffLine::Kind::Added)
            fmt::print("{}\n", style.good("+ " + line.text));
        else
            fmt::print("{}\n", style.quiet("  " + line.text));
    }
}

// What the server says would happen.
Result<ExitStatus> plan_schema(Session& session, const Source& source) {
    PEMBA_TRY(
        const json::object plan,
        session.call("/v1/schema/write", json::object{{"schema", source.text}, {"dryRun", true}}));
    const bool fine = is_true(plan, "canBeWritten");
    const auto status = fine ? ExitStatus::Ok : ExitStatus::Failed;
    if (session.json()) {
        session.print_json(plan);
        return status;
    }
    const auto& style = session.style();
    for (const json::value& change : array_of(plan, "changes"))
        if (change.is_string())
            fmt::print("{}\n", std::string(change.get_string()));
    if (array_of(plan, "changes").empty())
        fmt::print("no differences\n");
    for (const json::value& obstacle : array_of(plan, "obstacles"))
        if (obstacle.is_object())
            fmt::print("{} {}\n", style.bad("refused:"), text_of(obstacle.get_object(), "message"));
    fmt::print("{}\n", fine ? style.good("it can be written") : style.bad("it cannot be written"));
    session.print_zookie(plan, "plannedAt");
    return status;
}

} // namespace

Result<ExitStatus> read_schema(Session& session, const SchemaFiles&) {
    PEMBA_TRY(const json::object answer, session.call("/v1/schema/read", {}));
    if (session.json()) {
        session.print_json(answer);
        return ExitStatus::Ok;
    }
    const std::string text = text_of(answer, "schemaText");
    fmt::print("{}{}", text, text.ends_with('\n') ? "" : "\n");
    session.print_zookie(answer, "readAt");
    return ExitStatus::Ok;
}

Result<ExitStatus> write_schema(Session& session, const WriteSchemaArguments& arguments) {
    PEMBA_TRY(const Source source, read_source(arguments.file));
    PEMBA_TRY(const Schema schema, compiled(session, source));
    if (arguments.dry_run)
        return plan_schema(session, source);
    PEMBA_TRY(const json::object answer,
              session.call("/v1/schema/write", json::object{{"schema", source.text}}));
    if (session.json()) {
        session.print_json(answer);
        return ExitStatus::Ok;
    }
    fmt::print("schema written: {}\n", summary(schema));
    session.print_written(zookie_of(answer, "writtenAt"));
    return ExitStatus::Ok;
}

Result<ExitStatus> check_schemas(Session& session, const SchemaFiles& arguments) {
    auto status = ExitStatus::Ok;
    for (const std::string& path : arguments.files) {
        PEMBA_TRY(const Source source, read_source(path));
        const auto schema = compiled(session, source);
        if (!schema)
            status = ExitStatus::Failed;
        else if (!session.json())
            fmt::print("{}: {}\n", source.name, summary(*schema));
    }
    return status;
}

Result<ExitStatus> format_schema(Session& session, const FormatArguments& arguments) {
    PEMBA_TRY(const Source source, read_source(arguments.file));
    const schema::FormatResult result = schema::format(source.text, source.name);
    print_diagnostics(session, result.diagnostics, source);
    if (!result.text)
        return does_not_compile(source);
    if (!arguments.write || arguments.file == "-") {
        fmt::print("{}", *result.text);
        return ExitStatus::Ok;
    }
    if (*result.text == source.text)
        return ExitStatus::Ok;
    PEMBA_CHECK_OK(console::replace_file(arguments.file, *result.text, 0644));
    if (!session.json())
        fmt::print("{}: laid out\n", source.name);
    return ExitStatus::Ok;
}

Result<ExitStatus> diff_schemas(Session& session, const SchemaFiles& arguments) {
    const bool two_files = arguments.files.size() == 2;
    PEMBA_TRY(const Source before,
              two_files ? read_source(arguments.files[0]) : server_schema(session));
    PEMBA_TRY(const Source after, read_source(arguments.files.back()));
    PEMBA_TRY(const Schema old_schema, compiled(session, before));
    PEMBA_TRY(const Schema new_schema, compiled(session, after));
    const auto lines = diff_lines(old_schema.text(), new_schema.text());
    json::array changes;
    for (const SchemaDifference& difference : differences(old_schema, new_schema))
        changes.emplace_back(to_string(difference));
    if (session.json()) {
        session.print_json({{"differs", !lines.empty()},
                            {"changes", std::move(changes)},
                            {"diff", diff_text(lines)}});
        return ExitStatus::Ok;
    }
    for (const json::value& change : changes)
        fmt::print("{}\n", std::string(change.get_string()));
    if (lines.empty())
        fmt::print("no differences\n");
    else
        fmt::print("\n");
    print_differences(lines, session.style());
    return ExitStatus::Ok;
}

} // namespace pemba::client
