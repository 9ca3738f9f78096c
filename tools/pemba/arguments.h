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

void add_context_option(CLI::App& command, std::string& context);

/// Puts `consistency` into a request, unless nothing was said.
void put_consistency(const ConsistencyArguments& consistency, boost::json::object& request);

/// One or three words: `repository:pemba#push@user:ann`, or `repository:pemba push user:ann`.
/// Errors: InvalidTuple, InvalidArgument.
[[nodiscard]] Result<RelationTuple> tuple_from(const std::vector<std::string>& words);

/// `NAME` or `NAME:JSON-OBJECT`, such as `on_day:{"allowed":"monday"}`. Errors: InvalidArgument.
[[nodiscard]] Result<TupleCondition> caveat_from(const std::string& text);

/// Puts --caveat-context's JSON object into a request, unless it is empty. Errors: InvalidArgument.
[[nodiscard]] Result<void> put_context(const std::string& text, boost::json::object& request);

/// Words of a filter: `TYPE[:ID] [RELATION] [SUBJECT-TYPE[:ID][#RELATION]]`, where an id that ends
/// with % is a prefix. Errors: InvalidFilter.
[[nodiscard]] Result<TupleFilter> filter_from(const std::vector<std::string>& words);

} // namespace pemba::client
