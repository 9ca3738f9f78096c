#include "storage/tuple_reader.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/key.h"
#include "storage/seal.h"

namespace pemba::storage {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint64_t kReadsBetweenLooks = 4'096; // a few milliseconds

constexpr storage::Table table_of(Side side) {
    return side == Side::Subjects ? storage::Table::Tuples : storage::Table::TuplesBySubject;
}

} // namespace

void TupleReader::begin(const Transaction& transaction, StoreId store, const Overlay* overlay,
                        Timestamp now, std::uint64_t max_reads) {
    transaction_ = &transaction;
    store_ = store;
    look_through(overlay);
    admission_ = nullptr;
    now_ = now;
    max_reads_ = looks_up_at_ = max_reads;
    deadline_ = Clock::time_point::max();
    reads_ = spent_ = 0;
    error_.reset();
    subjects_.bound = usersets_.bound = closures_.bound = false;
}

void TupleReader::fail(Error error) {
    if (!error_)
        error_ = std::move(error);
}

void TupleReader::lower_budget(std::uint64_t max_reads, Clock::time_point deadline) {
    max_reads_ = looks_up_at_ = std::min(max_reads_, max_reads);
    deadline_ = deadline;
    if (deadline_ != Clock::time_point::max())
        look_up();
}

void TupleReader::look_up() {
    if (spent_ > max_reads_)
        return fail(
            {ErrorCode::BudgetExceeded,
             fmt::format("the request took more work than reading {} tuples, which is its limit",
                         max_reads_),
             {{"limit", "tuple_reads"}, {"maximum", std::to_string(max_reads_)}}});
    if (Clock::now() >= deadline_)
        return fail({ErrorCode::DeadlineExceeded,
                     fmt::format("the request's deadline came after {} reads", reads_),
                     {}});
    looks_up_at_ = std::min(max_reads_, spent_ + kReadsBetweenLooks);
}

MDB_cursor* TupleReader::bind(Table& table, storage::Table which) {
    if (!table.bound) {
        if (auto ok = table.cursor.bind(*transaction_, which); !ok) {
            fail(std::move(ok).error());
            return nullptr;
        }
        table.bound = true;
    }
    return table.cursor.handle();
}

MDB_cursor* TupleReader::cursor(Side side) {
    return bind(side == Side::Subjects ? subjects_ : usersets_, table_of(side));
}

std::optional<Member> TupleReader::member_of(int code, const MDB_val& value, Side side) {
    ++reads_;
    spend(1);
    if (code == MDB_NOTFOUND || failed())
        return std::nullopt;
    if (code != MDB_SUCCESS || value.mv_size != sizeof(NodeValue)) {
        fail(error_of(code == MDB_SUCCESS ? MDB_CORRUPTED : code,
                      fmt::format("read `{}`", name_of(table_of(side)))));
        return std::nullopt;
    }
    std::string_view bytes(static_cast<char*>(value.mv_data), value.mv_size);
    return Member{node_of_value(bytes), mark_of_value(bytes)};
}

std::optional<Member> TupleReader::first_member(Side side, NodeId key, NodeId from) {
    auto* at = failed() ? nullptr : cursor(side);
    if (!at)
        return std::nullopt;
    auto key_bytes = node_key(store_, key);
    auto from_bytes = node_value(from);
    MDB_val k = to_val(view(key_bytes)), v = to_val(view(from_bytes));
    const auto member = member_of(mdb_cursor_get(at, &k, &v, MDB_GET_BOTH_RANGE), v, side);
    return in_order(side, member, member && from <= member->node);
}

std::optional<Member> TupleReader::next_member(Side side, NodeId last) {
    MDB_val k{}, v{};
    const auto member = member_of(mdb_cursor_get(cursor(side), &k, &v, MDB_NEXT_DUP), v, side);
    return in_order(side, member, member && last < member->node);
}

std::optional<Member> TupleReader::in_order(Side side, std::optional<Member> member,
                                            bool is_in_order) {
    if (!member || is_in_order) [[likely]]
        return member;
    fail({ErrorCode::StoreCorrupt,
          fmt::format("entries of `{}` are out of order", name_of(table_of(side))),
          {}});
    return std::nullopt;
}

TupleDetails TupleReader::details(const TupleId& tuple, DetailsMark mark) {
    if (mark == DetailsMark::None || failed())
        return {};
    spend(1);
    if (overlay_)
        if (const auto* change = overlay_->find(tuple); change && change->present)
            return overlay_->details(*change);
    ++reads_;
    auto bytes = get_sealed(*transaction_, storage::Table::TupleDetails,
                            view(tuple_key(store_, tuple)), "an entry of `tuple_details`");
    auto details = !bytes   ? Result<TupleDetails>(std::move(bytes).error())
                   : *bytes ? decode_details(**bytes)
                            : Result<TupleDetails>(TupleDetails{});
    if (details && details->mark() == mark)
        return *std::move(details);
    fail(details ? Error{ErrorCode::StoreCorrupt, "`tuple_details` and `tuples` disagree", {}}
                 : std::move(details).error());
    return {};
}

// Whether a stored tuple is there for this request: has not expired, and is admitted.
bool TupleReader::is_there(Side side, NodeId key, const Member& member) {
    bool may_expire = has_expiry(member.mark) && now_ != kBeforeAll;
    if (!may_expire && !admission_) [[likely]]
        return true;
    auto tuple = side == Side::Subjects ? TupleId{key, member.node} : TupleId{member.node, key};
    auto found = details(tuple, member.mark);
    return !failed() && (!may_expire || found.is_live(now_)) &&
           (!admission_ || admission_->admits(tuple, found.condition));
}

