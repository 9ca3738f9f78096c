// YAML: documents of people's own, with the place of what is wrong in them, and their values as
// JSON.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>
#include <yaml-cpp/yaml.h>

#include "pemba/result.h"

namespace pemba::openfga {

/// Where something stands: a file, by the name that messages have for it, and a line from 1.
struct Place {
    std::string file;
    int line = 0;
};

/// `FILE:LINE: what`, an InvalidArgument.
[[nodiscard]] Error wrong_at(const Place& place, std::string_view what);

[[nodiscard]] Place place_of(const YAML::Node& node, const std::string& file);

/// The first document of a text. Errors: InvalidArgument, if it is not YAML.
[[nodiscard]] Result<YAML::Node> load_yaml(const std::string& text, const std::string& file);

/// Whether a node is there and is not null.
[[nodiscard]] bool has_value(const YAML::Node& node);

/// That a node is a map with no other keys than these: a mistyped one would be left out in silence.
/// Errors: InvalidArgument.
[[nodiscard]] Result<void> expect_keys(const YAML::Node& node, const std::string& file,
                                       std::initializer_list<std::string_view> keys);

/// A scalar's text. Errors: InvalidArgument, calling it `what`.
[[nodiscard]] Result<std::string> text_in(const YAML::Node& node, const std::string& file,
                                          std::string_view what);

/// A node as JSON. Plain scalars are numbers, booleans and null where YAML 1.2 says so; text in
/// quotes is text. O(values). Errors: InvalidArgument (a key is no scalar, or aliases make a
/// million values).
[[nodiscard]] Result<boost::json::value> json_of(const YAML::Node& node, const std::string& file);

} // namespace pemba::openfga
