// Store: Database::open with advice.
#include "store.h"

#include <filesystem>
#include <system_error>

#include <fmt/format.h>

namespace pemba::database {
namespace {

const char* advice(ErrorCode code) {
    switch (code) {
    case ErrorCode::StoreInUse:
        return "stop the pembad that serves it; `pembadb backup` copies a store that is served";
    case ErrorCode::StoreCorrupt: return "restore it from a backup";
    case ErrorCode::StoreTooNew: return "use the pembadb that came with the pembad that wrote it";
    default: return nullptr;
    }
}

} // namespace

Result<void> require_folder(const std::string& directory) {
    std::error_code ignored;
    if (std::filesystem::is_directory(directory, ignored))
        return {};
    return Error{ErrorCode::InvalidArgument, fmt::format("there is no folder `{}`", directory), {}};
}

Error with_advice(Error error) {
    if (const char* hint = advice(error.code))
        error.details.emplace_back("hint", hint);
    return error;
}

Result<std::unique_ptr<Database>> open_existing(const std::string& directory) {
    PEMBA_CHECK_OK(require_folder(directory));
    Options options;
    options.directory = directory;
    options.create = false;
    auto database = Database::open(options);
    return database ? std::move(database) : with_advice(std::move(database).error());
}

Result<void> for_each_store(const Database& database,
                            const std::function<Result<void>(Engine&, const std::string&)>& work) {
    PEMBA_CHECK_OK(work(*database.default_store(), std::string(Database::kDefaultStore)));
    ListStoresRequest request;
    while (true) {
        PEMBA_TRY(const ListStoresResult page, database.list_stores(request));
        for (const StoreInfo& store : page.stores) {
            PEMBA_TRY(const auto engine, database.find_store(store.id));
            PEMBA_CHECK_OK(work(*engine, store.id));
        }
        if (page.complete)
            return {};
        request.after = page.stores.back().id;
    }
}

} // namespace pemba::database
