// Backup format: a snapshot's schema, counters and relation tuples as one text that says what it is
// and proves that it is whole:
//
//   # pemba backup 1
//   zookie egEAAAABe0D1…           of the snapshot
//   schema 3                       the number of lines that follow
//   definition user {}
//   …
//   counters 1                     the number of lines that follow
//   {"name":"members","relationshipFilter":{"resourceType":"team"}}
//   relationships
//   team:core#member@user:ann      one a line
//   end 1 sha256 9f86d081…         the number of relationships; of all that stands above
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backup/checksum.h"
#include "console/output_file.h"
#include "pemba/counter.h"
#include "pemba/relation_tuple.h"
#include "pemba/result.h"

namespace pemba::backup {

/// What stands before the relation tuples.
struct Header {
    std::string zookie;
    std::string schema; ///< empty: the store has none
    std::vector<Counter> counters;
};

/// Writes a backup piece by piece; the caller commits the file, which must outlive the writer. Not
/// thread-safe.
class Writer {
public:
    Writer(console::OutputFile& file, const Header& header);

    void add(const RelationTuple& tuple);
    /// Writes what proves that the backup is whole.
    void finish();

    [[nodiscard]] std::uint64_t tuples() const noexcept { return tuples_; }

private:
    void write(std::string_view text);
    void flush();

    console::OutputFile& file_;
    Checksum checksum_;
    std::string pending_;
    std::uint64_t tuples_ = 0;
};

/// A backup that was read. `tuples` views its text.
struct Backup {
    Header header;
    std::string_view tuples;    ///< lines, for console::TupleLines
    std::size_t first_line = 0; ///< the number of the first of them
    std::uint64_t tuple_count = 0;
    std::uint64_t expiring_tuples = 0; ///< how many of them have an expiry
};

/// Whether a text says that it is a backup, of this format or another.
[[nodiscard]] bool is_backup(std::string_view text);

/// Reads a backup and proves that it is whole: its checksum, its counts, and each tuple's text.
/// `name` is what errors call it. Errors: InvalidArgument, InvalidTuple; `NAME:LINE: reason` where
/// there is a line to name.
[[nodiscard]] Result<Backup> parse(std::string_view text, std::string_view name);

} // namespace pemba::backup
