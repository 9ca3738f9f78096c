// Key file: TOML to keys and back.
#include "keys/key_file.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "keys/toml_entries.h"
#include "keys/trusted_file.h"

namespace pemba::keys {
namespace {

constexpr std::string_view kHashPrefix = "sha256:";
constexpr std::size_t kMaxNameBytes = 64;
constexpr std::array kFields{"name",
                             "hash",
                             "scopes",
                             "stores",
                             "namespaces",
                             "requests-a-second",
                             "tuple-reads-a-second",
                             "created",
                             "expires"};

Error invalid(std::string message) {
    return {ErrorCode::InvalidArgument, std::move(message), {}};
}

// What can stand between quotes as it is.
bool is_plain(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
        return c > ' ' && c < 0x7F && c != '"' && c != '\\';
    });
}

Result<std::string> text_of(const toml::table& entry, std::string_view field) {
    if (const auto text = entry[field].value_exact<std::string>())
        return *text;
    return invalid(fmt::format("`{}` is missing or no text", field));
}

Result<std::optional<std::vector<std::string>>> list_of(const toml::table& entry,
                                                        std::string_view field) {
    if (!entry.contains(field))
        return std::optional<std::vector<std::string>>{};
    const toml::array* array = entry[field].as_array();
    if (array == nullptr || array->empty())
        return invalid(fmt::format("`{}` is no list of at least one text", field));
    std::vector<std::string> list;
    for (const toml::node& node : *array) {
        const auto text = node.value_exact<std::string>();
        if (!text || !is_plain(*text))
            return invalid(fmt::format("`{}` has something else than names", field));
        list.push_back(*text);
    }
    return std::optional(std::move(list));
}

Result<Scopes> scopes_of(const toml::table& entry) {
    PEMBA_TRY(const auto names, list_of(entry, "scopes"));
    Scopes scopes;
    for (const std::string& name : names.value_or(std::vector<std::string>{})) {
        const auto scope = scope_named(name);
        if (!scope)
            return invalid(fmt::format("there is no scope `{}`; there are `{}`", name,
                                       fmt::join(kScopeNames, "`, `")));
        scopes.add(*scope);
    }
    if (scopes.empty())
        return invalid("`scopes` is missing");
    return scopes;
}

Result<Hash> hash_field(const toml::table& entry) {
    PEMBA_TRY(const std::string text, text_of(entry, "hash"));
    if (text.starts_with(kHashPrefix))
        if (const auto hash = hash_from_hex(std::string_view(text).substr(kHashPrefix.size())))
            return *hash;
    return invalid("`hash` is not of the form `sha256:` and 64 digits of 0-9a-f");
}

Result<Seconds> time_of(const toml::table& entry, std::string_view field) {
    PEMBA_TRY(const std::string text, text_of(entry, field));
    if (const auto time = time_from_text(text))
        return *time;
    return invalid(fmt::format("`{}` is no time such as `2027-01-31T00:00:00Z`", field));
}

Result<Key> key_of(const toml::table& entry) {
    PEMBA_CHECK_OK(expect_known_fields(entry, kFields));
    Key key;
    PEMBA_TRY(key.name, text_of(entry, "name"));
    if (!is_key_name(key.name))
        return invalid("`name` is not 1 to 64 of the characters A-Z a-z 0-9 . _ -");
    PEMBA_TRY(key.hash, hash_field(entry));
    PEMBA_TRY(key.scopes, scopes_of(entry));
    PEMBA_TRY(key.stores, list_of(entry, "stores"));
    PEMBA_TRY(key.namespaces, list_of(entry, "namespaces"));
    PEMBA_TRY(key.a_second, quota_in(entry));
    PEMBA_TRY(key.created, time_of(entry, "created"));
    if (entry.contains("expires")) {
        PEMBA_TRY(key.expires, time_of(entry, "expires"));
    }
    return key;
}

std::string quoted_list(const std::vector<std::string>& texts) {
    std::string list;
    for (const std::string& text : texts)
        list += fmt::format("{}\"{}\"", list.empty() ? "" : ", ", text);
    return "[" + list + "]";
}

} // namespace

bool is_key_name(std::string_view name) {
    return !name.empty() && name.size() <= kMaxNameBytes &&
           std::ranges::all_of(name, [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '.' || c == '_' || c == '-';
           });
}

Result<std::vector<Key>> parse_keys(std::string_view text) {
    std::vector<Key> keys;
    PEMBA_CHECK_OK(for_each_entry(text, "key", "; keys are made with `pemba key create`",
                                  [&](const toml::table& entry) -> Result<void> {
                                      PEMBA_TRY(Key key, key_of(entry));
                                      if (std::ranges::find(keys, key.hash, &Key::hash) !=
                                          keys.end())
                                          return invalid("this hash stands there twice");
                                      keys.push_back(std::move(key));
                                      return {};
                                  }));
    return keys;
}

std::string print_keys(const std::vector<Key>& keys) {
    std::string text = "# The keys of pembad, written by `pemba key`.\n";
    for (const Key& key : keys) {
        text += fmt::format("\n[[key]]\nname = \"{}\"\nhash = \"{}{}\"\nscopes = {}\n", key.name,
                            kHashPrefix, to_hex(key.hash), quoted_list(key.scopes.names()));
        if (key.stores)
            text += fmt::format("stores = {}\n", quoted_list(*key.stores));
        if (key.namespaces)
            text += fmt::format("namespaces = {}\n", quoted_list(*key.namespaces));
        if (key.a_second.requests != 0)
            text += fmt::format("requests-a-second = {}\n", key.a_second.requests);
        if (key.a_second.tuple_reads != 0)
            text += fmt::format("tuple-reads-a-second = {}\n", key.a_second.tuple_reads);
        text += fmt::format("created = \"{}\"\n", to_text(key.created));
        if (key.expires)
            text += fmt::format("expires = \"{}\"\n", to_text(*key.expires));
    }
    return text;
}

Result<std::vector<Key>> read_key_file(const std::filesystem::path& file) {
    PEMBA_TRY(const std::string text, read_trusted_file(file));
    auto keys = parse_keys(text);
    if (!keys)
        return std::move(keys).error().with_context("`" + file.string() + "`");
    return keys;
}

} // namespace pemba::keys
