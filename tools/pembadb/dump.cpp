// pembadb dump: a store as text.
#include <cstdio>
#include <memory>

#include <fmt/format.h>

#include "commands.h"
#include "console/progress.h"
#include "console/style.h"
#include "dump_format.h"

namespace pemba::database {
namespace {

constexpr std::size_t kTuplesPerPage = 10'000;

struct CloseFile {
    void operator()(std::FILE* file) const noexcept {
        if (file != stdout)
            std::fclose(file);
    }
};

Result<std::string> schema_text(const Engine& engine) {
    const auto answer = engine.read_schema();
    if (answer)
        return std::string(answer->schema.text());
    if (answer.error().code == ErrorCode::NoSchema)
        return std::string();
    return answer.error();
}

Result<void> write_tuples(const Engine& engine, std::FILE* file, console::Progress& progress) {
    ReadRequest request;
    request.limit = kTuplesPerPage;
    while (true) {
        PEMBA_TRY(const ReadResult page, engine.read(request));
        std::string text;
        for (const RelationTuple& tuple : page.tuples)
            text += to_string(tuple) + '\n';
        std::fwrite(text.data(), 1, text.size(), file);
        progress.advance(page.tuples.size());
        if (page.complete)
            return {};
        request.cursor = page.cursors.back();
    }
}

} // namespace

Result<ExitStatus> dump(const DumpArguments& arguments) {
    PEMBA_TRY(const auto engine, open_existing(arguments.store.directory));
    PEMBA_TRY(const std::string schema, schema_text(*engine));
    PEMBA_TRY(const StoreStatistics statistics, engine->statistics());
    const std::unique_ptr<std::FILE, CloseFile> file(
        arguments.file == "-" ? stdout : std::fopen(arguments.file.c_str(), "w"));
    if (file == nullptr)
        return Error{ErrorCode::StoreFailed, fmt::format("cannot write `{}`", arguments.file), {}};
    console::Progress progress(stderr, "dumping", statistics.tuples);
    fmt::print(file.get(), "{}", dump_header(schema));
    PEMBA_CHECK_OK(write_tuples(*engine, file.get(), progress));
    fmt::print(file.get(), "{}", dump_footer(progress.done()));
    progress.finish();
    if (std::fflush(file.get()) != 0 || std::ferror(file.get()) != 0)
        return Error{
            ErrorCode::StoreFailed,
            fmt::format("writing `{}` failed: what is there is not complete", arguments.file),
            {}};
    if (file.get() != stdout)
        fmt::print(stderr, "dumped the schema and {} tuples to `{}`\n",
                   console::grouped(progress.done()), arguments.file);
    return ExitStatus::Ok;
}

} // namespace pemba::database
