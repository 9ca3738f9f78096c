// Fuzzes zookies and cursors: any text is one of this store or is refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "tuple/token.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pemba;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const Epoch epoch{StoreId::Default, 42};
    const auto revision = decode_zookie(Zookie{text}, epoch);
    if (revision && decode_zookie(encode_zookie(epoch, *revision), epoch).value() != *revision)
        std::abort();
    (void)decode_cursor(Cursor{text}, epoch, 7);
    return 0;
}
