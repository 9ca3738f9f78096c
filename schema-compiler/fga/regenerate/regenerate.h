// regenerate(): a schema as OpenFGA writes it, in its DSL and as JSON.
#pragma once

#include <string>

#include "ir/ir.h"
#include "pemba/result.h"

namespace pemba::schema::fga {

/// Whether the DSL tells, in comments, which module and file a part comes from.
enum class SourceInfo { Hidden, Shown };

/// The canonical DSL: relations and conditions by name, those of modules by module and file;
/// comments before what they belong to. The schema has no errors; it may be of another dialect.
/// Errors: InvalidSchema if it holds what the DSL has no words for, such as direct types that are
/// not the first operand. O(schema).
[[nodiscard]] Result<std::string> regenerate(const ir::Schema& schema,
                                             SourceInfo info = SourceInfo::Hidden);

/// The JSON form, without `id`, with every field that OpenFGA's API gives back. Errors:
/// InvalidSchema if the schema holds what a model cannot, such as expiring tuples. O(schema).
[[nodiscard]] Result<std::string> regenerate_json(const ir::Schema& schema);

} // namespace pemba::schema::fga
