// Relationship stream: all relation tuples of the server, or those of a filter, at one snapshot.
#pragma once

#include <functional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "session.h"

namespace pemba::client {

/// Hands over the tuples, as the API's messages, batch by batch. `question` says which and how
/// fresh, in the API's words. After an error the batches that came before it have been handed over.
[[nodiscard]] Result<void>
stream_relationships(Session& session, boost::json::object question,
                     const std::function<void(const boost::json::array&)>& on_batch);

} // namespace pemba::client
