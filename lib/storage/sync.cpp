#include "storage/sync.h"

#include <fcntl.h>

namespace pemba::storage {

void begin_sync(const Transaction& transaction) {
    int file = -1;
    mdb_env_get_fd(mdb_txn_env(transaction.handle()), &file);
    ::sync_file_range(file, 0, 0, SYNC_FILE_RANGE_WRITE); // sync() tells what goes wrong
}

Result<void> sync(const Transaction& transaction) {
    int rc = mdb_env_sync(mdb_txn_env(transaction.handle()), 1);
    return rc == MDB_SUCCESS ? Result<void>{} : error_of(rc, "sync the store");
}

} // namespace pemba::storage
