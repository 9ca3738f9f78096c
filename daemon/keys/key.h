// Key: what a server knows of an API key: a hash, and what whoever has the key may do.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pemba::keys {

/// What a call needs, and a key may have. None contains another.
enum class Scope : std::uint8_t {
    Read,   ///< tuples, schemas and changes as they are stored
    Check,  ///< questions: checks, lookups
    Write,  ///< tuples
    Schema, ///< schemas and what is kept beside them
    Admin,  ///< stores as a whole
};
inline constexpr std::array kScopeNames{"read", "check", "write", "schema", "admin"};

[[nodiscard]] std::string_view name_of(Scope scope);
/// The scope of a name, or nothing.
[[nodiscard]] std::optional<Scope> scope_named(std::string_view name);

class Scopes {
public:
    [[nodiscard]] static Scopes all();
    void add(Scope scope) { bits_ |= bit(scope); }
    [[nodiscard]] bool has(Scope scope) const { return (bits_ & bit(scope)) != 0; }
    [[nodiscard]] bool empty() const { return bits_ == 0; }
    /// `check,read`, in the order of Scope.
    [[nodiscard]] std::vector<std::string> names() const;

private:
    static unsigned bit(Scope scope) { return 1U << static_cast<unsigned>(scope); }

    unsigned bits_ = 0;
};

using Hash = std::array<std::uint8_t, 32>;
using Seconds = std::chrono::sys_seconds; ///< UTC

/// What may be used in a second, on average and at once; 0: as much as there is.
struct Quota {
    std::uint64_t requests = 0;
    std::uint64_t tuple_reads = 0; ///< what the calls read, changes too, as the engine counts it

    [[nodiscard]] bool is_unlimited() const { return requests == 0 && tuple_reads == 0; }
};

struct Key {
    std::string name; ///< of whom or what has it; several keys may have one name
    Hash hash{};      ///< of the key
    Scopes scopes;
    std::optional<std::vector<std::string>> stores = {};     ///< the only ones, by id; nothing: all
    std::optional<std::vector<std::string>> namespaces = {}; ///< the only ones; nothing: all
    Quota a_second = {};
    Seconds created{};
    std::optional<Seconds> expires = {}; ///< from then on it opens nothing

    [[nodiscard]] bool has_expired(Seconds now) const { return expires && *expires <= now; }
    /// Beginning of the hash, which tells keys of one name apart.
    [[nodiscard]] std::string id() const;
};

/// A new key: `pemba_` and 256 random bits of the operating system's generator.
[[nodiscard]] std::string random_key();

/// SHA-256. A key is 256 random bits, so nobody can go through the keys that there might be: a slow
/// or a salted hash, as passwords need it, would cost every call and add nothing.
[[nodiscard]] Hash hash_of(std::string_view key);

/// Lower-case hexadecimal digits, and back; nothing if it is not 64 of them.
[[nodiscard]] std::string to_hex(const Hash& hash);
[[nodiscard]] std::optional<Hash> hash_from_hex(std::string_view digits);

/// `2027-01-31T00:00:00Z`, and back; a date without a time is its first second. Years 1970 to 9999.
[[nodiscard]] std::string to_text(Seconds time);
[[nodiscard]] std::optional<Seconds> time_from_text(std::string_view text);

} // namespace pemba::keys
