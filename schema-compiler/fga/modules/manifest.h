// read_manifest(): `fga.mod`, the list of the files of a modular model.
#pragma once

#include <optional>
#include <vector>

#include "diagnostics/sink.h"
#include "ir/ir.h"

namespace pemba::schema::fga {

struct Manifest {
    ir::Name version;
    std::vector<ir::Name> files; ///< paths below the manifest's folder, with `/`
};

/// Reads the manifest, which is YAML; `text` begins at offset 0 of the sink's source. Nothing if
/// anything is wrong with it, which is reported. O(text).
[[nodiscard]] std::optional<Manifest> read_manifest(std::string_view text, Sink& sink);

} // namespace pemba::schema::fga
