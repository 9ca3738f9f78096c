// CallRecord: lines as JSON.
#include "api/call_record.h"

#include <algorithm>
#include <chrono>

#include <fmt/chrono.h>

#include "api/json_document.h"
#include "api/trace_context.h"

namespace pemba::api {
namespace {

constexpr std::size_t kMostTuples = 100; // in one line; the changelog has all of a write
constexpr std::size_t kMostReasonBytes = 4096;
constexpr std::size_t kMostHeaderBytes = 128;

constexpr std::string_view kKinds[] = {"create", "touch", "ensure", "delete", "remove"};
constexpr std::string_view kDecisions[] = {"no", "yes", "conditional"};

// `2026-11-25T22:00:00.123456Z`; valid until this thread asks again. Only the digits after the dot
// are made anew within a second: a line has no time to lose.
std::string_view now() {
    using namespace std::chrono;
    thread_local sys_seconds second;
    thread_local std::string text;
    const auto time = floor<microseconds>(system_clock::now());
    if (const auto current = floor<seconds>(time); text.empty() || current != second) {
        second = current;
        text = fmt::format("{:%Y-%m-%dT%H:%M:%S}.000000Z",
                           fmt::gmtime(system_clock::to_time_t(second)));
    }
    auto rest = (time - second).count();
    for (std::size_t at = text.size() - 2; text[at] != '.'; --at, rest /= 10)
        text[at] = static_cast<char>('0' + rest % 10);
    return text;
}

// What came in a header or a path and has not been looked at yet: anything might.
std::string printable(std::string_view text) {
    std::string shown(text.substr(0, kMostHeaderBytes));
    std::ranges::replace_if(
        shown, [](char c) { return c < ' ' || c > '~'; }, '?');
    return shown;
}

// Names only: values are the caller's data.
void write_names(JsonWriter& out, std::string_view name, std::string_view context) {
    if (context.empty())
        return;
    JsonDocument document;
    if (document.parse(context) == 0)
        return;
    out.key(name).begin_array();
    for (auto* child = document.first_child(document.root()); child; child = document.next(*child))
        out.string(child->key);
    out.end_array();
}

void write_members(JsonWriter& out, const RelationTuple& tuple) {
    out.member("tuple", to_string(edge_of(tuple)));
    if (tuple.condition) {
        out.member("condition", tuple.condition->name);
        write_names(out, "condition_context", tuple.condition->context);
    }
    if (tuple.expires_at)
        out.member("expires", to_string(*tuple.expires_at));
}

// `"NAME":[…]` of the first, and `"NAME_total"` if there are more.
template <class Each, class Write>
void write_list(JsonWriter& out, const std::string& name, const std::vector<Each>& all,
                Write write) {
    out.key(name).begin_array();
    for (std::size_t i = 0; i < std::min(all.size(), kMostTuples); ++i) {
        out.begin_object();
        write(all[i]);
        out.end_object();
    }
    out.end_array();
    if (all.size() > kMostTuples)
        out.key(name + "_total").number(all.size());
}

void write_reason(JsonWriter& out, const WriteContext& context) {
    if (context.metadata.size() > kMostReasonBytes)
        out.key("reason_bytes").number(context.metadata.size());
    else if (!context.metadata.empty())
        out.key("reason").raw(context.metadata);
}

void write_filter(JsonWriter& out, const TupleFilter& filter) {
    const auto write = [&](std::string_view name, const std::optional<std::string>& value) {
        if (value)
            out.member(name, *value);
    };
    out.key("filter").begin_object();
    write("type", filter.namespace_name);
    write("id", filter.object_id);
    write("id_prefix", filter.object_id_prefix);
    write("relation", filter.relation);
    if (filter.subject) {
        out.member("subject_type", filter.subject->namespace_name);
        write("subject_id", filter.subject->id);
        write("subject_relation", filter.subject->relation);
    }
    out.end_object();
}

bool is_administrative(keys::Scope scope) {
    return scope == keys::Scope::Admin || scope == keys::Scope::Schema;
}

} // namespace

CallRecord::CallRecord(const Audit& audit, const http::Request& request, std::string_view route,
                       const Needs& needs, const Access::Judgement& judgement)
    : audit_(audit), request_(request), route_(route), needs_(needs), key_(judgement.key),
      nobody_(judgement.denial ? "unknown" : "anonymous") {}

void CallRecord::write_head(JsonWriter& out) const {
    out.member("time", now()).member("actor", key_ ? std::string_view(key_->name) : nobody_);
    if (key_)
        out.member("key", key_->id());
    out.member("client", request_.client).member("request", request_.id);
    if (const auto trace = trace_id_of(request_.headers); !trace.empty())
        out.member("trace", trace);
    if (!needs_.across_stores)
        out.member("store", printable(store_id_of(request_)));
    out.member("route", route_);
}

void CallRecord::keep_head() {
    if (!head_.empty())
        return;
    JsonWriter out;
    write_head(out);
    head_ = std::move(out).text();
}

void CallRecord::begin_line(JsonWriter& out, std::string_view event) const {
    out.begin_object();
    if (head_.empty())
        write_head(out);
    else
        out.raw(head_);
    out.member("event", event);
}

void CallRecord::tell(const JsonWriter& lines, std::size_t count) const {
    audit_.trail.append(lines.view(), count);
}

JsonWriter& CallRecord::details() {
    return details_ ? *details_ : details_.emplace();
}

void CallRecord::write_decision(JsonWriter& out, const AskedCheck& asked,
                                const Result<CheckResult>& answer) const {
    begin_line(out, "decision");
    out.member("resource", to_string(asked.userset.object));
    out.member("permission", asked.userset.relation).member("subject", to_string(asked.subject));
    write_names(out, "context", asked.context);
    if (!asked.tuples.empty())
        write_list(out, "tuples", asked.tuples,
                   [&](const RelationTuple& tuple) { write_members(out, tuple); });
    if (answer) {
        const auto permissionship = static_cast<std::size_t>(answer->decision.permissionship);
        out.member("decision", kDecisions[permissionship]);
        out.member("zookie", answer->checked_at.token);
    } else {
        out.member("decision", "error").member("error", to_string(answer.error().code));
    }
    out.end_object().newline();
}

void CallRecord::note(const AskedCheck& asked, const Result<CheckResult>& answer) {
    if (!audit_.tells(answer && answer->decision.is_yes()))
        return;
    JsonWriter out;
    write_decision(out, asked, answer);
    tell(out);
}

void CallRecord::note(const std::vector<CheckItem>& asked,
                      const std::vector<Result<CheckResult>>& answers) {
    JsonWriter out;
    std::size_t lines = 0;
    for (std::size_t i = 0; i < asked.size(); ++i) {
        if (!audit_.tells(answers[i] && answers[i]->decision.is_yes()))
            continue;
        keep_head();
        const CheckItem& item = asked[i];
        write_decision(out, {item.userset, item.subject, item.context, item.tuples}, answers[i]);
        ++lines;
    }
    if (lines > 0)
        tell(out, lines);
}

void CallRecord::note(const AskedLookup& asked, std::uint64_t found, const Zookie& at) {
    if (!audit_.tells(found > 0))
        return;
    JsonWriter out;
    begin_line(out, "lookup");
    out.member("resource", asked.resource).member("permission", asked.permission);
    out.member("subject", asked.subject).key("found").number(found);
    if (!at.token.empty())
        out.member("zookie", at.token);
    out.end_object().newline();
    tell(out);
}

void CallRecord::note(const WriteRequest& asked) {
    JsonWriter& out = details();
    write_list(out, "updates", asked.updates, [&](const TupleUpdate& update) {
        out.member("update", kKinds[static_cast<std::size_t>(update.kind)]);
        write_members(out, update.tuple);
    });
    write_reason(out, asked.context);
}

void CallRecord::note(const DeleteRequest& asked) {
    write_filter(details(), asked.filter);
    write_reason(details(), asked.context);
}

void CallRecord::note(const ImportRequest& asked) {
    JsonWriter& out = details();
    write_list(out, "imported", asked.tuples,
               [&](const RelationTuple& tuple) { write_members(out, tuple); });
}

void CallRecord::note(const Zookie& at) {
    details().member("zookie", at.token);
}

void CallRecord::note(std::string_view name, std::string_view value) {
    details().member(name, value);
}

void CallRecord::note(std::string_view name, std::uint64_t value) {
    details().key(name).number(value);
}

void CallRecord::refused(unsigned status, std::string_view reason) {
    JsonWriter out;
    begin_line(out, "refused");
    out.key("status").number(status).member("reason", reason).end_object().newline();
    tell(out);
}

void CallRecord::answered(unsigned status) {
    const bool writes = needs_.scope == keys::Scope::Write;
    if (!writes && !is_administrative(needs_.scope))
        return;
    JsonWriter out;
    begin_line(out, writes ? "write" : "administration");
    out.key("status").number(status);
    if (details_)
        out.raw(details_->view());
    out.end_object().newline();
    tell(out);
}

} // namespace pemba::api
