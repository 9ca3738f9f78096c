// A live SpiceDB behind its HTTP gateway, or another server that speaks its API.
#include <utility>

#include <boost/json.hpp>

#include "client.h"
#include "messages/fields.h"
#include "messages/messages.h"
#include "migration_servers.h"
#include "zed_schema.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

constexpr std::uint32_t kTuplesPerBatch = 10'000;

// How a gateway answers to a call that its server does not have.
bool is_missing_call(const Error& error) {
    const std::string code = error.detail("code");
    return code == "UNIMPLEMENTED" || code == "NOT_FOUND";
}

class SpiceDbServer final : public MigrationSource {
public:
    explicit SpiceDbServer(Connection connection)
        : endpoint_(connection.endpoint), client_(std::move(connection)) {}

    std::string store_name() const override { return "spicedb"; }

    Result<std::vector<SourceSchema>> schemas() override {
        PEMBA_TRY(const json::object answer, client_.call("/v1/schema/read", {}));
        snapshot_ = zookie_of(answer, "readAt");
        PEMBA_TRY(Schema schema,
                  compile_zed(text_of(answer, "schemaText"), "the schema of " + endpoint_));
        types_ = schema.outline();
        return std::vector<SourceSchema>{{"", std::move(schema)}};
    }

    Result<void> read(const std::function<Result<void>(TupleBatch)>& take) override {
        bool any = false;
        auto done = stream("/v1/relationships/exportbulk", {{"optionalLimit", kTuplesPerBatch}},
                           [&](const json::object& result) {
                               any = true;
                               return take(batch_of(array_of(result, "relationships")));
                           });
        if (done || any || !is_missing_call(done.error()))
            return done;
        return read_by_type(take);
    }

private:
    static TupleBatch batch_of(const json::array& relationships) {
        TupleBatch batch;
        for (const json::value& relationship : relationships)
            if (relationship.is_object())
                batch.push_back(relationship_from(relationship.get_object()));
        return batch;
    }

    // Older servers have no export.
    Result<void> read_by_type(const std::function<Result<void>(TupleBatch)>& take) {
        TupleBatch batch;
        for (const NamespaceOutline& type : types_)
            PEMBA_CHECK_OK(stream(
                "/v1/relationships/read", {{"relationshipFilter", {{"resourceType", type.name}}}},
                [&](const json::object& result) -> Result<void> {
                    batch.push_back(relationship_from(object_of(result, "relationship")));
                    if (batch.size() < kTuplesPerBatch)
                        return {};
                    return take(std::exchange(batch, {}));
                }));
        return take(std::move(batch));
    }

    // The results of a call at the schema's snapshot. After an error of `take` the rest of them is
    // thrown away.
    Result<void> stream(const char* path, json::object request,
                        const std::function<Result<void>(const json::object&)>& take) {
        request["consistency"] = {{"atExactSnapshot", {{"token", snapshot_}}}};
        Result<void> taken;
        PEMBA_CHECK_OK(client_.stream(path, request, [&](const json::object& result) {
            if (taken)
                taken = take(result);
        }));
        return taken;
    }

    std::string endpoint_;
    Client client_;
    std::string snapshot_; ///< of schemas()
    std::vector<NamespaceOutline> types_;
};

} // namespace

std::unique_ptr<MigrationSource> spicedb_server(Connection connection) {
    return std::make_unique<SpiceDbServer>(std::move(connection));
}

} // namespace pemba::client
