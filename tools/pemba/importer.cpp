// Importer: an import in bulk, which creates, or writes that touch.
#include "importer.h"

#include <algorithm>
#include <utility>

#include <boost/json.hpp>

#include "messages.h"
#include "relationship_changes.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

constexpr std::size_t kBytesPerBatch = 3'000'000; // below the server's 4 MiB a request
constexpr std::size_t kJsonBytesPerTuple = 250;   // what the names of the fields and a time take

std::size_t json_size(const RelationTuple& tuple) {
    const std::size_t condition =
        tuple.condition ? tuple.condition->name.size() + tuple.condition->context.size() : 0;
    return kJsonBytesPerTuple + tuple.object.namespace_name.size() + tuple.object.id.size() +
           tuple.relation.size() + tuple.subject.object.namespace_name.size() +
           tuple.subject.object.id.size() + tuple.subject.relation.size() + condition;
}

} // namespace

Importer::Importer(Session& session, const ImportOptions& options, console::Progress& progress)
    : session_(session), options_(options), progress_(progress),
      tuples_per_batch_(options.touch ? std::min(options.batch_size, kUpdatesPerWrite)
                                      : options.batch_size) {}

Result<void> Importer::add(const RelationTuple& tuple) {
    const std::size_t size = json_size(tuple);
    if (batch_.size() >= tuples_per_batch_ || bytes_ + size > kBytesPerBatch)
        PEMBA_CHECK_OK(send());
    batch_.push_back(message(tuple));
    bytes_ += size;
    return {};
}

Result<void> Importer::send() {
    if (batch_.empty())
        return {};
    const std::uint64_t size = batch_.size();
    const char* path = options_.touch ? "/v1/relationships/write" : "/v1/relationships/importbulk";
    const char* field = options_.touch ? "updates" : "relationships";
    json::object request;
    request[field] = std::exchange(batch_, {});
    bytes_ = 0;
    PEMBA_TRY(const json::object answer, session_.call(path, request));
    zookie_ = zookie_of(answer, "writtenAt");
    progress_.advance(size);
    ++batches_;
    return {};
}

Result<void> Importer::add_all(const std::vector<RelationTuple>& tuples) {
    for (const RelationTuple& tuple : tuples)
        PEMBA_CHECK_OK(add(tuple));
    return send();
}

Result<void> Importer::add_lines(console::TupleLines lines) {
    for (std::uint64_t place = 0;; ++place) {
        PEMBA_TRY(const auto line, lines.next());
        if (!line)
            return send();
        if (place >= options_.skip)
            PEMBA_CHECK_OK(add(line->tuple));
    }
}

json::object Importer::message(const RelationTuple& tuple) const {
    json::object relationship = relationship_json(tuple);
    if (!options_.touch)
        return relationship;
    return {{"operation", "OPERATION_TOUCH"}, {"relationship", std::move(relationship)}};
}

} // namespace pemba::client
