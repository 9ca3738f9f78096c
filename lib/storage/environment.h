// Environment: one LMDB environment in a folder, its tables, and the transactions on it.
#pragma once

#include <lmdb.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "pemba/options.h"
#include "pemba/result.h"
#include "storage/entry_sums.h"
#include "storage/folder_lock.h"
#include "storage/table.h"

namespace pemba::storage {

/// What an LMDB return code means to Pemba. `doing` says what was tried, such as "read `tuples`".
[[nodiscard]] Error error_of(int code, std::string_view doing);

class Environment;

/// Bytes of a store. They live until the transaction ends or, in a write transaction, until its
/// next write.
using View = std::string_view;

/// What reading and writing transactions share: reading. Used by one thread at a time.
class Transaction {
public:
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// The value of a key, or nothing. For tables of sorted sets: the first of the set.
    [[nodiscard]] Result<std::optional<View>> get(Table table, View key) const;

    [[nodiscard]] MDB_txn* handle() const { return txn_; }
    [[nodiscard]] MDB_dbi dbi(Table table) const;
    [[nodiscard]] const Environment& environment() const { return *environment_; }

protected:
    Transaction(const Environment& environment, MDB_txn* txn)
        : environment_(&environment), txn_(txn) {}
    ~Transaction() = default;

    const Environment* environment_;
    MDB_txn* txn_;
};

/// A snapshot for reading. It can be reset (it then holds no pages back) and renewed to the newest
/// snapshot, which costs far less than a new one.
class ReadTransaction : public Transaction {
public:
    ReadTransaction(const Environment& environment, MDB_txn* txn) : Transaction(environment, txn) {}
    ~ReadTransaction();

    /// REQUIRES: reset() was called, or renew() failed.
    [[nodiscard]] Result<void> renew();
    void reset();
    /// Ends it for good, and keeps the tables that were opened in it.
    [[nodiscard]] Result<void> end();

    /// Which commit it sees. Under the same number every table is the same.
    [[nodiscard]] std::uint64_t commit_number() const { return mdb_txn_id(txn_); }
};

/// The one writer's transaction. Destruction without commit() undoes everything.
class WriteTransaction : public Transaction {
public:
    WriteTransaction(const Environment& environment, MDB_txn* txn)
        : Transaction(environment, txn) {}
    ~WriteTransaction();

    /// Sets the value of a key; in a table of sorted sets, adds it to the set.
    [[nodiscard]] Result<void> put(Table table, View key, View value);
    /// The same, faster when the key is the greatest of its table; right in any case.
    [[nodiscard]] Result<void> append(Table table, View key, View value);
    /// Removes a key, or with a value one member of its sorted set. Not being there is fine.
    [[nodiscard]] Result<void> erase(Table table, View key, std::optional<View> value = {});

    /// Makes the changes durable (unless the environment was opened otherwise) and ends the
    /// transaction. On an error nothing was changed.
    ///
    /// Before that it stores what became of the tables, as sums (entry_sums.h).
    [[nodiscard]] Result<void> commit();

private:
    friend class TableWriter;

    /// Puts in one of LMDB's ways, `put(key, value, flags)`, and keeps account. `appending`: LMDB's
    /// flags for a place at the end, if that is where it may belong. LMDB's return code.
    template <class Put>
    int put(Table table, View key, View value, unsigned appending, const Put& put);
    [[nodiscard]] Result<void> put(Table table, View key, View value, unsigned appending);
    [[nodiscard]] Result<void> subtract(Table table, View key);
    [[nodiscard]] Result<void> write_sums();

    EntrySums change_; ///< since the transaction began
};

/// Walks one table in order, key by key and member by member. Views follow View's rule. A cursor on
/// a write transaction must be gone before that ends; LMDB frees it then.
class TableCursor {
public:
    TableCursor() = default;
    TableCursor(const TableCursor&) = delete;
    TableCursor& operator=(const TableCursor&) = delete;
    ~TableCursor();

    /// Binds to a transaction; a cursor of an ended read transaction may be bound again.
    [[nodiscard]] Result<void> bind(const Transaction& transaction, Table table);
    /// Whether there is an entry at or after the key; positions there.
    [[nodiscard]] Result<bool> seek(View key);
    /// The next entry in order: the next member of a sorted set, then the next key.
    [[nodiscard]] Result<bool> next();
    /// The last entry of the table.
    [[nodiscard]] Result<bool> last();
    [[nodiscard]] Result<bool> previous();

    [[nodiscard]] View key() const { return {static_cast<char*>(key_.mv_data), key_.mv_size}; }
    [[nodiscard]] View value() const {
        return {static_cast<char*>(value_.mv_data), value_.mv_size};
    }

    /// For tuple_reader, which keeps LMDB's return codes out of its hot path.
    [[nodiscard]] MDB_cursor* handle() const { return cursor_; }

private:
    [[nodiscard]] Result<bool> move(MDB_cursor_op op);

