// A live OpenFGA server, or another that speaks its API: models and tuples in pages.
#include <algorithm>
#include <limits>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "client.h"
#include "messages/fields.h"
#include "migration_servers.h"
#include "openfga/model_file.h"
#include "openfga/tuple_key.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

constexpr std::size_t kModelsPerPage = 50;
constexpr std::size_t kNewestModel = 1;
constexpr std::size_t kAllModels = std::numeric_limits<std::size_t>::max();
constexpr std::uint32_t kTuplesPerPage = 100; // the most that the API gives

Result<SourceSchema> model_of(const json::value& model) {
    if (!model.is_object())
        return Error{ErrorCode::Internal, "the server answered with a model that is none", {}};
    json::object text = model.get_object();
    std::string id = text_of(text, "id");
    text.erase("id"); // which is no part of a model where it is written
    PEMBA_TRY(Schema schema, openfga::compile_model(json::serialize(text), "model " + id,
                                                    schema::Language::FgaJson));
    return SourceSchema{std::move(id), std::move(schema)};
}

class OpenFgaServer final : public MigrationSource {
public:
    OpenFgaServer(Connection connection, std::string store, bool all_models)
        : endpoint_(connection.endpoint), client_(std::move(connection)), store_(std::move(store)),
          all_models_(all_models) {}

    std::string store_name() const override { return store_name_; }

    Result<std::vector<SourceSchema>> schemas() override {
        PEMBA_CHECK_OK(find_store());
        PEMBA_TRY(auto models,
                  read_models(client_, store_, all_models_ ? kAllModels : kNewestModel));
        if (models.empty())
            return Error{
                ErrorCode::NoSchema,
                fmt::format("store `{}` of {} has no authorization model", store_, endpoint_),
                {}};
        return models;
    }

    Result<void> read(const std::function<Result<void>(TupleBatch)>& take) override {
        return each_page([&](const json::array& tuples) -> Result<void> {
            TupleBatch batch;
            for (const json::value& tuple : tuples) {
                PEMBA_TRY(RelationTuple read, openfga::tuple_from(tuple));
                batch.push_back(std::move(read));
            }
            return take(std::move(batch));
        });
    }

    bool keeps_stale_tuples() const override { return true; }

    Result<std::uint64_t> count_after(std::uint64_t) override {
        std::uint64_t count = 0;
        PEMBA_CHECK_OK(each_page([&](const json::array& tuples) -> Result<void> {
            count += tuples.size();
            return {};
        }));
        return count;
    }

private:
    [[nodiscard]] std::string path(const char* call) const { return "/stores/" + store_ + call; }

    Result<void> find_store() {
        if (store_.empty())
            return find_only_store();
        PEMBA_TRY(const json::object store, client_.get(path("")));
        store_name_ = text_of(store, "name");
        return {};
    }

    Result<void> find_only_store() {
        PEMBA_TRY(const json::object page, client_.get("/stores"));
        const json::array& stores = array_of(page, "stores");
        if (stores.size() == 1 && stores[0].is_object()) {
            store_ = text_of(stores[0].get_object(), "id");
            store_name_ = text_of(stores[0].get_object(), "name");
            return {};
        }
        Error error{ErrorCode::InvalidArgument,
                    fmt::format("{} has {}: say which one with --from-store ID", endpoint_,
                                stores.empty() ? "no stores" : "several stores"),
                    {}};
        for (const json::value& store : stores)
            if (store.is_object())
                error.details.emplace_back(text_of(store.get_object(), "id"),
                                           text_of(store.get_object(), "name"));
        return error;
    }

    Result<void> each_page(const std::function<Result<void>(const json::array&)>& take) {
        std::string token;
        do {
            json::object request{{"page_size", kTuplesPerPage},
                                 {"consistency", "HIGHER_CONSISTENCY"}};
            if (!token.empty())
                request["continuation_token"] = token;
            PEMBA_TRY(const json::object page, client_.call(path("/read"), request));
            PEMBA_CHECK_OK(take(array_of(page, "tuples")));
            token = text_of(page, "continuation_token");
        } while (!token.empty());
        return {};
    }

    std::string endpoint_;
    Client client_;
    std::string store_, store_name_;
    bool all_models_;
};

} // namespace

Result<std::vector<SourceSchema>> read_models(Client& client, const std::string& store,
                                              std::size_t most) {
    std::vector<SourceSchema> models;
    Client::Query query{{"page_size", std::to_string(std::min(most, kModelsPerPage))}};
    for (bool complete = false; !complete;) {
        PEMBA_TRY(const json::object page,
                  client.get("/stores/" + store + "/authorization-models", query));
        for (const json::value& model : array_of(page, "authorization_models")) {
            PEMBA_TRY(SourceSchema read, model_of(model));
            models.push_back(std::move(read));
        }
        std::string token = text_of(page, "continuation_token");
        complete = token.empty() || models.size() >= most;
        query.resize(1);
        query.emplace_back("continuation_token", std::move(token));
    }
    models.erase(models.begin() + static_cast<std::ptrdiff_t>(std::min(most, models.size())),
                 models.end());
    std::ranges::reverse(models);
    return models;
}

std::unique_ptr<MigrationSource> openfga_server(Connection connection, std::string store,
                                                bool all_models) {
    return std::make_unique<OpenFgaServer>(std::move(connection), std::move(store), all_models);
}

} // namespace pemba::client
