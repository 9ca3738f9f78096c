// Contexts: servers that a person gave a name, kept in a file that only they can read.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "connection.h"
#include "pemba/result.h"

namespace pemba::client {

/// A server by name.
struct Context {
    std::string name;
    std::string endpoint;
    std::string key;        ///< may be empty: the server asks for none
    std::string store = {}; ///< of the server's stores, by id; empty: the default one
    TlsFiles tls = {};      ///< by absolute names

    friend bool operator==(const Context&, const Context&) = default;
};

/// What the file holds. Names are unique.
class Contexts {
public:
    /// `$XDG_CONFIG_HOME/pemba/contexts.json`, or below `~/.config`.
    [[nodiscard]] static std::filesystem::path default_path();

    /// Nothing saved yet is an empty value. Errors: InvalidArgument (the file does not make sense).
    [[nodiscard]] static Result<Contexts> load(const std::filesystem::path& path);
    /// Makes the folder if need be; the file's mode is 0600. Errors: StoreFailed.
    [[nodiscard]] Result<void> save(const std::filesystem::path& path) const;

    [[nodiscard]] const std::vector<Context>& all() const noexcept { return all_; }
    [[nodiscard]] const Context* find(std::string_view name) const noexcept;
    /// The one in use, if any.
    [[nodiscard]] const Context* current() const noexcept { return find(current_); }

    /// Adds or replaces it, and uses it.
    void set(Context context);
    /// Errors: InvalidArgument (no such context).
    [[nodiscard]] Result<void> use(std::string_view name);
    /// Errors: InvalidArgument (no such context).
    [[nodiscard]] Result<void> remove(std::string_view name);

private:
    [[nodiscard]] Result<std::size_t> place_of(std::string_view name) const;

    std::vector<Context> all_;
    std::string current_;
};

} // namespace pemba::client
