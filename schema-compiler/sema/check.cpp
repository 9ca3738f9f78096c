// The checks in their order.
#include "sema/check.h"

#include "sema/annotations.h"
#include "sema/names.h"
#include "sema/rewrites.h"
#include "sema/subject_types.h"

namespace pemba::schema::sema {

void check(const ir::Schema& schema, Sink& sink) {
    const Symbols symbols(schema);
    const Wildcards wildcards(schema, symbols);
    check_names(schema, sink);
    check_duplicates(schema, sink);
    check_subject_types(schema, symbols, wildcards, sink);
    check_rewrites(schema, symbols, wildcards, sink);
    check_cycles(schema, symbols, sink);
    check_annotations(schema, symbols, sink);
}

} // namespace pemba::schema::sema