std::optional<DetailsMark> TupleReader::find(const TupleId& tuple) {
    std::optional<Member> found;
    const auto* change = overlay_ ? overlay_->find(tuple) : nullptr;
    if (change) {
        spend(1);
        if (change->present)
            found = {change->member, change->mark};
    } else {
        found = first_member(Side::Subjects, tuple.userset, tuple.subject);
    }
    if (!found || found->node != tuple.subject || failed() ||
        !is_there(Side::Subjects, tuple.userset, *found))
        return std::nullopt;
    return found->mark;
}

bool TupleReader::scan(Side side, NodeId key, NodeId from, NodeId end, std::size_t limit,
                       std::vector<Member>& out) {
    return overlay_ ? scan_merged(side, key, from, end, limit, out)
                    : scan_tables(side, key, from, end, limit, out);
}

bool TupleReader::scan_tables(Side side, NodeId key, NodeId from, NodeId end, std::size_t limit,
                              std::vector<Member>& out) {
    auto member = first_member(side, key, from);
    for (std::size_t taken = 0; member && member->node < end;
         member = next_member(side, member->node)) {
        if (!is_there(side, key, *member))
            continue;
        if (taken++ == limit)
            return true;
        out.push_back(*member);
    }
    return false;
}

// Two ordered lists, the tables' and the overlay's; where both name a member the overlay decides.
bool TupleReader::scan_merged(Side side, NodeId key, NodeId from, NodeId end, std::size_t limit,
                              std::vector<Member>& out) {
    auto changes = overlay_->members(side, key, from, end);
    auto change = changes.begin();
    auto member = first_member(side, key, from);
    std::size_t taken = 0;
    while (!failed()) {
        bool in_tables = member && member->node < end;
        bool in_overlay = change != changes.end();
        if (!in_tables && !in_overlay)
            return false;
        bool overlay_decides = in_overlay && (!in_tables || change->member <= member->node);
        auto current = overlay_decides ? Member{change->member, change->mark} : *member;
        if ((!overlay_decides || change->present) && is_there(side, key, current)) {
            if (taken++ == limit)
                return true;
            out.push_back(current);
        }
        if (in_tables && member->node == current.node)
            member = next_member(side, member->node);
        if (overlay_decides) {
            ++change;
            spend(1);
        }
    }
    return false;
}

std::optional<NodeId> TupleReader::next_key(Side side, NodeId from) {
    auto* at = failed() ? nullptr : cursor(side);
    if (!at)
        return std::nullopt;
    auto key_bytes = node_key(store_, from);
    MDB_val k = to_val(view(key_bytes)), v{};
    int rc = mdb_cursor_get(at, &k, &v, MDB_SET_RANGE);
    std::optional<NodeId> found;
    if (member_of(rc, v, side) && is_of_store({static_cast<char*>(k.mv_data), k.mv_size}, store_))
        found = node_of_key({static_cast<char*>(k.mv_data), k.mv_size});
    if (found && *found < from)
        found = in_order(side, Member{*found}, false) ? found : std::nullopt;
    if (overlay_)
        if (auto key = overlay_->next_key(side, from); key && (!found || *key < *found))
            found = key;
    return failed() ? std::nullopt : found;
}

// --- Closures ---------------------------------------------------------------------------------

std::optional<NodeId> TupleReader::closure_member_of(int code, const MDB_val& value) {
    ++reads_;
    spend(1);
    if (code == MDB_NOTFOUND || failed())
        return std::nullopt;
    if (code != MDB_SUCCESS || value.mv_size != sizeof(ClosureValue)) {
        fail(error_of(code == MDB_SUCCESS ? MDB_CORRUPTED : code, "read `leopard`"));
        return std::nullopt;
    }
    return NodeId::from_bits(base::load_big_endian(static_cast<char*>(value.mv_data), 8));
}

std::optional<NodeId> TupleReader::closure_member(NodeId node, NodeId from) {
    auto* at = failed() ? nullptr : bind(closures_, storage::Table::Leopard);
    if (!at)
        return std::nullopt;
    auto key_bytes = node_key(store_, node);
    auto from_bytes = closure_value(from);
    MDB_val k = to_val(view(key_bytes)), v = to_val(view(from_bytes));
    return closure_member_of(mdb_cursor_get(at, &k, &v, MDB_GET_BOTH_RANGE), v);
}

std::optional<NodeId> TupleReader::next_closure_member() {
    MDB_val k{}, v{};
    return closure_member_of(mdb_cursor_get(closures_.cursor.handle(), &k, &v, MDB_NEXT_DUP), v);
}

Closure TupleReader::closure_of(NodeId node) {
    auto header = closure_member(node, NodeId{});
    if (!header)
        return {};
    if (*header == closure::kIncomplete)
        return {Closure::State::Incomplete, 0, 0};
    std::size_t members = 0;
    mdb_cursor_count(closures_.cursor.handle(), &members);
    return {Closure::State::Complete, static_cast<std::uint32_t>(header->object()), members - 1};
}

InClosure TupleReader::closure_has(NodeId node, NodeId member) {
    auto found = closure_member(node, member);
    if (found == closure::kIncomplete)
        return InClosure::Unknown;
    return found == member ? InClosure::Yes : InClosure::No;
}

bool TupleReader::scan_closure(NodeId node, NodeId from, NodeId end, std::size_t limit,
                               std::vector<NodeId>& out) {
    auto member = closure_member(node, std::max(from, closure::first_member()));
    for (std::size_t taken = 0; member && *member < end; member = next_closure_member()) {
        if (taken++ == limit)
            return true;
        out.push_back(*member);
    }
    return false;
}

} // namespace pemba::storage
