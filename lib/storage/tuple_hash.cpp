#include "storage/tuple_hash.h"

#include "base/digest.h"

namespace pemba::storage {
namespace {

// Spreads a tuple's bits over 64 (the finaliser of splitmix64, twice).
std::uint64_t mix(std::uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
    value = (value ^ value >> 27) * 0x94d049bb133111ebu;
    return value ^ value >> 31;
}

} // namespace

std::uint64_t hash_of(const TupleId& tuple, DetailsMark mark) {
    return mix(mix(mix(tuple.userset.bits() + 0x9e3779b97f4a7c15u) ^ tuple.subject.bits()) +
               static_cast<std::uint64_t>(mark));
}

std::uint64_t hash_of(const TupleId& tuple, const TupleDetails& details) {
    const auto plain = hash_of(tuple, details.mark());
    return details.mark() == DetailsMark::None
               ? plain
               : mix(plain ^ base::fingerprint(encode_details(details)));
}

} // namespace pemba::storage
