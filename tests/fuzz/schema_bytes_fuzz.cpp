// Fuzzes compiled schemas: any bytes are a schema that can be told and read again, or are refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "pemba/schema.h"
#include "pemba/schema_dependencies.h"
#include "pemba/schema_diff.h"

namespace {

using namespace pemba;

void expect(bool holds) {
    if (!holds)
        std::abort();
}

void tell(const Schema& schema) {
    (void)schema.conditions();
    for (const auto& space : schema.outline())
        for (const auto& relation : space.relations)
            expect(dependencies_of(schema, space.name, relation.name).has_value() &&
                   dependents_of(schema, space.name, relation.name).has_value());
    expect(differences(schema, schema).empty());
    for (const auto& difference : differences(Schema::empty(), schema))
        expect(!to_string(difference).empty());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto schema = Schema::from_bytes({data, size});
    if (!schema)
        return 0;
    tell(*schema);
    const auto again = Schema::from_bytes(schema->bytes());
    expect(again && again->text() == schema->text());
    return 0;
}