    MDB_cursor* cursor_ = nullptr;
    Table table_ = Table::Meta;
    MDB_val key_{}, value_{};
};

struct EnvironmentOptions {
    std::filesystem::path directory;
    bool create = true;
    std::uint64_t map_bytes = 0;
    bool durable = true;
    OpeningCheck check = OpeningCheck::Doubtful; ///< page_walk.h
};

/// The key under which an error lists what is wrong with pages, a detail each.
inline constexpr std::string_view kProblemDetail = "problem";

/// How full the environment is.
struct EnvironmentStatistics {
    struct PerTable {
        std::uint64_t entries = 0, pages = 0;
    };
    std::array<PerTable, kTables> tables{};
    std::uint64_t page_bytes = 0, used_pages = 0, map_bytes = 0, readers = 0;
};

/// What can still be written, and who keeps it from being more.
struct Room {
    std::uint64_t commits = 0;              ///< ever
    std::uint64_t oldest_reader_behind = 0; ///< commits since the oldest snapshot that is read
    std::uint64_t free_bytes = 0;           ///< given back, of no snapshot that begins now
    std::uint64_t free_disk_bytes = 0;
    std::uint64_t writable_bytes = 0; ///< before the map or the disk is full
};

class Environment {
public:
    /// Opens the folder, takes its lock for this process and checks pages and format. Errors:
    /// StoreInUse, StoreCorrupt, StoreTooNew, StoreFull, StoreFailed.
    [[nodiscard]] static Result<std::unique_ptr<Environment>>
    open(const EnvironmentOptions& options);
    // What a store's folder holds.
    /// Where a file is made that is to become the store's; open() removes what is left of one.
    static constexpr const char* kUnfinishedStore = "unfinished-store";

    /// Opens the folder for reading only, whether or not another process has it open; one at a time
    /// does. A snapshot that is read keeps the other's pages from being written anew. REQUIRES:
    /// this process has not opened the folder. Errors: those of open().
    [[nodiscard]] static Result<std::unique_ptr<Environment>>
    open_for_reading(const EnvironmentOptions& options);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;

    /// Errors: Overloaded (too many read at once), StoreFailed.
    [[nodiscard]] Result<std::unique_ptr<ReadTransaction>> begin_read() const;
    /// Waits for another write transaction to end. Errors: StoreFailed.
    [[nodiscard]] Result<std::unique_ptr<WriteTransaction>> begin_write() const;
    [[nodiscard]] Result<EnvironmentStatistics> statistics() const;
    /// O(readers + pieces of free space). Errors: StoreFailed.
    [[nodiscard]] Result<Room> room() const;

    /// Writes the newest snapshot, without free space, as a store in an empty folder, and waits
    /// until it is on the disk. Reads that snapshot all the while. Errors: StoreFull, StoreFailed.
    [[nodiscard]] Result<void> copy_to(const std::filesystem::path& folder) const;
    /// Lets go what processes that have ended were reading. O(readers).
    void forget_dead_readers() const;

    [[nodiscard]] MDB_dbi dbi(Table table) const {
        return tables_[static_cast<std::size_t>(table)];
    }

private:
    enum class Access : std::uint8_t { Write, Read };

    explicit Environment(Access access = Access::Write) : access_(access) {}
    [[nodiscard]] static Result<void> check_is_there(const std::filesystem::path& directory);
    [[nodiscard]] Result<void> lock_directory(const EnvironmentOptions& options);
    /// Makes the file of a new store, if there is none: whole, or not at all whatever happens.
    [[nodiscard]] Result<void> make_file(const EnvironmentOptions& options);
    [[nodiscard]] Result<void> open_environment(const EnvironmentOptions& options);
    [[nodiscard]] static Result<void> check_pages(const EnvironmentOptions& options);
    /// As much as there is reason to.
    [[nodiscard]] Result<void> check_file(const EnvironmentOptions& options);
    [[nodiscard]] static Result<void> check_pages_beside_writer(const EnvironmentOptions& options);
    [[nodiscard]] Result<void> check_process_number(const EnvironmentOptions& options) const;
    [[nodiscard]] Result<void> open_tables();
    [[nodiscard]] Result<void> open_tables_for_reading();

    friend class WriteTransaction;

    Access access_;
    /// Holds the lock of the folder, and the number of this process; when it is closed well, what
    /// file is left.
    int lock_file_ = -1;
    bool known_sound_ = false; ///< the contents, by a look at them or since they were closed so
    /// Until it is open, since a commit failed, or because commits are not durable.
    mutable std::atomic<bool> in_doubt_{true};
    FolderLock copying_; ///< of one that only reads
    MDB_env* env_ = nullptr;
    std::array<MDB_dbi, kTables> tables_{};
};

inline MDB_dbi Transaction::dbi(Table table) const {
    return environment_->dbi(table);
}

inline MDB_val to_val(View view) {
    return {view.size(), const_cast<char*>(view.data())};
}

template <class Put>
int WriteTransaction::put(Table table, View key, View value, unsigned appending, const Put& put) {
    const unsigned only_new = has_sets(table) ? MDB_NODUPDATA : MDB_NOOVERWRITE;
    MDB_val k = to_val(key), v = to_val(value);
    int rc = put(&k, &v, appending | only_new);
    // LMDB refuses an append that is not at the end, and leaves everything as it was.
    if (rc == MDB_KEYEXIST && appending != 0)
        rc = put(&k, &(v = to_val(value)), only_new);
    if (rc == MDB_KEYEXIST && has_sets(table))
        return MDB_SUCCESS; // it is a member
    if (rc == MDB_KEYEXIST) {
        change_.remove(table, key, {static_cast<char*>(v.mv_data), v.mv_size});
        rc = put(&k, &(v = to_val(value)), 0);
    }
    if (rc == MDB_SUCCESS)
        change_.add(table, key, value);
    return rc;
}

} // namespace pemba::storage
