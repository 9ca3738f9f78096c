// Fuzzes the text form of tuples: what parses is valid and reads the same when written again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "pemba/relation_tuple.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pemba;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)parse_userset(text);
    (void)parse_subject(text);
    (void)parse_object(text);
    const auto tuple = parse_relation_tuple(text);
    if (!tuple)
        return 0;
    const auto again = parse_relation_tuple(to_string(*tuple));
    if (!validate(*tuple) || !again || *again != *tuple)
        std::abort();
    return 0;
}
