// The rules in their order.
#include "lint/lint.h"

#include "lint/rules.h"

namespace pemba::schema::ir {

void lint(const ir::Schema& schema, Sink& sink) {
    const sema::Symbols symbols(schema);
    const Holdings holdings(schema, symbols);
    warn_of_powerful_wildcards(schema, symbols, holdings, sink);
    // In the other languages relations are permissions, too, and may have any type of subject.
    if (schema.dialect != Dialect::Zed)
        return;
    warn_of_names(schema, sink);
    warn_of_arrows(schema, symbols, sink);
    warn_of_empty_permissions(schema, symbols, holdings, sink);
    warn_of_unused_relations(schema, symbols, sink);
}

} // namespace pemba::schema::ir
