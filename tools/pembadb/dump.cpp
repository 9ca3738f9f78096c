// pembadb dump: a store as text.
#include <fmt/format.h>

#include "backup/backup_format.h"
#include "commands.h"
#include "console/counted.h"
#include "console/output_file.h"
#include "console/progress.h"
#include "console/style.h"

namespace pemba::database {
namespace {

constexpr std::size_t kTuplesPerPage = 10'000;

// No other process can write meanwhile: all of this is of one snapshot.
Result<backup::Header> header_of(const Engine& engine, const StoreStatistics& statistics) {
    backup::Header header{
        .zookie = std::string(statistics.head.token), .schema = {}, .counters = {}};
    PEMBA_TRY(const ReadSchemaResult read,
              engine.read_schema({.consistency = {}, .none_is_empty = true}));
    if (read.schema.dialect() != Dialect::Zed)
        return Error{ErrorCode::InvalidArgument,
                     "a dump holds stores with a `.zed` schema, and this store's is another",
                     {{"hint", "copy the folder instead while no server has it open"}}};
    header.schema = read.schema.text();
    PEMBA_TRY(header.counters, engine.counters());
    return header;
}

Result<void> write_tuples(const Engine& engine, backup::Writer& writer,
                          console::Progress& progress) {
    ReadRequest request;
    request.limit = kTuplesPerPage;
    while (true) {
        PEMBA_TRY(const ReadResult page, engine.read(request));
        for (const RelationTuple& tuple : page.tuples)
            writer.add(tuple);
        progress.advance(page.tuples.size());
        if (page.complete)
            return {};
        request.cursor = page.cursors.back();
    }
}

} // namespace

Result<ExitStatus> dump(const DumpArguments& arguments) {
    PEMBA_TRY(const auto database, open_existing(arguments.store.directory));
    PEMBA_TRY(const auto engine, database->find_store(arguments.store_id));
    PEMBA_TRY(const StoreStatistics statistics, engine->statistics());
    PEMBA_TRY(const backup::Header header, header_of(*engine, statistics));
    PEMBA_TRY(auto file, console::OutputFile::open(arguments.file));
    console::Progress progress(stderr, "dumping", statistics.tuples);
    backup::Writer writer(file, header);
    PEMBA_CHECK_OK(write_tuples(*engine, writer, progress));
    writer.finish();
    progress.finish();
    PEMBA_CHECK_OK(file.commit());
    if (!file.is_standard_output())
        fmt::print(stderr, "dumped the schema, {} and {} to `{}`\n",
                   console::counted(header.counters.size(), "counter"),
                   console::counted(writer.tuples(), "tuple"), arguments.file);
    return ExitStatus::Ok;
}

} // namespace pemba::database
