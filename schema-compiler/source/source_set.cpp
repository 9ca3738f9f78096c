// Finding the source of an offset.
#include "source/source_set.h"

#include <algorithm>

namespace pemba::schema {

std::size_t SourceSet::index_of(std::uint32_t offset) const {
    const auto next = std::upper_bound(
        sources_.begin() + 1, sources_.end(), offset,
        [](std::uint32_t at, const Source* source) { return at < source->begin(); });
    return static_cast<std::size_t>(next - sources_.begin()) - 1;
}

} // namespace pemba::schema
