// What stands behind a Listing: an answer in numbers.
#pragma once

#include <optional>

#include "engine/snapshot.h"
#include "graph/lookup.h"
#include "pemba/listing.h"

namespace pemba::engine {

/// Goes through what was found, in order.
class FoundReader {
public:
    FoundReader() = default;
    explicit FoundReader(graph::FoundSet found) : found_(std::move(found)) {}

    /// Leaves out what comes up to `last`. REQUIRES: nothing was taken.
    void skip(ObjectNumber last);
    [[nodiscard]] std::size_t size() const {
        return found_.certain.size() + found_.conditional.size() - certain_ - conditional_;
    }
    /// REQUIRES: size() > 0.
    [[nodiscard]] graph::Found take();

private:
    graph::FoundSet found_;
    std::size_t certain_ = 0, conditional_ = 0; ///< taken
};

/// Numbers never change what they name, so their ids can be read at any later time.
template <class Row>
struct ListingState {
    SnapshotOpener& snapshots; ///< by which ids are read
    StoreId store = StoreId::Default;
    storage::Guests guests; ///< ids that only the request knew
    Zookie looked_up_at = {};
    std::string cursor_prefix = {};
    std::optional<Row> wildcard = {}; ///< comes first
    FoundReader found = {};
    std::size_t left = 0; ///< of `found`, within the limit
    bool complete = true;
};

/// A place of a listing as cursors have it, before base64: the request's guests 3, number 6 bytes.
/// The prefix of a listing's cursors is in base64 already and ends after the guests.
[[nodiscard]] std::string listing_cursor_prefix(const OpenSnapshot& snapshot, std::uint64_t call);
[[nodiscard]] Cursor listing_cursor(const std::string& prefix, std::uint64_t place);
/// The number that a cursor's listing goes on after; nothing for an empty position, the start.
/// Errors: InvalidCursor, also if the store has come to know some of the ids that only the request
/// knew, so that these have other numbers now.
[[nodiscard]] Result<std::optional<ObjectNumber>> decode_place(std::string_view position,
                                                               const storage::Guests& guests);

} // namespace pemba::engine
