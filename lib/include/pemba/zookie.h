// Zookie and Cursor: the two opaque tokens that clients carry, and what they ask of freshness.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "pemba/export.h"

namespace pemba {

/// The text of a zookie, kept in place: an answer carries one without taking memory for it. A text
/// that is longer than any zookie's is kept cut, yet still too long to be one, so that the call it
/// is given to refuses it as it refuses all that are no zookies.
class ZookieText {
public:
    static constexpr std::size_t kBytes = 32; ///< of every zookie

    ZookieText() = default;
    template <std::convertible_to<std::string_view> Text>
    ZookieText(const Text& text)
        : size_(static_cast<std::uint8_t>(std::string_view(text).copy(bytes_.data(), kBytes + 1))) {
    }

    [[nodiscard]] std::string_view view() const { return {bytes_.data(), size_}; }
    operator std::string_view() const { return view(); }
    [[nodiscard]] bool empty() const { return size_ == 0; }

    friend bool operator==(const ZookieText& a, const ZookieText& b) {
        return a.view() == b.view();
    }

private:
    std::array<char, kBytes + 1> bytes_{};
    std::uint8_t size_ = 0;
};

/// An opaque token that names a revision of a store. Each write returns one, and each answer names
/// the one it was computed at. The text is base64 and safe to keep in a database; only the engine
/// that made it can read it. A Zookie that was never given a token is empty and refused by every
/// call.
struct Zookie {
    ZookieText token;

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
