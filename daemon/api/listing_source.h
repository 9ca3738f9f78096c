// ListingSource: streams the rows of a lookup; each API says how a row and an error look.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "api/json_writer.h"
#include "http/message.h"
#include "pemba/engine.h"

namespace pemba::api {

/// Reads a chunk's rows and writes them: what waits for the client is numbers, not text.
template <class Row>
class ListingSource : public http::ChunkSource {
public:
    /// Keeps the engine for as long as rows are read.
    ListingSource(std::shared_ptr<const Engine> engine, Listing<Row> listing)
        : engine_(std::move(engine)), listing_(std::move(listing)) {}

    std::optional<std::string> next() final {
        if (listing_.size() == 0)
            return std::nullopt;
        auto rows = listing_.next(kRowsPerChunk);
        if (!rows) {
            listing_ = {};
            return error_line(rows.error());
        }
        JsonWriter out;
        for (const Row& row : *rows)
            write_row(out, row);
        return std::move(out).text();
    }

protected:
    [[nodiscard]] const Listing<Row>& listing() const { return listing_; }
    /// Writes a line.
    virtual void write_row(JsonWriter& out, const Row& row) const = 0;
    /// The last line of a stream whose rows cannot be read.
    [[nodiscard]] virtual std::string error_line(const Error& error) const = 0;

private:
    static constexpr std::size_t kRowsPerChunk = 512; ///< 64 to 256 KiB

    std::shared_ptr<const Engine> engine_; ///< goes after the listing
    Listing<Row> listing_;
};

} // namespace pemba::api
