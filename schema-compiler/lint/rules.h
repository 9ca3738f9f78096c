// The rules, one function a file.
#pragma once

#include "diagnostics/sink.h"
#include "lint/holdings.h"
#include "sema/references.h"

namespace pemba::schema::ir {

/// Relations and permissions whose name repeats that of their definition.
void warn_of_names(const ir::Schema& schema, Sink& sink);

/// Arrows that lose the relation of a userset, lead to relations, or open to everybody.
void warn_of_arrows(const ir::Schema& schema, const sema::Symbols& symbols, Sink& sink);

/// Wildcards in what is called by a name of power: `admin`, `delete`.
void warn_of_powerful_wildcards(const ir::Schema& schema, const sema::Symbols& symbols,
                                const Holdings& holdings, Sink& sink);

/// Permissions, and intersections in them, that no subject can ever be in.
void warn_of_empty_permissions(const ir::Schema& schema, const sema::Symbols& symbols,
                               const Holdings& holdings, Sink& sink);

/// Relations that neither a permission nor another relation names. A definition without permissions
/// is asked about its relations, so all of them are in use.
void warn_of_unused_relations(const ir::Schema& schema, const sema::Symbols& symbols, Sink& sink);

} // namespace pemba::schema::ir
