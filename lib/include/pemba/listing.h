// Listing: the answer of a lookup, read piece by piece.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "pemba/questions.h"

namespace pemba {

namespace engine {
template <class Row>
struct ListingState;
}

/// The whole answer was found when the listing was made, and is of one snapshot; what is left of it
/// takes 8 bytes a row, more where rows are conditional. Between two calls it holds nothing back in
/// the store. Used by one thread at a time; the engine that made it outlives it.
template <class Row>
class Listing {
public:
    Listing();                                                          ///< of no rows
    explicit Listing(std::unique_ptr<engine::ListingState<Row>> state); ///< the engine's
    ~Listing();
    Listing(Listing&& other) noexcept;
    Listing& operator=(Listing&& other) noexcept;

    [[nodiscard]] const Zookie& looked_up_at() const;
    /// Rows that are left.
    [[nodiscard]] std::size_t size() const;
    /// False: the request's limit cut it; go on with the cursor after its last row.
    [[nodiscard]] bool complete() const;

    /// The next rows, at most `count`, in their order. O(rows). Errors: StoreUnknown (it was
    /// deleted meanwhile), Overloaded, StoreCorrupt, StoreFailed.
    [[nodiscard]] Result<std::vector<Row>> next(std::size_t count);
    /// The cursor that goes on after a row of this listing.
    [[nodiscard]] Cursor cursor_after(const Row& row) const;
    /// What such cursors begin with, for rows that are kept without the listing.
    [[nodiscard]] const std::string& cursor_prefix() const;

private:
    std::unique_ptr<engine::ListingState<Row>> state_;
};

extern template class PEMBA_EXPORT Listing<FoundObject>;
extern template class PEMBA_EXPORT Listing<FoundSubject>;

using ObjectListing = Listing<FoundObject>;
using SubjectListing = Listing<FoundSubject>;

} // namespace pemba
