// bulk_load(): the stages of a load, one after another.
#include "pemba/bulk_load.h"

#include "engine/bulk_reader.h"
#include "engine/bulk_writer.h"
#include "engine/load_folder.h"

namespace pemba {
namespace {

// The environment is closed when this returns.
Result<BulkLoadResult> build(const BulkLoadRequest& request, const std::filesystem::path& folder) {
    PEMBA_TRY(auto environment,
              storage::Environment::open({folder, true, request.options.map_bytes, false}));
    engine::BulkWriter writer(*environment, request);
    PEMBA_TRY(auto schema, writer.begin());
    PEMBA_TRY(const auto tuples,
              engine::BulkReader(request, std::move(schema), folder.string()).run());
    return writer.fill(tuples);
}

} // namespace

Result<BulkLoadResult> bulk_load(const BulkLoadRequest& request) {
    PEMBA_TRY(auto folder, engine::LoadFolder::make(request.options.directory));
    PEMBA_TRY(auto result, build(request, folder.work()));
    PEMBA_CHECK_OK(folder.complete());
    return result;
}

} // namespace pemba
