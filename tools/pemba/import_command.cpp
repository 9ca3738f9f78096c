// import: relationship text from a file to the server, in batches.
#include <utility>

#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/file.h"
#include "console/progress.h"
#include "console/style.h"
#include "console/tuple_lines.h"
#include "fields.h"
#include "messages.h"
#include "relationship_changes.h"
#include "selection.h"
#include "validation_file.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

constexpr std::uint32_t kTuplesPerBatch = 10'000;
constexpr std::size_t kBytesPerBatch = 3'000'000; // below the server's 4 MiB a request
constexpr std::size_t kJsonBytesPerTuple = 160;   // what the names of the fields take

struct ImportArguments {
    std::string file;
    std::uint32_t batch_size = kTuplesPerBatch;
    std::uint64_t skip = 0;
    bool touch = false;
    bool validation_file = false; ///< the file is one, and its schema is written first
};

std::size_t json_size(const RelationTuple& tuple) {
    return kJsonBytesPerTuple + tuple.object.namespace_name.size() + tuple.object.id.size() +
           tuple.relation.size() + tuple.subject.object.namespace_name.size() +
           tuple.subject.object.id.size() + tuple.subject.relation.size();
}

// Sends what is collected when a batch is full.
class Importer {
public:
    Importer(Session& session, const ImportArguments& arguments, console::Progress& progress)
        : session_(session), arguments_(arguments), progress_(progress),
          tuples_per_batch_(arguments.touch ? std::min(arguments.batch_size, kUpdatesPerWrite)
                                            : arguments.batch_size) {}

    Result<void> add(const RelationTuple& tuple) {
        const std::size_t size = json_size(tuple);
        if (batch_.size() >= tuples_per_batch_ || bytes_ + size > kBytesPerBatch)
            PEMBA_CHECK_OK(send());
        batch_.push_back(message(tuple));
        bytes_ += size;
        return {};
    }

    Result<void> send() {
        if (batch_.empty())
            return {};
        const std::uint64_t size = batch_.size();
        const char* path =
            arguments_.touch ? "/v1/relationships/write" : "/v1/relationships/importbulk";
        const char* field = arguments_.touch ? "updates" : "relationships";
        json::object request;
        request[field] = std::exchange(batch_, {});
        bytes_ = 0;
        auto answer = session_.call(path, request);
        if (!answer)
            return stopped(std::move(answer).error());
        zookie_ = zookie_of(*answer, "writtenAt");
        progress_.advance(size);
        ++batches_;
        return {};
    }

    [[nodiscard]] std::uint64_t batches() const noexcept { return batches_; }
    /// Of the last batch; the API returns none for an import in bulk.
    [[nodiscard]] const std::string& zookie() const noexcept { return zookie_; }

private:
    [[nodiscard]] json::object message(const RelationTuple& tuple) const {
        json::object relationship = relationship_json(tuple);
        if (!arguments_.touch)
            return relationship;
        return {{"operation", "OPERATION_TOUCH"}, {"relationship", std::move(relationship)}};
    }

    [[nodiscard]] Error stopped(Error error) const {
        const std::uint64_t done = arguments_.skip + progress_.done();
        if (error.detail("code") == "ALREADY_EXISTS")
            error.details.emplace_back("hint",
                                       "`pemba import --touch` takes what is there already");
        if (progress_.done() > 0)
            error.details.emplace_back(
                "hint", fmt::format("{} relationships are in; go on behind them with --skip {}",
                                    console::grouped(done), done));
        else
            error.details.emplace_back("hint", "nothing was imported");
        return error;
    }

    Session& session_;
    const ImportArguments& arguments_;
    console::Progress& progress_;
    std::size_t tuples_per_batch_;
    json::array batch_;
    std::size_t bytes_ = 0;
    std::uint64_t batches_ = 0;
    std::string zookie_;
};

Result<void> import_lines(std::string_view text, const std::string& name, std::uint64_t skip,
                          Importer& importer) {
    console::TupleLines lines(text, name);
    for (std::uint64_t place = 0;; ++place) {
        PEMBA_TRY(const auto line, lines.next());
        if (!line)
            return importer.send();
        if (place >= skip)
            PEMBA_CHECK_OK(importer.add(line->tuple));
    }
}

void print_result(const Session& session, const console::Progress& progress,
                  const Importer& importer) {
    if (session.json()) {
        json::object result{{"imported", std::to_string(progress.done())},
                            {"batches", importer.batches()},
                            {"seconds", progress.seconds()}};
        if (!importer.zookie().empty())
            result["writtenAt"] = json::object{{"token", importer.zookie()}};
        session.print_json(result);
        return;
    }
    fmt::print("imported {} relationships in {:.2f} s ({}/s)\n", console::grouped(progress.done()),
               progress.seconds(), console::grouped(progress.rate()));
    if (!importer.zookie().empty())
        session.print_written(importer.zookie());
}

// The schema of a validation file, and then its relationships.
Result<ExitStatus> import_validation_file(Session& session, const ImportArguments& arguments) {
    PEMBA_TRY(const ValidationFile file, read_validation_file(arguments.file));
    PEMBA_TRY(const auto written, session.call("/v1/schema/write", {{"schema", file.schema}}));
    (void)written;
    console::Progress progress(stderr, "importing", file.tuples.size());
    Importer importer(session, arguments, progress);
    for (const RelationTuple& tuple : file.tuples)
        PEMBA_CHECK_OK(importer.add(tuple));
    PEMBA_CHECK_OK(importer.send());
    progress.finish();
    print_result(session, progress, importer);
    return ExitStatus::Ok;
}

Result<ExitStatus> import_file(Session& session, const ImportArguments& arguments) {
    if (arguments.validation_file)
        return import_validation_file(session, arguments);
    PEMBA_TRY(const std::string text, console::read_file(arguments.file));
    const std::string name = console::display_name(arguments.file);
    PEMBA_TRY(const std::size_t total, console::count_tuples(text, name));
    const std::uint64_t left = total - std::min<std::uint64_t>(arguments.skip, total);
    console::Progress progress(stderr, "importing", left);
    Importer importer(session, arguments, progress);
    PEMBA_CHECK_OK(import_lines(text, name, arguments.skip, importer));
    progress.finish();
    print_result(session, progress, importer);
    return ExitStatus::Ok;
}

} // namespace

void add_import_command(CLI::App& program, Command& command) {
    auto arguments = std::make_shared<ImportArguments>();
    CLI::App* app = program.add_subcommand(
        "import", "write the relationships of a text file, one a line; // begins a comment line");
    app->add_option("file", arguments->file, "the file; `-` is standard input")
        ->required()
        ->type_name("FILE");
    app->add_flag("--touch", arguments->touch, "relationships that are there already are fine");
    app->add_option("--batch-size", arguments->batch_size,
                    "relationships that are written in one step")
        ->check(CLI::Range(1U, kTuplesPerBatch))
        ->capture_default_str()
        ->type_name("N");
    CLI::Option* skip =
        app->add_option("--skip", arguments->skip, "leave out the first N relationships")
            ->type_name("N");
    app->add_flag("--from-validation-file", arguments->validation_file,
                  "the file is a validation file: its schema is written, then its relationships")
        ->excludes(skip);
    on_selected(*app, command, arguments, &import_file);
}

} // namespace pemba::client
