// Fuzzes a connection's bytes: any are requests that are answered, one after the other, or are
// malformed. `{store_id}` and the like stand for what this store has.
#include "fuzz/served_store.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pemba;
    static testing::ServedStore store;
    constexpr std::size_t kMaxBody = 1 << 20, kMaxHeader = 16 * 1024;
    store.renew();
    const auto bytes = store.with_ids(std::string(reinterpret_cast<const char*>(data), size));
    http::ReceivedRequest received;
    for (std::size_t at = 0; at < bytes.size();) {
        http::RequestParser parser(received);
        parser.eager(true);
        parser.header_limit(kMaxHeader);
        parser.body_limit(kMaxBody);
        boost::system::error_code error;
        while (at < bytes.size() && !error && !parser.is_done())
            at += parser.put(boost::asio::buffer(bytes.data() + at, bytes.size() - at), error);
        if (error || !parser.is_done())
            return 0;
        store.answer(received);
    }
    return 0;
}
