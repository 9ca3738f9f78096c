// Key: names, random bits and hashes.
#include "keys/key.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <span>
#include <stdexcept>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace pemba::keys {
namespace {

constexpr std::size_t kIdDigits = 8;
constexpr std::string_view kDigits = "0123456789abcdef";

// Looked up once: OpenSSL's one-call form does it every time, for most of its cost.
const EVP_MD* sha256() {
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> found(
        EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
    return found.get();
}

std::string hex(std::span<const std::uint8_t> bytes) {
    std::string digits;
    digits.reserve(2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        digits.push_back(kDigits[byte >> 4]);
        digits.push_back(kDigits[byte & 0xF]);
    }
    return digits;
}

// The number of a text of digits, as many as it has.
std::optional<unsigned> number(std::string_view digits) {
    unsigned value = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9')
            return {};
        value = value * 10 + static_cast<unsigned>(c - '0');
    }
    return value;
}

bool has_form(std::string_view text, std::string_view form) {
    return std::ranges::equal(
        text, form, [](char c, char f) { return f == '0' ? '0' <= c && c <= '9' : c == f; });
}

} // namespace

std::string_view name_of(Scope scope) {
    return kScopeNames[static_cast<std::size_t>(scope)];
}

std::optional<Scope> scope_named(std::string_view name) {
    const auto* found = std::ranges::find(kScopeNames, name);
    if (found == kScopeNames.end())
        return {};
    return static_cast<Scope>(found - kScopeNames.begin());
}

Scopes Scopes::all() {
    Scopes scopes;
    for (std::size_t i = 0; i < kScopeNames.size(); ++i)
        scopes.add(static_cast<Scope>(i));
    return scopes;
}

std::vector<std::string> Scopes::names() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < kScopeNames.size(); ++i)
        if (has(static_cast<Scope>(i)))
            names.emplace_back(kScopeNames[i]);
    return names;
}

std::string Key::id() const {
    return hex(std::span(hash).first<kIdDigits / 2>());
}

std::string random_key() {
    Hash bits;
    if (RAND_priv_bytes(bits.data(), static_cast<int>(bits.size())) != 1)
        throw std::runtime_error("the operating system gives no random bits");
    return "pemba_" + to_hex(bits);
}

Hash hash_of(std::string_view key) {
    Hash hash;
    if (EVP_Digest(key.data(), key.size(), hash.data(), nullptr, sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 failed");
    return hash;
}

std::string to_hex(const Hash& hash) {
    return hex(hash);
}

std::optional<Hash> hash_from_hex(std::string_view digits) {
    Hash hash{};
    if (digits.size() != 2 * hash.size())
        return {};
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const std::size_t digit = kDigits.find(digits[i]);
        if (digit == kDigits.npos)
            return {};
        hash[i / 2] = static_cast<std::uint8_t>(hash[i / 2] << 4 | digit);
    }
    return hash;
}

std::string to_text(Seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::optional<Seconds> time_from_text(std::string_view text) {
    using namespace std::chrono;
    const std::string whole = std::string(text) + (text.size() == 10 ? "T00:00:00Z" : "");
    if (!has_form(whole, "0000-00-00T00:00:00Z"))
        return {};
    const auto part = [&](std::size_t at, std::size_t digits) {
        return *number(std::string_view(whole).substr(at, digits));
    };
    const year_month_day date{year(static_cast<int>(part(0, 4))), month(part(5, 2)),
                              day(part(8, 2))};
    if (!date.ok() || date.year() < year(1970) || part(11, 2) > 23 || part(14, 2) > 59 ||
        part(17, 2) > 59)
        return {};
    return sys_days(date) + hours(part(11, 2)) + minutes(part(14, 2)) + seconds(part(17, 2));
}

} // namespace pemba::keys
