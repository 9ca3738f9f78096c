// InheritedSocket: a listening socket that whoever started this process passes on and keeps, as
// systemd does. Connections wait in it while one pembad stops and the next one starts.
#pragma once

#include <optional>
#include <string>

namespace pemba::server {

/// Open until the process ends; programs that it starts do not get it.
struct InheritedSocket {
    int descriptor = -1;
    std::string address; ///< ADDRESS:PORT, which it listens on
};

struct Inherited {
    std::optional<InheritedSocket> socket; ///< none was passed
    std::string error;                     ///< what is wrong with what was passed, or ""
};

/// Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES, which are gone afterwards. They are another
/// process' if LISTEN_PID is not this one's. Of several sockets the one named `pembad.socket` is
/// taken. Call once, before there are threads.
[[nodiscard]] Inherited take_inherited_socket();

} // namespace pemba::server
