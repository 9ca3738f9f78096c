#include "engine/reader_pool.h"

#include <functional>
#include <thread>

namespace pemba::engine {

ReaderPool::Lease::~Lease() {
    if (!reader_)
        return;
    reader_->transaction->reset();
    in_use_->store(false, std::memory_order_release);
}

Result<ReaderPool::Lease> ReaderPool::acquire() {
    static thread_local const std::size_t first =
        std::hash<std::thread::id>{}(std::this_thread::get_id());
    for (std::size_t i = 0; i < kReaders; ++i) {
        auto& place = places_[(first + i) % kReaders];
        if (place.in_use.exchange(true, std::memory_order_acquire))
            continue;
        if (auto ok = prepare(place); !ok) {
            place.in_use.store(false, std::memory_order_release);
            return std::move(ok).error();
        }
        return Lease(place.reader.get(), &place.in_use);
    }
    return Error{ErrorCode::Overloaded, "too many reads at once", {{"limit", "readers"}}};
}

Result<void> ReaderPool::prepare(Place& place) const {
    if (place.reader)
        return place.reader->transaction->renew();
    auto reader = std::make_unique<Reader>();
    PEMBA_TRY(reader->transaction, environment_->begin_read());
    place.reader = std::move(reader);
    return {};
}

} // namespace pemba::engine
