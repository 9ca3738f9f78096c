// InheritedSocket: systemd's protocol, three variables and descriptors from 3 on.
#include "server/inherited_socket.h"

#include <charconv>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace pemba::server {
namespace {

constexpr int kFirst = 3;
constexpr int kMost = 64;
constexpr std::string_view kName = "pembad.socket";

// A variable's value, "" if it is not set; it is not set afterwards.
std::string take_variable(const char* name) {
    const char* value = std::getenv(name);
    const std::string taken = value == nullptr ? "" : value;
    ::unsetenv(name);
    return taken;
}

std::optional<int> number_of(std::string_view text) {
    int number = 0;
    const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || at != text.data() + text.size() || number < 1)
        return {};
    return number;
}

std::vector<std::string_view> split_names(std::string_view text) {
    std::vector<std::string_view> names;
    for (std::size_t end = 0; end != text.npos;) {
        end = text.find(':');
        names.push_back(text.substr(0, end));
        if (end != text.npos)
            text.remove_prefix(end + 1);
    }
    return names;
}

// Which of several is meant.
std::optional<int> choose(int count, const std::vector<std::string_view>& names) {
    if (count == 1)
        return kFirst;
    for (std::size_t i = 0; i < names.size() && i < static_cast<std::size_t>(count); ++i)
        if (names[i] == kName)
            return kFirst + static_cast<int>(i);
    return {};
}

std::optional<int> option_of(int socket, int option) {
    int value = 0;
    socklen_t size = sizeof value;
    if (::getsockopt(socket, SOL_SOCKET, option, &value, &size) != 0)
        return {};
    return value;
}

// ADDRESS:PORT, "" if it has none of the kind.
std::string address_of(int socket) {
    union {
        sockaddr any;
        sockaddr_in four;
        sockaddr_in6 six;
    } bound{};
    socklen_t size = sizeof bound;
    char text[INET6_ADDRSTRLEN] = "";
    if (::getsockname(socket, &bound.any, &size) != 0)
        return {};
    if (bound.any.sa_family == AF_INET) {
        ::inet_ntop(AF_INET, &bound.four.sin_addr, text, sizeof text);
        return std::string(text) + ":" + std::to_string(ntohs(bound.four.sin_port));
    }
    if (bound.any.sa_family == AF_INET6) {
        ::inet_ntop(AF_INET6, &bound.six.sin6_addr, text, sizeof text);
        return "[" + std::string(text) + "]:" + std::to_string(ntohs(bound.six.sin6_port));
    }
    return {};
}

Inherited wrong(std::string what) {
    return {{}, std::move(what) + "; look at the socket unit, ListenStream=ADDRESS:PORT"};
}

} // namespace

Inherited take_inherited_socket() {
    const std::string process = take_variable("LISTEN_PID"), count = take_variable("LISTEN_FDS"),
                      names = take_variable("LISTEN_FDNAMES");
    if (count.empty() || number_of(process) != ::getpid())
        return {};
    const auto passed = number_of(count);
    if (!passed || *passed > kMost)
        return wrong("LISTEN_FDS is `" + count + "` and not a number from 1 to 64");
    for (int i = 0; i < *passed; ++i)
        if (::fcntl(kFirst + i, F_SETFD, FD_CLOEXEC) != 0)
            return wrong("LISTEN_FDS is " + count + ", but descriptor " +
                         std::to_string(kFirst + i) + " is not open");
    const auto socket = choose(*passed, split_names(names));
    if (!socket)
        return wrong(count + " sockets were passed, and none is named `" + std::string(kName) +
                     "`");
    if (option_of(*socket, SO_TYPE) != SOCK_STREAM || option_of(*socket, SO_ACCEPTCONN) != 1)
        return wrong("descriptor " + std::to_string(*socket) + " is no listening stream socket");
    std::string address = address_of(*socket);
    if (address.empty())
        return wrong("descriptor " + std::to_string(*socket) + " does not listen on an IP address");
    return {InheritedSocket{*socket, std::move(address)}, {}};
}

} // namespace pemba::server
