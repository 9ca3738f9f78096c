// Contexts: the file is a JSON object {"current": NAME, "contexts": [{name, endpoint, key,
// store, caFile, clientCertificate, clientKey}]}.
#include "contexts.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "console/file.h"
#include "messages/fields.h"

namespace pemba::client {
namespace {

namespace json = boost::json;
using namespace messages;

constexpr unsigned kOwnerOnly = 0600;

std::filesystem::path config_home() {
    if (const char* home = std::getenv("XDG_CONFIG_HOME"); home != nullptr && *home != '\0')
        return home;
    const char* home = std::getenv("HOME");
    return std::filesystem::path(home == nullptr ? "." : home) / ".config";
}

Error malformed(const std::filesystem::path& path) {
    return {
        ErrorCode::InvalidArgument,
        fmt::format("`{}` does not hold saved contexts", path.string()),
        {{"hint", "correct or remove the file, then say `pemba context set NAME ENDPOINT KEY`"}}};
}

} // namespace

std::filesystem::path Contexts::default_path() {
    return config_home() / "pemba" / "contexts.json";
}

Result<Contexts> Contexts::load(const std::filesystem::path& path) {
    Contexts contexts;
    std::error_code missing;
    if (!std::filesystem::exists(path, missing))
        return contexts;
    PEMBA_TRY(const std::string text, console::read_file(path.string()));
    boost::system::error_code wrong;
    const json::value value = json::parse(text, wrong);
    if (wrong || !value.is_object())
        return malformed(path);
    const json::value* list = value.get_object().if_contains("contexts");
    if (list == nullptr || !list->is_array())
        return malformed(path);
    for (const json::value& item : list->get_array()) {
        if (!item.is_object())
            return malformed(path);
        const json::object& object = item.get_object();
        contexts.set({.name = text_of(object, "name"),
                      .endpoint = text_of(object, "endpoint"),
                      .key = text_of(object, "key"),
                      .store = text_of(object, "store"),
                      .tls = {.ca = text_of(object, "caFile"),
                              .certificate = text_of(object, "clientCertificate"),
                              .key = text_of(object, "clientKey")}});
    }
    contexts.current_ = text_of(value.get_object(), "current");
    return contexts;
}

Result<void> Contexts::save(const std::filesystem::path& path) const {
    json::array list;
    for (const Context& context : all_)
        list.push_back({{"name", context.name},
                        {"endpoint", context.endpoint},
                        {"key", context.key},
                        {"store", context.store},
                        {"caFile", context.tls.ca},
                        {"clientCertificate", context.tls.certificate},
                        {"clientKey", context.tls.key}});
    const json::object file{{"current", current_}, {"contexts", std::move(list)}};
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    if (failed)
        return Error{ErrorCode::StoreFailed,
                     fmt::format("cannot make the folder `{}`: {}", path.parent_path().string(),
                                 failed.message()),
                     {}};
    return console::replace_file(path, json::serialize(file) + "\n", kOwnerOnly);
}

const Context* Contexts::find(std::string_view name) const noexcept {
    const auto found = std::find_if(all_.begin(), all_.end(),
                                    [&](const Context& context) { return context.name == name; });
    return found == all_.end() ? nullptr : &*found;
}

void Contexts::set(Context context) {
    current_ = context.name;
    const auto same = std::find_if(
        all_.begin(), all_.end(), [&](const Context& other) { return other.name == context.name; });
    if (same != all_.end())
        *same = std::move(context);
    else
        all_.push_back(std::move(context));
}

Result<std::size_t> Contexts::place_of(std::string_view name) const {
    if (const Context* found = find(name))
        return static_cast<std::size_t>(found - all_.data());
    return Error{ErrorCode::InvalidArgument,
                 fmt::format("no saved context is called `{}`", name),
                 {{"hint", "`pemba context list` shows them"}}};
}

Result<void> Contexts::use(std::string_view name) {
    PEMBA_TRY(const std::size_t place, place_of(name));
    current_ = all_[place].name;
    return {};
}

Result<void> Contexts::remove(std::string_view name) {
    PEMBA_TRY(const std::size_t place, place_of(name));
    if (current_ == name)
        current_.clear();
    all_.erase(all_.begin() + static_cast<std::ptrdiff_t>(place));
    return {};
}

} // namespace pemba::client
