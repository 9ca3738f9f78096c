#include "condition/addresses.h"

#include <charconv>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace pemba::condition {

namespace ip = boost::asio::ip;

std::optional<ip::address> parse_address(std::string_view text) {
    boost::system::error_code failure;
    auto address = ip::make_address(std::string(text), failure);
    if (failure)
        return std::nullopt;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

std::optional<bool> is_in_network(const ip::address& address, std::string_view network) {
    auto slash = network.find('/');
    if (slash == network.npos)
        return std::nullopt;
    auto base = parse_address(network.substr(0, slash));
    auto digits = network.substr(slash + 1);
    unsigned short length = 0;
    auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
    if (!base || failure != std::errc{} || end != digits.data() + digits.size() ||
        length > (base->is_v4() ? 32 : 128))
        return std::nullopt;
    if (base->is_v4() != address.is_v4())
        return false;
    if (base->is_v4())
        return ip::make_network_v4(base->to_v4(), length).canonical() ==
               ip::make_network_v4(address.to_v4(), length).canonical();
    return ip::make_network_v6(base->to_v6(), length).canonical() ==
           ip::make_network_v6(address.to_v6(), length).canonical();
}

} // namespace pemba::condition
