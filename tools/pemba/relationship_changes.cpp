// relationship create, touch, delete, bulk-delete and read.
#include "relationship_changes.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/file.h"
#include "console/style.h"
#include "console/tuple_lines.h"
#include "fields.h"
#include "messages.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

json::object update_json(const std::string& operation, const RelationTuple& tuple) {
    return {{"operation", operation}, {"relationship", relationship_json(tuple)}};
}

std::string plural(std::uint64_t count) {
    return console::grouped(count) + (count == 1 ? " relationship" : " relationships");
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

Result<Written> write_text(Session& session, const WriteArguments& arguments,
                           std::string_view text) {
    PEMBA_CHECK_OK(console::count_tuples(text, "<stdin>"));
    console::TupleLines lines(text, "<stdin>");
    Written written;
    json::array updates;
    while (true) {
        PEMBA_TRY(const auto line, lines.next());
        if (line)
            updates.push_back(update_json(arguments.operation, line->tuple));
        const bool full = updates.size() >= arguments.batch_size || !line;
        if (full && !updates.empty()) {
            if (auto done = write_batch(session, std::exchange(updates, {}), written); !done)
                return std::move(done).error().with_context(
                    fmt::format("after {} were {}", plural(written.count), past(arguments.verb)));
        }
        if (!line)
            return written;
    }
}

Result<Written> write_what_is_asked(Session& session, const WriteArguments& arguments) {
    if (arguments.words.empty() || arguments.words == std::vector<std::string>{"-"}) {
        PEMBA_TRY(const std::string text, console::read_file("-"));
        return write_text(session, arguments, text);
    }
    PEMBA_TRY(const RelationTuple tuple, tuple_from(arguments.words));
    Written written;
    PEMBA_CHECK_OK(write_batch(session, {update_json(arguments.operation, tuple)}, written));
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
    PEMBA_TRY(const Written written, write_what_is_asked(session, arguments));
    if (session.json()) {
        session.print_json(written.last_answer);
        return ExitStatus::Ok;
    }
    fmt::print("{} {}\n", past(arguments.verb), plural(written.count));
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
            fmt::print("deleted {}\n", plural(deleted));
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
