// Migration target: SpiceDB's API for schemas in `.zed`, OpenFGA's for its models.
#include "migration_target.h"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "messages/fields.h"
#include "migration_servers.h"
#include "openfga/tuple_key.h"
#include "pemba/schema/convert.h"
#include "zed_schema.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

constexpr std::uint32_t kTuplesPerBatch = 10'000;
constexpr std::size_t kTuplesPerWrite = 100; // the most that OpenFGA's API takes

// How many of the source's versions, from the oldest on, are the newest of those that are there.
std::size_t count_found(const std::vector<std::string>& there,
                        const std::vector<std::string>& all) {
    for (std::size_t count = std::min(there.size(), all.size()); count > 0; --count)
        if (std::equal(there.end() - static_cast<std::ptrdiff_t>(count), there.end(), all.begin()))
            return count;
    return 0;
}

Result<std::vector<std::string>> models_of(const std::vector<SourceSchema>& schemas) {
    std::vector<std::string> models;
    for (const SourceSchema& each : schemas) {
        PEMBA_TRY(std::string model, schema::convert(each.schema, schema::Language::FgaJson));
        models.push_back(std::move(model));
    }
    return models;
}

} // namespace

Result<void> MigrationTarget::make_store(const std::string& name) {
    PEMBA_TRY(const json::object answer, session_.call("/v1/stores/create", {{"name", name}}));
    session_.use_store(text_of(object_of(answer, "store"), "id"));
    return {};
}

Result<std::string> MigrationTarget::store() {
    PEMBA_TRY(const Client* client, session_.client());
    return client->store();
}

Result<WrittenSchemas> MigrationTarget::write_schemas(const std::vector<SourceSchema>& schemas) {
    if (schemas.back().schema.dialect() == Dialect::Zed)
        return write_zed(schemas.back().schema);
    return write_models(schemas);
}

Result<WrittenSchemas> MigrationTarget::write_zed(const Schema& schema) {
    const auto there = session_.call("/v1/schema/read", {});
    if (!there && there.error().detail("code") != "NOT_FOUND")
        return there.error();
    if (there) {
        PEMBA_TRY(const Schema found, compile_zed(text_of(*there, "schemaText"), "the schema"));
        if (found.text() != schema.text())
            return Error{ErrorCode::InvalidArgument,
                         "the server's store has another schema: nothing was imported",
                         {{"hint", "import into a new store with --name NAME, or into another one "
                                   "with --store ID"}}};
        return WrittenSchemas{{""}, 1, false};
    }
    PEMBA_TRY(const auto written,
              session_.call("/v1/schema/write", {{"schema", std::string(schema.text())}}));
    (void)written;
    return WrittenSchemas{{""}, 0, true};
}

// A store that has no model yet is empty.
Result<WrittenSchemas> MigrationTarget::write_models(const std::vector<SourceSchema>& schemas) {
    PEMBA_TRY(const std::string id, store());
    const std::string path = "/stores/" + id + "/authorization-models";
    PEMBA_TRY(Client * client, session_.client());
    PEMBA_TRY(const auto there, read_models(*client, id, schemas.size()));
    PEMBA_TRY(const auto there_text, models_of(there));
    PEMBA_TRY(const auto all_text, models_of(schemas));
    WrittenSchemas result{{}, count_found(there_text, all_text), there.empty()};
    for (std::size_t i = 0; i < result.found; ++i)
        result.ids.push_back(there[there.size() - result.found + i].id);
    for (std::size_t i = result.found; i < schemas.size(); ++i) {
        boost::system::error_code failure;
        const json::value model = json::parse(all_text[i], failure);
        if (failure || !model.is_object())
            return Error{ErrorCode::Internal, "a model has no JSON form", {}};
        PEMBA_TRY(const json::object answer, client->call(path, model.get_object()));
        result.ids.push_back(text_of(answer, "authorization_model_id"));
    }
    return result;
}

Result<void> MigrationTarget::write_under(const std::string& model, const TupleBatch& tuples) {
    PEMBA_TRY(const std::string id, store());
    for (std::size_t at = 0; at < tuples.size(); at += kTuplesPerWrite) {
        json::array keys;
        for (std::size_t i = at; i < std::min(at + kTuplesPerWrite, tuples.size()); ++i)
            keys.push_back(openfga::tuple_key(tuples[i]));
        const json::object writes{{"tuple_keys", std::move(keys)}, {"on_duplicate", "ignore"}};
        PEMBA_TRY(const auto answer,
                  session_.call("/stores/" + id + "/write",
                                {{"authorization_model_id", model}, {"writes", writes}}));
        (void)answer;
    }
    return {};
}

Result<std::uint64_t> MigrationTarget::count() {
    PEMBA_TRY(Client * client, session_.client());
    std::uint64_t count = 0;
    PEMBA_CHECK_OK(client->stream(
        "/v1/relationships/exportbulk",
        {{"optionalLimit", kTuplesPerBatch}, {"consistency", {{"fullyConsistent", true}}}},
        [&](const json::object& result) { count += array_of(result, "relationships").size(); }));
    return count;
}

} // namespace pemba::client
