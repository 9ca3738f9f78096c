// Relationship changes: what each sub-command of `relationship` sends to the server and prints.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.h"
#include "session.h"

namespace pemba::client {

/// What the server takes in one call.
inline constexpr std::uint32_t kUpdatesPerWrite = 1'000;
inline constexpr std::uint32_t kDeletesPerCall = 1'000;

/// What relationships of a command carry that do not say it themselves; empty: nothing.
struct CarriedArguments {
    std::string caveat;          ///< NAME or NAME:JSON
    std::string expiration_time; ///< of RFC 3339
};

struct WriteArguments {
    std::string verb;      ///< create, touch, delete
    std::string operation; ///< as the API names it
    std::vector<std::string> words;
    std::uint32_t batch_size = kUpdatesPerWrite;
    CarriedArguments carried;
};

struct BulkDeleteArguments {
    std::vector<std::string> filter;
    std::uint32_t limit = kDeletesPerCall;
    bool force = false;
};

struct ReadArguments {
    std::vector<std::string> filter;
    std::uint32_t limit = 0;
    ConsistencyArguments consistency;
};

/// One relationship, or those on standard input in batches; each batch is written whole or not at
/// all.
[[nodiscard]] Result<ExitStatus> write_relationships(Session& session,
                                                     const WriteArguments& arguments);

/// All that match, or none if there are more than the limit; with --force in several steps.
[[nodiscard]] Result<ExitStatus> delete_in_bulk(Session& session,
                                                const BulkDeleteArguments& arguments);

/// Prints a relationship a line.
[[nodiscard]] Result<ExitStatus> read_relationships(Session& session,
                                                    const ReadArguments& arguments);

} // namespace pemba::client
