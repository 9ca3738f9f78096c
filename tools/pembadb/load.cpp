// pembadb load: a new store from a dump, or from a text of relationships.
#include <algorithm>
#include <chrono>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "backup/backup_format.h"
#include "commands.h"
#include "console/counted.h"
#include "console/file.h"
#include "console/progress.h"
#include "console/style.h"
#include "pemba/schema/compile.h"
#include "tuple_text.h"

namespace pemba::database {
namespace {

namespace json = boost::json;

Result<Schema> compiled(std::string_view text, const std::string& name) {
    const schema::CompileResult result = schema::compile(text, name);
    if (result.schema)
        return *result.schema;
    return Error{
        ErrorCode::InvalidSchema,
        fmt::format("the schema does not compile\n{}",
                    schema::render(result.diagnostics, text, name, schema::RenderStyle::Plain)),
        {}};
}

// What a file holds: a dump all of it, a text of relationships no more than these.
struct Contents {
    Schema schema = Schema::empty();
    std::vector<Counter> counters;
    std::string_view tuples; ///< of the file's text
    std::size_t first_line = 1;
    std::uint64_t tuple_count = 0; ///< 0: not known
};

Result<Contents> contents_of_dump(std::string_view text, const std::string& name) {
    PEMBA_TRY(backup::Backup dump, backup::parse(text, name));
    Contents contents{.counters = std::move(dump.header.counters),
                      .tuples = dump.tuples,
                      .first_line = dump.first_line,
                      .tuple_count = dump.tuple_count};
    if (!dump.header.schema.empty()) {
        PEMBA_TRY(contents.schema, compiled(dump.header.schema, name + " (schema)"));
    }
    return contents;
}

Result<Contents> contents_of(std::string_view text, const LoadArguments& arguments) {
    const std::string name = console::display_name(arguments.file);
    const bool is_dump = backup::is_backup(text);
    if (!arguments.schema_file)
        return contents_of_dump(text, name);
    if (is_dump)
        return Error{
            ErrorCode::InvalidArgument,
            fmt::format("`{}` is a dump, which brings its schema: leave `--schema` out", name),
            {}};
    PEMBA_TRY(const std::string schema, console::read_file(*arguments.schema_file));
    Contents contents{.tuples = text};
    PEMBA_TRY(contents.schema, compiled(schema, console::display_name(*arguments.schema_file)));
    return contents;
}

// One bar a stage.
class LoadProgress {
public:
    explicit LoadProgress(std::uint64_t total) : total_(total) {}

    void show(BulkLoadStage stage, std::uint64_t tuples) {
        if (!bar_ || stage != stage_) {
            if (bar_)
                total_ = bar_->done();
            stage_ = stage;
            bar_.emplace(stderr, stage == BulkLoadStage::Reading ? "reading" : "writing", total_);
        }
        bar_->advance(tuples - bar_->done());
    }

private:
    std::uint64_t total_;
    BulkLoadStage stage_ = BulkLoadStage::Reading;
    std::optional<console::Progress> bar_;
};

} // namespace

Result<ExitStatus> load(const LoadArguments& arguments) {
    const auto started = std::chrono::steady_clock::now();
    PEMBA_TRY(const auto file, console::FileText::open(arguments.file));
    PEMBA_TRY(Contents contents, contents_of(file.text(), arguments));
    const TupleText tuples(contents.tuples, console::display_name(arguments.file),
                           contents.first_line, contents.schema.dialect());
    BulkLoadRequest request;
    request.options.directory = arguments.store.directory;
    request.schema = std::move(contents.schema);
    request.counters = std::move(contents.counters);
    request.tuples = &tuples;
    BulkLoadResult loaded;
    {
        LoadProgress progress(contents.tuple_count);
        request.progress = [&](BulkLoadStage stage, std::uint64_t done) {
            progress.show(stage, done);
        };
        PEMBA_TRY(loaded, bulk_load(request));
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
    if (arguments.store.json) {
        fmt::print("{}\n", json::serialize(json::object{{"tuples", loaded.tuples},
                                                        {"counters", request.counters.size()},
                                                        {"repeated", loaded.repeated},
                                                        {"seconds", took.count()}}));
        return ExitStatus::Ok;
    }
    fmt::print("loaded {} and {} into `{}` in {:.2f} s, {}/s\n",
               console::counted(loaded.tuples, "tuple"),
               console::counted(request.counters.size(), "counter"), arguments.store.directory,
               took.count(),
               console::grouped(static_cast<std::uint64_t>(static_cast<double>(loaded.tuples) /
                                                           std::max(took.count(), 1e-3))));
    if (loaded.repeated > 0)
        fmt::print("{} stood there more than once, counted once\n",
                   console::grouped(loaded.repeated));
    return ExitStatus::Ok;
}

} // namespace pemba::database
