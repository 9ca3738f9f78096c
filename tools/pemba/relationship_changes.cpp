// relationship create, touch, delete, bulk-delete and read.
#include "relationship_changes.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/counted.h"
#include "console/file.h"
#include "console/style.h"
#include "console/tuple_lines.h"
#include "messages/fields.h"
#include "messages/messages.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

json::object update_json(const std::string& operation, const RelationTuple& tuple) {
    return {{"operation", operation}, {"relationship", relationship_json(tuple)}};
}

// What the options say that all relationships of a command carry.
struct Carried {
    std::optional<TupleCondition> condition;
    std::optional<Timestamp> expires_at;
};

Result<Carried> carried_from(const CarriedArguments& arguments) {
    Carried carried;
    if (!arguments.caveat.empty()) {
        PEMBA_TRY(carried.condition, caveat_from(arguments.caveat));
    }
    if (arguments.expiration_time.empty())
        return carried;
    auto time = parse_timestamp(arguments.expiration_time);
    if (!time)
        return std::move(time).error().with_context("--expiration-time");
    carried.expires_at = *time;
    return carried;
}

Error said_twice(const RelationTuple& tuple, const char* option) {
    return {ErrorCode::InvalidArgument,
            fmt::format("`{}` says itself what {} says", to_string(tuple), option),
            {{"hint", "say it in one place"}}};
}

Result<void> put_on(RelationTuple& tuple, const Carried& carried) {
    if (carried.condition && tuple.condition)
        return said_twice(tuple, "--caveat");
    if (carried.expires_at && tuple.expires_at)
        return said_twice(tuple, "--expiration-time");
    if (carried.condition)
        tuple.condition = carried.condition;
    if (carried.expires_at)
        tuple.expires_at = carried.expires_at;
    return {};
}

// `created`, `touched`, `deleted`.
std::string past(const std::string& verb) {
    return verb + (verb.ends_with('e') ? "d" : "ed");
}

struct Written {
    std::uint64_t count = 0;
    json::object last_answer;
};

Result<void> write_batch(Session& session, json::array updates, Written& written) {
    const std::uint64_t size = updates.size();
    PEMBA_TRY(written.last_answer, session.call("/v1/relationships/write",
                                                json::object{{"updates", std::move(updates)}}));
    written.count += size;
    return {};
}

Result<std::vector<RelationTuple>> tuples_of(const WriteArguments& arguments) {
    std::vector<RelationTuple> tuples;
    if (arguments.words.empty() || arguments.words == std::vector<std::string>{"-"}) {
        PEMBA_TRY(const std::string text, console::read_file("-"));
        PEMBA_TRY(tuples, console::all_tuples(text, "<stdin>"));
    } else {
        PEMBA_TRY(RelationTuple tuple, tuple_from(arguments.words));
        tuples.push_back(std::move(tuple));
    }
    PEMBA_TRY(const Carried carried, carried_from(arguments.carried));
    for (RelationTuple& tuple : tuples)
        PEMBA_CHECK_OK(put_on(tuple, carried));
    return tuples;
}

Result<Written> write_all(Session& session, const WriteArguments& arguments,
                          const std::vector<RelationTuple>& tuples) {
    Written written;
    json::array updates;
    for (const RelationTuple& tuple : tuples) {
        updates.push_back(update_json(arguments.operation, tuple));
        if (updates.size() < arguments.batch_size && written.count + updates.size() < tuples.size())
            continue;
        auto done = write_batch(session, std::exchange(updates, {}), written);
        if (!done && written.count > 0)
            return std::move(done).error().with_context(
                fmt::format("after {} were {}", console::counted(written.count, "relationship"),
                            past(arguments.verb)));
        PEMBA_CHECK_OK(std::move(done));
    }
    return written;
}

Result<json::object> delete_once(Session& session, const TupleFilter& filter,
                                 const BulkDeleteArguments& arguments) {
    json::object request{{"relationshipFilter", filter_json(filter)},
                         {"optionalLimit", arguments.limit}};
    if (arguments.force)
        request["optionalAllowPartialDeletions"] = true;
    auto answer = session.call("/v1/relationships/delete", request);
    if (!answer && answer.error().detail("reason").ends_with("TRANSACTIONAL_DELETE"))
        answer.error().details.emplace_back("hint",
                                            "nothing was deleted; --force deletes them all");
    return answer;
}

} // namespace

Result<ExitStatus> write_relationships(Session& session, const WriteArguments& arguments) {
    PEMBA_TRY(const auto tuples, tuples_of(arguments));
    PEMBA_TRY(const Written written, write_all(session, arguments, tuples));
    if (session.json()) {
        session.print_json(written.last_answer);
        return ExitStatus::Ok;
    }
    fmt::print("{} {}\n", past(arguments.verb), console::counted(written.count, "relationship"));
    if (written.count > 0)
        session.print_written(zookie_of(written.last_answer, "writtenAt"));
    return ExitStatus::Ok;
}

Result<ExitStatus> delete_in_bulk(Session& session, const BulkDeleteArguments& arguments) {
    PEMBA_TRY(const TupleFilter filter, filter_from(arguments.filter));
    std::uint64_t deleted = 0;
    while (true) {
        PEMBA_TRY(json::object answer, delete_once(session, filter, arguments));
        const std::uint64_t now =
            std::strtoull(text_of(answer, "relationshipsDeletedCount").c_str(), nullptr, 10);
        deleted += now;
        if (text_of(answer, "deletionProgress") == "DELETION_PROGRESS_PARTIAL" && now > 0)
            continue;
        if (session.json()) {
            answer["relationshipsDeletedCount"] = std::to_string(deleted);
            session.print_json(answer);
        } else {
            fmt::print("deleted {}\n", console::counted(deleted, "relationship"));
            session.print_written(zookie_of(answer, "deletedAt"));
        }
        return ExitStatus::Ok;
    }
}

Result<ExitStatus> read_relationships(Session& session, const ReadArguments& arguments) {
    PEMBA_TRY(const TupleFilter filter, filter_from(arguments.filter));
    json::object request{{"relationshipFilter", filter_json(filter)}};
    if (arguments.limit > 0)
        request["optionalLimit"] = arguments.limit;
    put_consistency(arguments.consistency, request);
    PEMBA_TRY(Client * server, session.client());
    json::object last;
    PEMBA_CHECK_OK(
        server->stream("/v1/relationships/read", request, [&](const json::object& result) {
            if (session.json())
                session.print_json(result);
            else
                fmt::print("{}\n", to_string(relationship_from(object_of(result, "relationship"))));
            last = result;
        }));
    session.print_zookie(last, "readAt");
    return ExitStatus::Ok;
}

} // namespace pemba::client
