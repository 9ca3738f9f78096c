// Tuple files: OpenFGA's lists of tuples in a file of their own.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include "openfga/yaml.h"
#include "pemba/relation_tuple.h"

namespace pemba::openfga {

/// Reads the text of a file by the end of its name: `.yaml`, `.yml` and `.json` (a list, or an
/// object with the list `tuples`), `.jsonl` (a tuple a line), `.csv` (a first line with
/// `user_type`, `user_id`, `relation`, `object_type`, `object_id`, and maybe `user_relation`,
/// `condition_name`, `condition_context`). Errors: InvalidArgument and InvalidTuple, with the
/// place.
[[nodiscard]] Result<std::vector<RelationTuple>> read_tuples(const std::string& text,
                                                             const std::string& file);

/// Reads a list that stands in a YAML document. Errors: as above.
[[nodiscard]] Result<std::vector<RelationTuple>> tuples_in(const YAML::Node& list,
                                                           const std::string& file);

} // namespace pemba::openfga
