// What an environment tells of itself: sizes, room, and who reads.
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>

#include "storage/environment.h"

namespace pemba::storage {

Result<EnvironmentStatistics> Environment::statistics() const {
    PEMBA_TRY(auto transaction, begin_read());
    EnvironmentStatistics result;
    MDB_envinfo info{};
    mdb_env_info(env_, &info);
    for (std::size_t i = 0; i < kTables; ++i) {
        const Table table{static_cast<std::uint8_t>(i)};
        MDB_stat stat{};
        if (int rc = mdb_stat(transaction->handle(), dbi(table), &stat))
            return error_of(rc, fmt::format("read `{}`", name_of(table)));
        result.page_bytes = stat.ms_psize;
        result.tables[i] = {stat.ms_entries,
                            stat.ms_branch_pages + stat.ms_leaf_pages + stat.ms_overflow_pages};
    }
    result.used_pages = info.me_last_pgno + 1;
    result.map_bytes = info.me_mapsize;
    result.readers = info.me_numreaders;
    return result;
}

namespace {

// LMDB tells of readers only in text, a line each: process, thread, and the number of the snapshot
// that is read, or `-`.
int see_reader(const char* line, void* oldest) {
    const std::string_view text(line);
    const auto word = text.substr(0, text.find_last_not_of(" \n") + 1);
    const auto number = word.substr(word.find_last_of(' ') + 1);
    std::uint64_t snapshot = 0;
    if (std::from_chars(number.data(), number.data() + number.size(), snapshot).ec == std::errc{})
        *static_cast<std::uint64_t*>(oldest) =
            std::min(*static_cast<std::uint64_t*>(oldest), snapshot);
    return 0;
}

// LMDB keeps the pages that commits gave back in a table of its own, as lists that begin with
// their length.
Result<std::uint64_t> free_pages(MDB_txn* transaction) {
    constexpr MDB_dbi kFreeList = 0;
    MDB_cursor* cursor = nullptr;
    if (int rc = mdb_cursor_open(transaction, kFreeList, &cursor); rc != MDB_SUCCESS)
        return error_of(rc, "read the list of free pages");
    std::uint64_t pages = 0;
    MDB_val key{}, list{};
    int rc = MDB_SUCCESS;
    while ((rc = mdb_cursor_get(cursor, &key, &list, MDB_NEXT)) == MDB_SUCCESS) {
        std::size_t length = 0;
        std::memcpy(&length, list.mv_data, sizeof length);
        pages += length;
    }
    mdb_cursor_close(cursor);
    return rc == MDB_NOTFOUND ? Result<std::uint64_t>(pages)
                              : error_of(rc, "read the list of free pages");
}

} // namespace

Result<Room> Environment::room() const {
    PEMBA_TRY(auto transaction, begin_read());
    MDB_envinfo info{};
    MDB_stat stat{};
    const char* path = nullptr;
    mdb_env_info(env_, &info);
    mdb_env_stat(env_, &stat);
    mdb_env_get_path(env_, &path);
    forget_dead_readers();
    std::uint64_t oldest = info.me_last_txnid;
    mdb_reader_list(env_, see_reader, &oldest);
    std::error_code failed;
    const auto disk = std::filesystem::space(path, failed);
    if (failed)
        return Error{
            ErrorCode::StoreFailed,
            fmt::format("could not see how full the disk of `{}` is: {}", path, failed.message()),
            {}};
    Room room;
    PEMBA_TRY(const auto pages, free_pages(transaction->handle()));
    room.commits = info.me_last_txnid;
    room.oldest_reader_behind = info.me_last_txnid - oldest;
    room.free_bytes = pages * stat.ms_psize;
    room.free_disk_bytes = disk.available;
    room.writable_bytes =
        room.free_bytes +
        std::min<std::uint64_t>(info.me_mapsize - (info.me_last_pgno + 1) * stat.ms_psize,
                                disk.available);
    return room;
}

void Environment::forget_dead_readers() const {
    int dead = 0;
    mdb_reader_check(env_, &dead); // if it fails, their pages are kept until the next time
}

namespace {

int see_process(const char* line, void* is_mine) {
    const std::string_view text(line);
    const auto word = text.substr(std::min(text.find_first_not_of(' '), text.size()));
    pid_t number = 0;
    if (std::from_chars(word.data(), word.data() + word.size(), number).ec == std::errc{})
        *static_cast<bool*>(is_mine) |= number == ::getpid();
    return 0;
}

} // namespace

// LMDB tells readers of one process from another's by the process' number, and when one closes the
// folder forgets all that have its number. Two containers may well give the same number.
Result<void> Environment::check_process_number(const EnvironmentOptions& options) const {
    bool is_mine = false;
    mdb_reader_list(env_, see_process, &is_mine);
    if (!is_mine)
        return {};
    return Error{ErrorCode::StoreInUse,
                 fmt::format("the store in `{}` is being read by a process that has this one's "
                             "number, {}, in another container; run both in one",
                             options.directory.string(), ::getpid()),
                 {}};
}

} // namespace pemba::storage
