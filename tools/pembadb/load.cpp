// pembadb load: a new store from a dump.
#include <utility>

#include <fmt/format.h>

#include "commands.h"
#include "console/file.h"
#include "console/progress.h"
#include "console/style.h"
#include "console/tuple_lines.h"
#include "dump_format.h"
#include "pemba/schema/compile.h"

namespace pemba::database {
namespace {

constexpr std::size_t kTuplesPerImport = 100'000;

Result<Schema> compiled(std::string_view text, const std::string& name) {
    const schema::CompileResult result = schema::compile(text, name + " (schema)");
    if (result.schema)
        return *result.schema;
    return Error{ErrorCode::InvalidSchema,
                 fmt::format("the schema in `{}` does not compile\n{}", name,
                             schema::render(result.diagnostics, text, name + " (schema)",
                                            schema::RenderStyle::Plain)),
                 {}};
}

Result<void> check_tuples(const Dump& dump, const std::string& name) {
    console::TupleLines lines(dump.relationships, name, dump.first_line);
    std::size_t found = 0;
    while (true) {
        PEMBA_TRY(const auto line, lines.next());
        if (!line)
            break;
        ++found;
    }
    if (found == dump.count)
        return {};
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("`{}` says that it holds {} relationships, and holds {}", name,
                             dump.count, found),
                 {{"hint", "make the dump again"}}};
}

Result<void> import_tuples(Engine& engine, const Dump& dump, const std::string& name,
                           console::Progress& progress) {
    console::TupleLines lines(dump.relationships, name, dump.first_line);
    ImportRequest request;
    while (true) {
        PEMBA_TRY(auto line, lines.next());
        if (line)
            request.tuples.push_back(std::move(line->tuple));
        if ((!line || request.tuples.size() == kTuplesPerImport) && !request.tuples.empty()) {
            PEMBA_TRY(const ImportResult imported,
                      engine.import_tuples(std::exchange(request, ImportRequest{})));
            progress.advance(imported.imported);
        }
        if (!line)
            return {};
    }
}

Result<void> fill(Engine& engine, const std::optional<Schema>& schema, const Dump& dump,
                  const std::string& name, console::Progress& progress) {
    if (schema) {
        PEMBA_TRY([[maybe_unused]] const auto written, engine.write_schema({*schema, {}}));
    }
    return import_tuples(engine, dump, name, progress);
}

} // namespace

Result<ExitStatus> load(const LoadArguments& arguments) {
    PEMBA_TRY(const std::string text, console::read_file(arguments.file));
    const std::string name = console::display_name(arguments.file);
    PEMBA_TRY(const Dump dump, parse_dump(text, name));
    std::optional<Schema> schema;
    if (!dump.schema.empty()) {
        PEMBA_TRY(schema, compiled(dump.schema, name));
    }
    PEMBA_CHECK_OK(check_tuples(dump, name));
    PEMBA_TRY(const auto engine, make_new(arguments.store.directory));
    console::Progress progress(stderr, "loading", dump.count);
    if (auto filled = fill(*engine, schema, dump, name, progress); !filled) {
        Error error = std::move(filled).error();
        error.details.emplace_back(
            "hint",
            fmt::format("the store in `{}` is not complete: remove it", arguments.store.directory));
        return error;
    }
    progress.finish();
    fmt::print("loaded {} tuples into `{}` in {:.2f} s\n", console::grouped(progress.done()),
               arguments.store.directory, progress.seconds());
    return ExitStatus::Ok;
}

} // namespace pemba::database
