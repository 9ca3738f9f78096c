// TupleReader: the tuples of one snapshot, as the graph walk sees them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "storage/closure.h"
#include "storage/environment.h"
#include "storage/overlay.h"
#include "tuple/ids.h"

namespace pemba::storage {

/// A tuple as a scan of one side finds it.
struct Member {
    NodeId node;
    DetailsMark mark = DetailsMark::None;
};

/// Which tuples a reader lets through. Used by one thread at a time.
class Admission {
public:
    virtual ~Admission() = default;
    /// Whether a tuple under this condition (or none) is there for whoever reads.
    [[nodiscard]] virtual bool admits(const TupleId& tuple, ConditionId condition) const = 0;
};

/// Reads the current tables through an optional overlay. Tuples that have expired, or are not
/// admitted, are not there.
/// Used by one thread at a time, while its transaction lives.
///
/// Errors are sticky, as with an iterator: after the first one every read finds nothing, and
/// error() tells what happened. Whoever answers a question asks error() before answering. The
/// budget is one of the errors.
class TupleReader {
public:
    TupleReader() = default;
    TupleReader(const TupleReader&) = delete;
    TupleReader& operator=(const TupleReader&) = delete;

    /// Begins a request: no error, no reads counted. `overlay` may be null and must outlive the
    /// request. `now` is what expiries are judged by; kBeforeAll shows every tuple that is stored.
    /// Admits everything.
    void begin(const Transaction& transaction, StoreId store, const Overlay* overlay, Timestamp now,
               std::uint64_t max_reads);
    static constexpr Timestamp kBeforeAll = Timestamp::min();

    /// Lets this request read at most so many tuples, if that is less than begin() said, and until
    /// the deadline only, at which it looks every few thousand reads.
    void lower_budget(std::uint64_t max_reads, std::chrono::steady_clock::time_point deadline);

    /// Reads through another overlay from now on; it may be null and must outlive the request.
    void look_through(const Overlay* overlay) {
        overlay_ = overlay && !overlay->empty() ? overlay : nullptr;
    }

    /// Lets this request read what is admitted only; null: everything. Outlives the request.
    void admit_by(const Admission* admission) { admission_ = admission; }

    /// A tuple's mark, if it is there. One point look-up.
    [[nodiscard]] std::optional<DetailsMark> find(const TupleId& tuple);

    /// Appends to `out` the members of a key with from <= member < end, in order, at most `limit`.
    /// Returns whether there may be more; go on from the last one's successor().
    bool scan(Side side, NodeId key, NodeId from, NodeId end, std::size_t limit,
              std::vector<Member>& out);

    /// The details of a tuple that is there with this mark. One point look-up, none without a mark.
    [[nodiscard]] TupleDetails details(const TupleId& tuple, DetailsMark mark);

    /// The first key at or after `from` that may have members (an overlay may have taken all of
    /// them).
    [[nodiscard]] std::optional<NodeId> next_key(Side side, NodeId from);

    // The closures of the current tables, whatever the overlay and the admission say: whoever asks
    // knows that those do not matter (leopard/README.md).
    /// What is known of a node's closure. One look-up.
    [[nodiscard]] Closure closure_of(NodeId node);
    /// Whether a node's closure has a member. One look-up.
    [[nodiscard]] InClosure closure_has(NodeId node, NodeId member);
    /// As scan(), of a complete closure's members.
    bool scan_closure(NodeId node, NodeId from, NodeId end, std::size_t limit,
                      std::vector<NodeId>& out);

    [[nodiscard]] bool failed() const { return error_.has_value(); }
    /// REQUIRES: failed().
    [[nodiscard]] const Error& error() const { return *error_; }
    /// Look-ups and tuples read since begin().
    [[nodiscard]] std::uint64_t reads() const { return reads_; }

    /// Counts work or memory that is not a read against the same budget.
    void spend(std::uint64_t cost) {
        spent_ += cost;
        if (spent_ > looks_up_at_) [[unlikely]]
            look_up();
    }

private:
    struct Table {
        TableCursor cursor;
        bool bound = false;
    };
    [[nodiscard]] MDB_cursor* bind(Table& table, storage::Table which);
    [[nodiscard]] MDB_cursor* cursor(Side side);
    [[nodiscard]] std::optional<Member> first_member(Side side, NodeId key, NodeId from);
    [[nodiscard]] std::optional<Member> next_member(Side side, NodeId last);
    /// A member that comes where only a later one may is damage, which could go in a circle.
    [[nodiscard]] std::optional<Member> in_order(Side side, std::optional<Member> member,
                                                 bool is_in_order);
    [[nodiscard]] std::optional<Member> member_of(int code, const MDB_val& value, Side side);
    [[nodiscard]] bool is_there(Side side, NodeId key, const Member& member);
    bool scan_tables(Side side, NodeId key, NodeId from, NodeId end, std::size_t limit,
                     std::vector<Member>& out);
    bool scan_merged(Side side, NodeId key, NodeId from, NodeId end, std::size_t limit,
                     std::vector<Member>& out);
    [[nodiscard]] std::optional<NodeId> closure_member(NodeId node, NodeId from);
    [[nodiscard]] std::optional<NodeId> next_closure_member();
    [[nodiscard]] std::optional<NodeId> closure_member_of(int code, const MDB_val& value);
    void fail(Error error);
    /// Whether the budget is used up or the deadline past, and when to look again.
    void look_up();

    const Transaction* transaction_ = nullptr;
    StoreId store_ = StoreId::Default;
    const Overlay* overlay_ = nullptr;
    const Admission* admission_ = nullptr;
    Timestamp now_ = kBeforeAll;
    std::uint64_t max_reads_ = 0, reads_ = 0, spent_ = 0;
    std::uint64_t looks_up_at_ = 0; ///< at most max_reads_
    std::chrono::steady_clock::time_point deadline_;
    std::optional<Error> error_;
    Table subjects_, usersets_, closures_;
};

} // namespace pemba::storage
