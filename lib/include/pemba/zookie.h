// Zookie and Cursor: the two opaque tokens that clients carry, and what they ask of freshness.
#pragma once

#include <string>
#include <utility>

#include "pemba/export.h"

namespace pemba {

/// An opaque token that names a revision of a store. Each write returns one, and each answer names
/// the one it was computed at. The text is base64 and safe to keep in a database; only the engine
/// that made it can read it. A Zookie that was never given a token is empty and refused by every
/// call.
struct Zookie {
    std::string token;

    friend bool operator==(const Zookie&, const Zookie&) = default;
};

/// An opaque token that names a place in a listing, bound to the revision the listing began at and
/// to the call's other arguments (its limit excepted).
struct Cursor {
    std::string token;

    friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// How fresh a read must be. The newest snapshot costs nothing extra here, so `newest` is the
/// default.
class Consistency {
public:
    enum class Kind { Newest, AtLeastAsFresh, ExactSnapshot };

    /// The newest committed revision.
    [[nodiscard]] static Consistency newest() { return {}; }
    /// The newest revision, which must be the zookie's or later.
    [[nodiscard]] static Consistency at_least_as_fresh(Zookie zookie) {
        return {Kind::AtLeastAsFresh, std::move(zookie)};
    }
    /// Exactly the zookie's revision, tuples and schema.
    [[nodiscard]] static Consistency exact_snapshot(Zookie zookie) {
        return {Kind::ExactSnapshot, std::move(zookie)};
    }

    Consistency() = default;

    [[nodiscard]] Kind kind() const { return kind_; }
    [[nodiscard]] const Zookie& zookie() const { return zookie_; }

private:
    Consistency(Kind kind, Zookie zookie) : kind_(kind), zookie_(std::move(zookie)) {}

    Kind kind_ = Kind::Newest;
    Zookie zookie_;
};

} // namespace pemba
