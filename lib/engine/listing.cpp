#include "engine/listing.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/digest.h"

namespace pemba {
namespace engine {
namespace {

constexpr std::size_t kGuestBytes = 3, kNumberBytes = 6;
static_assert(kMaxGuests < std::uint64_t{1} << 8 * kGuestBytes);

} // namespace

void FoundReader::skip(ObjectNumber last) {
    auto certain = std::ranges::upper_bound(found_.certain, last);
    auto conditional =
        std::ranges::upper_bound(found_.conditional, last, {}, &graph::Found::object);
    certain_ = static_cast<std::size_t>(certain - found_.certain.begin());
    conditional_ = static_cast<std::size_t>(conditional - found_.conditional.begin());
}

graph::Found FoundReader::take() {
    bool is_certain = conditional_ == found_.conditional.size() ||
                      (certain_ < found_.certain.size() &&
                       found_.certain[certain_] < found_.conditional[conditional_].object);
    if (is_certain)
        return {found_.certain[certain_++], {Permissionship::Yes, {}}};
    return std::move(found_.conditional[conditional_++]);
}

std::string listing_cursor_prefix(const OpenSnapshot& snapshot, std::uint64_t call) {
    auto bytes = cursor_prefix(snapshot.epoch(), snapshot.revision(), call);
    base::append_big_endian(bytes, snapshot.guests().size(), kGuestBytes);
    PEMBA_ASSERT(bytes.size() % 3 == 0); // else the base64 of two parts were not that of the whole
    return base::to_base64(bytes);
}

Cursor listing_cursor(const std::string& prefix, std::uint64_t place) {
    std::string number;
    base::append_big_endian(number, place, kNumberBytes);
    return {prefix + base::to_base64(number)};
}

Result<std::optional<ObjectNumber>> decode_place(std::string_view position,
                                                 const storage::Guests& guests) {
    if (position.empty())
        return std::optional<ObjectNumber>();
    if (position.size() != kGuestBytes + kNumberBytes)
        return Error{ErrorCode::InvalidCursor, "this is not a cursor", {}};
    auto guests_then = base::load_big_endian(position.data(), kGuestBytes);
    auto number = base::load_big_endian(position.data() + kGuestBytes, kNumberBytes);
    if (number > kMaxObjectNumber && guests_then != guests.size())
        return Error{ErrorCode::InvalidCursor,
                     "ids that only this listing knew have been stored since: begin again",
                     {}};
    return std::optional(ObjectNumber{number});
}

} // namespace engine

template <class Row>
Listing<Row>::Listing() = default;
template <class Row>
Listing<Row>::Listing(std::unique_ptr<engine::ListingState<Row>> state)
    : state_(std::move(state)) {}
template <class Row>
Listing<Row>::~Listing() = default;
template <class Row>
Listing<Row>::Listing(Listing&& other) noexcept = default;
template <class Row>
Listing<Row>& Listing<Row>::operator=(Listing&& other) noexcept = default;

template <class Row>
const Zookie& Listing<Row>::looked_up_at() const {
    static const Zookie kNever;
    return state_ ? state_->looked_up_at : kNever;
}

template <class Row>
std::size_t Listing<Row>::size() const {
    return state_ ? state_->left + (state_->wildcard ? 1 : 0) : 0;
}

template <class Row>
bool Listing<Row>::complete() const {
    return !state_ || state_->complete;
}

template <class Row>
Result<std::vector<Row>> Listing<Row>::next(std::size_t count) {
    std::vector<Row> rows;
    rows.reserve(std::min(count, size()));
    if (rows.capacity() == 0)
        return rows;
    auto& state = *state_;
    PEMBA_TRY(auto snapshot, state.snapshots.open(state.store, Consistency::newest(), {}));
    storage::ObjectIds ids(snapshot.transaction(), state.store, &state.guests);
    if (state.wildcard)
        rows.push_back(*std::exchange(state.wildcard, std::nullopt));
    for (; rows.size() < count && state.left > 0; --state.left) {
        auto [object, decision] = state.found.take();
        PEMBA_TRY(auto id, ids.id_of(object));
        auto& row = rows.emplace_back();
        row.id = id;
        row.decision = std::move(decision);
        row.place = static_cast<std::uint64_t>(object);
    }
    return rows;
}

template <class Row>
Cursor Listing<Row>::cursor_after(const Row& row) const {
    return engine::listing_cursor(cursor_prefix(), row.place);
}

template <class Row>
const std::string& Listing<Row>::cursor_prefix() const {
    static const std::string kNone;
    return state_ ? state_->cursor_prefix : kNone;
}

template class Listing<FoundObject>;
template class Listing<FoundSubject>;

Cursor LookupObjectsResult::cursor_after(std::size_t index) const {
    return engine::listing_cursor(cursor_prefix, objects[index].place);
}
Cursor LookupSubjectsResult::cursor_after(std::size_t index) const {
    return engine::listing_cursor(cursor_prefix, subjects[index].place);
}

} // namespace pemba
