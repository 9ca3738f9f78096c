// Relationship stream: the API's export in bulk.
#include "relationship_stream.h"

#include <utility>

#include <boost/json.hpp>

#include "messages/fields.h"

namespace pemba::client {
namespace {

constexpr std::uint32_t kTuplesPerBatch = 10'000;

} // namespace

Result<void> stream_relationships(Session& session, boost::json::object question,
                                  const std::function<void(const boost::json::array&)>& on_batch) {
    question["optionalLimit"] = kTuplesPerBatch;
    PEMBA_TRY(Client * server, session.client());
    return server->stream("/v1/relationships/exportbulk", question,
                          [&](const boost::json::object& batch) {
                              on_batch(messages::array_of(batch, "relationships"));
                          });
}

} // namespace pemba::client
