// backup create, restore and verify.
#include "backup_work.h"

#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "backup/backup_format.h"
#include "console/counted.h"
#include "console/file.h"
#include "console/output_file.h"
#include "console/progress.h"
#include "console/style.h"
#include "importer.h"
#include "messages/fields.h"
#include "messages/messages.h"
#include "relationship_stream.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;
using console::counted;

// --- create

Result<console::OutputFile> new_file(const BackupArguments& arguments) {
    const auto existing =
        arguments.force ? console::Existing::Replaced : console::Existing::Refused;
    auto file = console::OutputFile::open(arguments.file, existing);
    if (!file && file.error().code == ErrorCode::InvalidArgument)
        file.error().details.emplace_back("hint", "--force replaces it");
    return file;
}

// The schema, and the zookie of the snapshot that it was read at.
Result<backup::Header> header_of_server(Session& session) {
    auto answer = session.call("/v1/schema/read", {});
    if (!answer && answer.error().detail("code") == "NOT_FOUND")
        answer.error().details.emplace_back(
            "hint", "there is nothing to back up before a schema is written");
    PEMBA_TRY(const json::object read, std::move(answer));
    return backup::Header{zookie_of(read, "readAt"), text_of(read, "schemaText"), {}};
}

json::object exactly_at(const std::string& zookie) {
    return {{"consistency", {{"atExactSnapshot", {{"token", zookie}}}}}};
}

void tell_created(const Session& session, const BackupArguments& arguments,
                  const backup::Header& header, std::uint64_t tuples, std::FILE* stream) {
    if (session.json())
        return fmt::print(stream, "{}\n",
                          json::serialize(json::object{{"file", arguments.file},
                                                       {"zookie", header.zookie},
                                                       {"relationships", std::to_string(tuples)}}));
    fmt::print(stream, "backed up the schema and {} to `{}`; counters are not part of it\n",
               counted(tuples, "relationship"), arguments.file);
    fmt::print(stream, "zookie {}\n", header.zookie);
}

// --- restore and verify

struct ReadBackup {
    std::string text; ///< what `backup` views
    std::string name;
    backup::Backup backup;
};

Result<std::unique_ptr<ReadBackup>> read_backup(const std::string& path) {
    auto read = std::make_unique<ReadBackup>();
    PEMBA_TRY(read->text, console::read_file(path));
    read->name = console::display_name(path);
    PEMBA_TRY(read->backup, backup::parse(read->text, read->name));
    return read;
}

Result<void> require_empty(Session& session) {
    const auto answer = session.call("/v1/schema/read", {});
    if (!answer && answer.error().detail("code") == "NOT_FOUND")
        return {}; // and relationships are of a schema
    if (!answer)
        return answer.error();
    return Error{ErrorCode::InvalidArgument,
                 "the server has a schema already: nothing was restored",
                 {{"hint", "restore into an empty server; or replace its schema, keep its "
                           "relationships and add those of the backup with --force"}}};
}

Result<void> restore_schema(Session& session, const std::string& schema) {
    if (schema.empty())
        return {};
    auto written = session.call("/v1/schema/write", {{"schema", schema}});
    if (written)
        return {};
    written.error().details.emplace_back("hint", "nothing was restored");
    return std::move(written).error();
}

// One that is registered under its name already stays as it is.
Result<void> restore_counters(Session& session, const std::vector<Counter>& counters) {
    for (const Counter& counter : counters) {
        const auto done = session.call(
            "/v1/experimental/registerrelationshipcounter",
            {{"name", counter.name}, {"relationshipFilter", filter_json(counter.filter)}});
        if (!done && !done.error().detail("reason").ends_with("COUNTER_ALREADY_REGISTERED"))
            return done.error();
    }
    return {};
}

Result<void> fill(Session& session, const ReadBackup& read, const BackupArguments& arguments) {
    const backup::Backup& backup = read.backup;
    console::Progress progress(stderr, "restoring", backup.tuple_count);
    const ImportOptions options{.touch = arguments.force};
    Importer importer(session, options, progress);
    PEMBA_CHECK_OK(
        importer.add_lines(console::TupleLines(backup.tuples, read.name, backup.first_line)));
    return restore_counters(session, backup.header.counters);
}

