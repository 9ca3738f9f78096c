// Arguments: what several commands take: a question, a filter, how fresh an answer must be.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "pemba/relation_tuple.h"
#include "pemba/tuple_filter.h"
#include "session.h"

namespace CLI {
class App;
}

namespace pemba::client {

/// How fresh an answer must be; at most one is set.
struct ConsistencyArguments {
    std::string at_least;
    std::string at_exactly;
    bool full = false;
    bool min_latency = false;
};

void add_consistency_options(CLI::App& command, ConsistencyArguments& consistency);

/// Puts `consistency` into a request, unless nothing was said.
void put_consistency(const ConsistencyArguments& consistency, boost::json::object& request);

/// One or three words: `repository:pemba#push@user:ann`, or `repository:pemba push user:ann`.
/// Errors: InvalidTuple, InvalidArgument.
[[nodiscard]] Result<RelationTuple> tuple_from(const std::vector<std::string>& words);

/// Words of a filter: `TYPE[:ID] [RELATION] [SUBJECT-TYPE[:ID][#RELATION]]`, where an id that ends
/// with % is a prefix. Errors: InvalidFilter.
[[nodiscard]] Result<TupleFilter> filter_from(const std::vector<std::string>& words);

} // namespace pemba::client
