// Dump format: a store's schema and relation tuples as one text that says what it is and that it is
// whole:
//
//   # pemba dump 1
//   schema 3                       the number of lines that follow
//   definition user {}
//   …
//   relationships
//   team:core#member@user:ann      one a line
//   end 1                          the number of relationships
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::database {

/// The parts of a dump. Views its text.
struct Dump {
    std::string_view schema;        ///< empty: the store has none
    std::string_view relationships; ///< lines
    std::size_t first_line = 0;     ///< the number of the first of them
    std::size_t count = 0;
};

/// What comes before the relationships.
[[nodiscard]] std::string dump_header(std::string_view schema);
/// What comes behind them.
[[nodiscard]] std::string dump_footer(std::uint64_t count);

/// Takes a dump apart; `name` is what errors call it. The relationships are not parsed, but the
/// number at the end is read. Errors: InvalidArgument, `NAME:LINE: reason`.
[[nodiscard]] Result<Dump> parse_dump(std::string_view text, std::string_view name);

} // namespace pemba::database
