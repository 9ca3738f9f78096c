// Fuzzes compiled schemas: any bytes are a schema that can be read, or are refused.
#include <cstddef>
#include <cstdint>

#include "pemba/schema.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto schema = pemba::Schema::from_bytes({data, size});
    if (!schema)
        return 0;
    std::size_t relations = 0;
    for (const auto& space : schema->outline())
        relations += space.relations.size();
    return relations > size ? -1 : 0;
}
