// Temporary database: below the system's folder for such things.
#include "temporary_database.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

namespace pemba::client {
namespace {

constexpr std::uint64_t kMapBytes = std::uint64_t{1} << 30;

} // namespace

Result<TemporaryDatabase> TemporaryDatabase::make() {
    std::string name = (std::filesystem::temp_directory_path() / "pemba-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        return Error{ErrorCode::StoreFailed, "cannot make a temporary folder", {}};
    TemporaryDatabase made;
    made.folder_ = std::move(name);
    Options options;
    options.directory = made.folder_;
    options.durable = false;
    options.map_bytes = kMapBytes;
    PEMBA_TRY(made.database_, Database::open(options));
    return made;
}

TemporaryDatabase::~TemporaryDatabase() {
    database_.reset();
    std::error_code ignored;
    if (!folder_.empty())
        std::filesystem::remove_all(folder_, ignored);
}

Result<std::shared_ptr<Engine>> TemporaryDatabase::make_store(const Schema& schema,
                                                              std::vector<RelationTuple> tuples) {
    PEMBA_TRY(const StoreInfo store, database_->create_store("test"));
    PEMBA_TRY(auto engine, database_->find_store(store.id));
    PEMBA_TRY(const auto written, engine->write_schema({schema, {}}));
    (void)written;
    if (tuples.empty())
        return engine;
    PEMBA_TRY(const auto imported, engine->import_tuples({std::move(tuples), true, {}}));
    (void)imported;
    return engine;
}

} // namespace pemba::client
