#include "storage/environment.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fmt/format.h>

#include "base/assert.h"
#include "base/bytes.h"
#include "storage/file_error.h"
#include "storage/key.h"
#include "storage/page_walk.h"
#include "storage/sync.h"

namespace pemba::storage {
namespace {

constexpr unsigned kMaxReaders = 512;

std::string read_line(int lock_file) {
    char text[160];
    const auto size = ::pread(lock_file, text, sizeof text, 0);
    const std::string_view all(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    return std::string(all.substr(0, all.find('\n')));
}

// Whether that works is nobody's concern: it is a courtesy to the next one who asks, and a store on
// a full disk can still be read.
void write_line(int lock_file, std::string line) {
    line += '\n';
    if (::ftruncate(lock_file, 0) == 0) [[maybe_unused]]
        auto written = ::pwrite(lock_file, line.data(), line.size(), 0);
}

// The process that holds the lock, as it wrote it there.
std::string holder_of(int lock_file) {
    const auto pid = read_line(lock_file);
    return pid.empty() ? "another process" : fmt::format("process {}", pid);
}

// What a file is left as: whoever writes to it, replaces it or copies it makes another of it.
std::string closing_line(const struct stat& file) {
    return fmt::format("closed: file {}, {} bytes, written at {}.{:09}, changed at {}.{:09}",
                       file.st_ino, file.st_size, file.st_mtim.tv_sec, file.st_mtim.tv_nsec,
                       file.st_ctim.tv_sec, file.st_ctim.tv_nsec);
}

std::string closing_line(const std::filesystem::path& file) {
    struct stat found {};
    return ::stat(file.c_str(), &found) == 0 ? closing_line(found) : std::string();
}

// Of the file that is open, whatever has its name by now.
std::string closing_line(MDB_env* environment) {
    int file = -1;
    struct stat found {};
    return mdb_env_get_fd(environment, &file) == MDB_SUCCESS && ::fstat(file, &found) == 0
               ? closing_line(found)
               : std::string();
}

} // namespace

Error error_of(int code, std::string_view doing) {
    auto error = [&](ErrorCode kind, std::string_view reason) {
        return Error{kind, fmt::format("could not {}: {}", doing, reason), {}};
    };
    switch (code) {
    case MDB_MAP_FULL:
        return error(ErrorCode::StoreFull,
                     "the store has reached its largest size; nothing was changed. "
                     "Open it with a larger map size");
    case ENOSPC:
    case EDQUOT:
        return error(ErrorCode::StoreFull, "no space left on the device; nothing was changed");
    case EIO: // LMDB's word, too, for a write that was cut short
        return error(ErrorCode::StoreFailed, "the disk fails or is full");
    case MDB_READERS_FULL:
        return error(ErrorCode::Overloaded, "too many reads at once; try again later");
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
    case MDB_BAD_VALSIZE:
    case MDB_INCOMPATIBLE:
        return error(ErrorCode::StoreCorrupt,
                     fmt::format("{}; restore the store from a backup, or dump what is "
                                 "readable with `pembadb dump`",
                                 mdb_strerror(code)));
    case MDB_PANIC:
        return error(ErrorCode::StoreFailed,
                     "an earlier write broke off in the middle; what was committed before is safe, "
                     "close the store and open it again");
    default: return error(ErrorCode::StoreFailed, mdb_strerror(code));
    }
}

Result<std::unique_ptr<Environment>> Environment::open(const EnvironmentOptions& options) {
    std::unique_ptr<Environment> environment(new Environment);
    PEMBA_CHECK_OK(environment->lock_directory(options));
    PEMBA_CHECK_OK(environment->make_file(options));
    PEMBA_CHECK_OK(environment->check_file(options));
    PEMBA_CHECK_OK(environment->open_environment(options));
    PEMBA_CHECK_OK(environment->open_tables());
    environment->in_doubt_ = !options.durable;
    return environment;
}

Environment::~Environment() {
    const auto left = env_ && known_sound_ && !in_doubt_ ? closing_line(env_) : std::string();
    if (env_)
        mdb_env_close(env_);
    if (lock_file_ < 0)
        return;
    if (!left.empty())
        write_line(lock_file_, left);
    ::close(lock_file_); // gives the lock back
}

Result<void> Environment::check_is_there(const std::filesystem::path& directory) {
    std::error_code failure;
    if (std::filesystem::exists(directory / kDataFile, failure))
        return {};
    return Error{
        ErrorCode::StoreFailed, fmt::format("there is no store in `{}`", directory.string()), {}};
}

Result<void> Environment::lock_directory(const EnvironmentOptions& options) {
    const auto& directory = options.directory;
    std::error_code failure;
    if (!options.create)
        PEMBA_CHECK_OK(check_is_there(directory));
    std::filesystem::create_directories(directory, failure);
    auto path = directory / "pemba.lock";
    lock_file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
    if (lock_file_ < 0)
        return file_error("open", path);
    if (::flock(lock_file_, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return file_error("lock", path);
        return Error{
            ErrorCode::StoreInUse,
            fmt::format("the store in `{}` is in use by {}; stop it first, or use another folder",
                        directory.string(), holder_of(lock_file_)),
            {}};
    }
    const auto left = closing_line(directory / kDataFile);
    known_sound_ = !left.empty() && read_line(lock_file_) == left;
    write_line(lock_file_, std::to_string(::getpid()));
    // A power failure is not to bring back that line, nor the times of a file that is written to.
    if (known_sound_ && options.durable)
        ::fsync(lock_file_);
    return {};
}

// A power failure may leave anything of a file that is being made. So it is made elsewhere, and
// gets its name when it is on disk. Making one is rare, so the syncs cost nobody anything.
Result<void> Environment::make_file(const EnvironmentOptions& options) {
    const auto path = options.directory / kDataFile;
    auto elsewhere = options;
    elsewhere.directory /= kUnfinishedStore;
    std::error_code failure;
    std::filesystem::remove_all(elsewhere.directory, failure); // of an earlier attempt
    if (std::filesystem::exists(path, failure))
        return {};
    std::filesystem::create_directory(elsewhere.directory, failure);
    {
        Environment fresh;
        PEMBA_CHECK_OK(fresh.open_environment(elsewhere));
        PEMBA_CHECK_OK(fresh.open_tables());
    }
    if (std::rename((elsewhere.directory / kDataFile).c_str(), path.c_str()) != 0)
        return file_error("make", path);
    std::filesystem::remove_all(elsewhere.directory, failure); // nothing in it is needed
    PEMBA_CHECK_OK(sync_folder(options.directory));
    known_sound_ = true;
    return sync_folder(options.directory / "..");
}

Result<void> Environment::open_environment(const EnvironmentOptions& options) {
    auto opening = fmt::format("open the store in `{}`", options.directory.string());
    int rc = mdb_env_create(&env_);
    if (rc == MDB_SUCCESS)
        rc = mdb_env_set_maxdbs(env_, kTables);
    if (rc == MDB_SUCCESS)
        rc = mdb_env_set_maxreaders(env_, kMaxReaders);
    if (rc == MDB_SUCCESS)
        rc = mdb_env_set_mapsize(env_, options.map_bytes);
    // NOTLS: a read transaction belongs to whoever holds it, not to a thread.
    unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (options.durable ? 0u : MDB_NOSYNC) |
                     (access_ == Access::Read ? MDB_RDONLY : 0u);
    if (rc == MDB_SUCCESS)
        rc = mdb_env_open(env_, options.directory.c_str(), flags, kFileMode);
    if (rc != MDB_SUCCESS)
        return error_of(rc, opening);
    return check_process_number(options);
}

Result<void> Environment::check_file(const EnvironmentOptions& options) {
    auto chosen = options;
    if (options.check == OpeningCheck::Doubtful)
        chosen.check = known_sound_ ? OpeningCheck::Roots : OpeningCheck::Contents;
    auto checked = check_pages(chosen);
    if (chosen.check == OpeningCheck::Contents)
        known_sound_ = checked.has_value();
    return checked;
}

// LMDB trusts what it reads. A file that was cut short would kill the process at the first read
// behind its end, and an empty one would be taken for a new store.
Result<void> Environment::check_pages(const EnvironmentOptions& options) {
    const auto file = options.directory / kDataFile;
    PEMBA_TRY(auto problems, options.check == OpeningCheck::Contents ? find_damaged_contents(file)
                                                                     : find_damaged_roots(file));
    if (problems.empty())
        return {};
    Error error{ErrorCode::StoreCorrupt,
                fmt::format("`{}` is damaged: {}; restore it from a backup, or look at all of it "
                            "with `pembadb verify`",
                            file.string(), problems.front()),
                {}};
    for (auto& problem : problems)
        error.details.emplace_back(kProblemDetail, std::move(problem));
    return error;
}

namespace {

Result<void> check_format(const Transaction& transaction) {
    PEMBA_TRY(auto found, transaction.get(Table::Meta, kFormatKey));
    if (!found || found->size() != 4)
        return Error{
            ErrorCode::StoreCorrupt, "this is not a Pemba store: it has no format version", {}};
    auto number = base::load_big_endian(found->data(), 4);
    if (number < kFormatVersion)
        return Error{
            ErrorCode::StoreTooNew,
            fmt::format("the store has format {}, which this program no longer reads; dump it with "
                        "the `pembadb` that wrote it and load the dump into a new store",
                        number),
            {}};
    if (number > kFormatVersion)
        return Error{
            ErrorCode::StoreTooNew,
            fmt::format("the store has format {} and this program knows format {}; open it "
                        "with the program that wrote it, or a newer one",
                        number, kFormatVersion),
            {}};
    return {};
}

Error no_table(const char* name, int code) {
    return error_of(code == MDB_NOTFOUND ? MDB_CORRUPTED : code,
                    fmt::format("open table `{}`", name));
}

} // namespace

Result<void> Environment::open_tables() {
    PEMBA_TRY(auto transaction, begin_write());
    bool fresh = false;
    for (std::size_t number = 0; number < kTables; ++number) {
        const auto table = static_cast<Table>(number);
        const auto* name = name_of(table);
        const auto flags = flags_of(table);
        auto& dbi = tables_[number];
        int rc = mdb_dbi_open(transaction->handle(), name, flags, &dbi);
        if (table == Table::Meta)
            fresh = rc == MDB_NOTFOUND;
        if (rc == MDB_NOTFOUND && fresh)
            rc = mdb_dbi_open(transaction->handle(), name, flags | MDB_CREATE, &dbi);
        if (rc != MDB_SUCCESS)
            return no_table(name, rc);
        // The version comes first: another format may have other tables.
        if (table == Table::Meta && fresh)
            PEMBA_CHECK_OK(transaction->put(Table::Meta, kFormatKey, view(format_value())));
        else if (table == Table::Meta)
            PEMBA_CHECK_OK(check_format(*transaction));
    }
    return transaction->commit();
}

Result<void> Environment::open_tables_for_reading() {
    PEMBA_TRY(auto transaction, begin_read());
    for (std::size_t number = 0; number < kTables; ++number) {
        const auto table = static_cast<Table>(number);
        const int rc =
            mdb_dbi_open(transaction->handle(), name_of(table), flags_of(table), &tables_[number]);
        if (rc != MDB_SUCCESS)
            return no_table(name_of(table), rc);
        if (table == Table::Meta)
            PEMBA_CHECK_OK(check_format(*transaction));
    }
    return transaction->end();
}

Result<std::unique_ptr<ReadTransaction>> Environment::begin_read() const {
    MDB_txn* txn = nullptr;
    if (int rc = mdb_txn_begin(env_, nullptr, MDB_RDONLY, &txn); rc != MDB_SUCCESS)
        return error_of(rc, "begin a read");
    return std::make_unique<ReadTransaction>(*this, txn);
}

Result<std::unique_ptr<WriteTransaction>> Environment::begin_write() const {
    MDB_txn* txn = nullptr;
    if (int rc = mdb_txn_begin(env_, nullptr, 0, &txn); rc != MDB_SUCCESS)
        return error_of(rc, "begin a write");
    return std::make_unique<WriteTransaction>(*this, txn);
}

} // namespace pemba::storage
