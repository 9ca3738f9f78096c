// IP addresses and networks, as conditions know them.
#pragma once

#include <optional>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace pemba::condition {

/// An IPv4 address that is written as an IPv6 one is the IPv4 address. Nothing if it is none.
[[nodiscard]] std::optional<boost::asio::ip::address> parse_address(std::string_view text);

/// Whether an address is in a network such as `10.0.0.0/8`. Nothing if that is no network.
[[nodiscard]] std::optional<bool> is_in_network(const boost::asio::ip::address& address,
                                                std::string_view network);

} // namespace pemba::condition
