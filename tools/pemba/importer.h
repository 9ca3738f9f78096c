// Importer: sends relation tuples to the server in batches, each written whole or not at all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "console/progress.h"
#include "console/tuple_lines.h"
#include "session.h"

namespace pemba::client {

/// What the server takes in one call that creates.
inline constexpr std::uint32_t kTuplesPerImport = 10'000;

struct ImportOptions {
    std::uint32_t batch_size = kTuplesPerImport;
    std::uint64_t skip = 0; ///< leave out so many of a text: they are in already
    bool touch = false;     ///< tuples that are there already are fine; smaller batches
};

/// Its session, options and progress must outlive it. Not thread-safe.
class Importer {
public:
    Importer(Session& session, const ImportOptions& options, console::Progress& progress);

    /// Sends tuples. Errors: those of Client; the progress tells how many are in.
    [[nodiscard]] Result<void> add_all(const std::vector<RelationTuple>& tuples);
    /// Sends those of a text. Errors: also those of its lines.
    [[nodiscard]] Result<void> add_lines(console::TupleLines lines);

    [[nodiscard]] std::uint64_t batches() const noexcept { return batches_; }
    /// Of the last batch; the API returns none for an import in bulk.
    [[nodiscard]] const std::string& zookie() const noexcept { return zookie_; }

private:
    [[nodiscard]] Result<void> add(const RelationTuple& tuple);
    [[nodiscard]] Result<void> send();
    [[nodiscard]] boost::json::object message(const RelationTuple& tuple) const;

    Session& session_;
    const ImportOptions& options_;
    console::Progress& progress_;
    std::size_t tuples_per_batch_;
    boost::json::array batch_;
    std::size_t bytes_ = 0;
    std::uint64_t batches_ = 0;
    std::string zookie_;
};

} // namespace pemba::client
