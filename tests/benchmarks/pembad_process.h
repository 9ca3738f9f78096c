// PembadProcess: a pembad of its own for a load, in a process whose memory can be looked at.
#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

#include "support/temp_store.h"

namespace pemba::testing {

/// Safe to use from several threads, each with sockets of its own.
class PembadProcess {
public:
    /// Starts a pembad on an empty store, durable as in earnest. Throws if it does not come up.
    explicit PembadProcess(const std::string& program);
    /// Stops it.
    ~PembadProcess();
    PembadProcess(const PembadProcess&) = delete;
    PembadProcess& operator=(const PembadProcess&) = delete;

    /// A connected socket, closed by the caller; with a receive buffer of that size if it is not 0.
    [[nodiscard]] int connect(int receive_buffer = 0) const;
    /// Sends a POST. Throws if it cannot.
    void send(int socket, std::string_view path, std::string_view body) const;
    /// Sends a POST and reads its answer's body. Throws unless it is 200.
    std::string must_call(int socket, std::string_view path, std::string_view body) const;
    /// Returns the token of the write.
    [[nodiscard]] std::string write_schema(const std::string& schema) const;

    /// The process's own memory, without the pages of the store's file.
    [[nodiscard]] std::size_t anonymous_bytes() const;
    /// The value of a metric without labels.
    [[nodiscard]] std::size_t metric(const std::string& name) const;

private:
    TempStore folder_;
    pid_t process_ = -1;
    int port_ = 0;
};

} // namespace pemba::testing