Result<std::uint64_t> count_on_server(Session& session) {
    console::Progress progress(stderr, "counting", 0);
    PEMBA_CHECK_OK(
        stream_relationships(session, {{"consistency", {{"fullyConsistent", true}}}},
                             [&](const json::array& batch) { progress.advance(batch.size()); }));
    return progress.done();
}

// Tuples that expire may be gone by now; a server that was not empty may hold more.
Result<void> check_count(const backup::Backup& backup, std::uint64_t held, bool was_empty) {
    const bool all = held >= backup.tuple_count - backup.expiring_tuples;
    if (all && (!was_empty || held <= backup.tuple_count))
        return {};
    return Error{ErrorCode::Internal,
                 fmt::format("the server holds {} where the backup has {}",
                             counted(held, "relationship"), console::grouped(backup.tuple_count)),
                 {{"hint", "did somebody else write meanwhile?"}}};
}

json::object as_json(const ReadBackup& read) {
    const backup::Backup& backup = read.backup;
    return {{"file", read.name},
            {"zookie", backup.header.zookie},
            {"relationships", std::to_string(backup.tuple_count)},
            {"counters", backup.header.counters.size()}};
}

std::string summary(const backup::Backup& backup) {
    const char* schema = backup.header.schema.empty() ? "no schema" : "the schema";
    return fmt::format("{}, {} and {}", schema, counted(backup.tuple_count, "relationship"),
                       counted(backup.header.counters.size(), "counter"));
}

} // namespace

Result<ExitStatus> create_backup(Session& session, const BackupArguments& arguments) {
    PEMBA_TRY(auto file, new_file(arguments));
    PEMBA_TRY(const backup::Header header, header_of_server(session));
    backup::Writer writer(file, header);
    console::Progress progress(stderr, "backing up", 0);
    PEMBA_CHECK_OK(
        stream_relationships(session, exactly_at(header.zookie), [&](const json::array& batch) {
            for (const json::value& relationship : batch)
                if (relationship.is_object())
                    writer.add(relationship_from(relationship.get_object()));
            progress.advance(batch.size());
        }));
    writer.finish();
    progress.finish();
    PEMBA_CHECK_OK(file.commit());
    tell_created(session, arguments, header, writer.tuples(),
                 file.is_standard_output() ? stderr : stdout);
    return ExitStatus::Ok;
}

Result<ExitStatus> restore_backup(Session& session, const BackupArguments& arguments) {
    PEMBA_TRY(const auto read, read_backup(arguments.file));
    if (!arguments.force)
        PEMBA_CHECK_OK(require_empty(session));
    PEMBA_CHECK_OK(restore_schema(session, read->backup.header.schema));
    if (auto filled = fill(session, *read, arguments); !filled) {
        filled.error().details.emplace_back(
            "hint", "the restore is not complete; begin it again with --force");
        return std::move(filled).error();
    }
    PEMBA_TRY(const std::uint64_t held, count_on_server(session));
    PEMBA_CHECK_OK(check_count(read->backup, held, !arguments.force));
    if (session.json()) {
        json::object result = as_json(*read);
        result["held"] = std::to_string(held);
        session.print_json(result);
        return ExitStatus::Ok;
    }
    fmt::print("restored {} from `{}`\n", summary(read->backup), read->name);
    fmt::print("counted: the server holds {}\n", counted(held, "relationship"));
    return ExitStatus::Ok;
}

Result<ExitStatus> verify_backup(Session& session, const BackupArguments& arguments) {
    PEMBA_TRY(const auto read, read_backup(arguments.file));
    if (session.json()) {
        session.print_json(as_json(*read));
        return ExitStatus::Ok;
    }
    fmt::print("{} `{}` is whole: {}\n", session.style().good("✓"), read->name,
               summary(read->backup));
    session.print_written(read->backup.header.zookie);
    return ExitStatus::Ok;
}

} // namespace pemba::client
