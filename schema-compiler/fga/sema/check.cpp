// The order of the checks.
#include "fga/sema/check.h"

#include "fga/sema/advice.h"
#include "fga/sema/entry_points.h"
#include "fga/sema/field_rules.h"
#include "fga/sema/names.h"
#include "fga/sema/relations.h"

namespace pemba::schema::fga {

void check(const ir::Schema& schema, Sink& sink) {
    check_field_rules(schema, sink);
    check_names(schema, sink);
    if (schema.is_broken) // what is missing may have been there
        return;
    const Model model(schema);
    check_relations(schema, model, sink);
    if (!sink.has_errors()) // these need every name to lead somewhere
        check_entry_points(model, sink);
    advise(schema, sink);
}

} // namespace pemba::schema::fga
