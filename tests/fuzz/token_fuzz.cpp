// Fuzzes zookies and cursors: any text is one of this store, and its only text, or is refused.
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
    if (revision && encode_zookie(epoch, *revision).token != text)
        std::abort();
    const auto place = decode_cursor(Cursor{text}, epoch, 7);
    if (place &&
        encode_cursor(cursor_prefix(epoch, place->revision, 7), place->position).token != text)
        std::abort();
    return 0;
}
