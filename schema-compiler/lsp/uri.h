// URIs of files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pemba::schema::lsp {

/// The path of a `file:` URI; nothing for other URIs, such as those of texts that were never saved.
[[nodiscard]] std::optional<std::string> path_of(std::string_view uri);
[[nodiscard]] std::string uri_of(std::string_view path);

} // namespace pemba::schema::lsp
