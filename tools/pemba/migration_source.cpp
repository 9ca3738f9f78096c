// Migration source: files are read whole here; servers have files of their own.
#include "migration_source.h"

#include <filesystem>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "connection.h"
#include "console/file.h"
#include "migration_servers.h"
#include "openfga/model_file.h"
#include "openfga/store_file.h"
#include "openfga/tuple_file.h"
#include "validation_file.h"
#include "zed_schema.h"

namespace pemba::client {
namespace {

// What was read from files.
class LoadedStore final : public MigrationSource {
public:
    LoadedStore(std::string name, Schema schema, TupleBatch tuples)
        : name_(std::move(name)), schema_(std::move(schema)), tuples_(std::move(tuples)) {}

    std::string store_name() const override { return name_; }
    Result<std::vector<SourceSchema>> schemas() override {
        return std::vector<SourceSchema>{{"", schema_}};
    }
    Result<void> read(const std::function<Result<void>(TupleBatch)>& take) override {
        return take(tuples_);
    }
    std::uint64_t expected() const override { return tuples_.size(); }

private:
    std::string name_;
    Schema schema_;
    TupleBatch tuples_;
};

using Source = std::unique_ptr<MigrationSource>;

Error wrong(std::string message, const char* hint) {
    return {ErrorCode::InvalidArgument, std::move(message), {{"hint", hint}}};
}

Source loaded(std::string name, Schema schema, TupleBatch tuples) {
    return std::make_unique<LoadedStore>(std::move(name), std::move(schema), std::move(tuples));
}

std::string stem_of(const std::string& path) {
    return std::filesystem::path(path).stem().string();
}

Result<Source> openfga_file(const SourceArguments& from) {
    if (from.model_file.empty()) {
        if (!from.location.ends_with(".yaml") && !from.location.ends_with(".yml"))
            return wrong(fmt::format("`{}` is no store file (.fga.yaml)", from.location),
                         "if it is a list of tuples, say with --model where their model is");
        PEMBA_TRY(auto file, openfga::read_store_file(from.location, from.external));
        return loaded(std::move(file.name), std::move(file.model), std::move(file.tuples));
    }
    const std::filesystem::path model(from.model_file);
    const openfga::NearbyFiles files(model, from.external);
    PEMBA_TRY(Schema schema, openfga::read_model(model.filename().string(), files));
    PEMBA_TRY(const std::string text, console::read_file(from.location));
    PEMBA_TRY(TupleBatch tuples, openfga::read_tuples(text, from.location));
    return loaded(stem_of(from.location), std::move(schema), std::move(tuples));
}

// zed writes its backups as Avro object containers.
Result<void> refuse_backup(const std::string& path) {
    constexpr std::string_view kAvroBegins("Obj\x01", 4);
    PEMBA_TRY(const std::string text, console::read_file(path));
    if (!text.starts_with(kAvroBegins))
        return {};
    return wrong(fmt::format("`{}` is a binary backup of zed's", path),
                 "write its parts as text with `zed backup parse-schema` and `zed backup "
                 "parse-relationships`; take them with `pemba schema write` and `pemba import`");
}

Result<Source> spicedb_file(const SourceArguments& from) {
    PEMBA_CHECK_OK(refuse_backup(from.location));
    PEMBA_TRY(ValidationFile file, read_validation_file(from.location));
    PEMBA_TRY(Schema schema, compile_zed(file.schema, file.schema_name));
    return loaded(stem_of(from.location), std::move(schema), std::move(file.tuples));
}

// That every option that was given has a meaning here.
Result<void> expect_options_that_fit(const SourceArguments& from, bool is_server) {
    const bool is_openfga = from.system == "openfga";
    const std::tuple<bool, bool, const char*> options[] = {
        {!from.key.empty() || !from.key_file.empty(), is_server, "--from-key goes with a URL"},
        {!from.store.empty(), is_server, "--from-store goes with a URL"},
        {from.all_models, is_server && is_openfga, "--all-models goes with a URL of an OpenFGA"},
        {!from.model_file.empty(), !is_server && is_openfga,
         "--model goes with a file of OpenFGA's tuples"}};
    for (const auto& [given, fits, message] : options)
        if (given && !fits)
            return Error{ErrorCode::InvalidArgument, message, {}};
    return {};
}

Result<Connection> connection_to(const SourceArguments& from) {
    Connection connection;
    PEMBA_TRY(connection.endpoint, endpoint_url(from.location));
    connection.key = from.key;
    if (!from.key_file.empty()) {
        PEMBA_TRY(connection.key, key_from_file(from.key_file));
    }
    return connection;
}

} // namespace

Result<Source> open_source(const SourceArguments& from) {
    const bool is_openfga = from.system == "openfga";
    const bool is_server = from.location.find("://") != from.location.npos;
    PEMBA_CHECK_OK(expect_options_that_fit(from, is_server));
    if (!is_server)
        return is_openfga ? openfga_file(from) : spicedb_file(from);
    PEMBA_TRY(Connection connection, connection_to(from));
    if (is_openfga)
        return openfga_server(std::move(connection), from.store, from.all_models);
    connection.store = from.store; // of a server that has several, as Pemba's do
    return spicedb_server(std::move(connection));
}

} // namespace pemba::client
