#include "benchmarks/pembad_process.h"

#include <chrono>
#include <csignal>
#include <fstream>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keys/key_file.h"

namespace pemba::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kKey = "load";

int port_of(const std::filesystem::path& file) {
    for (int i = 0; i < 1'000; ++i) {
        int port = 0;
        if (std::ifstream(file) >> port)
            return port;
        std::this_thread::sleep_for(10ms);
    }
    throw std::runtime_error("pembad did not start");
}

// Reads one answer with a Content-Length.
std::string read_answer(int socket) {
    std::string answer;
    char buffer[16 * 1024];
    for (;;) {
        const auto head = answer.find("\r\n\r\n");
        const auto length = answer.find("Content-Length: ");
        if (head != answer.npos && length < head &&
            answer.size() >= head + 4 + std::stoul(answer.substr(length + 16)))
            return answer;
        const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got <= 0)
            throw std::runtime_error("the connection ended: " + answer);
        answer.append(buffer, static_cast<std::size_t>(got));
    }
}

} // namespace

PembadProcess::PembadProcess(const std::string& program) {
    const auto data = (folder_.path() / "store").string();
    const auto port_file = (folder_.path() / "port").string();
    const auto key_file = (folder_.path() / "keys.toml").string();
    std::ofstream(key_file) << keys::print_keys(
        {{.name = "load", .hash = keys::hash_of(kKey), .scopes = keys::Scopes::all()}});
    ::chmod(key_file.c_str(), S_IRUSR | S_IWUSR);
    process_ = ::fork();
    if (process_ == 0) {
        ::execl(program.c_str(), program.c_str(), "--data", data.c_str(), "--listen", "127.0.0.1:0",
                "--port-file", port_file.c_str(), "--key-file", key_file.c_str(), "--log-level",
                "error", static_cast<char*>(nullptr));
        ::_exit(127);
    }
    port_ = port_of(port_file);
}

PembadProcess::~PembadProcess() {
    ::kill(process_, SIGTERM);
    ::waitpid(process_, nullptr, 0);
}

int PembadProcess::connect(int receive_buffer) const {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    if (receive_buffer != 0)
        ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port_));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect to pembad");
    return socket;
}

void PembadProcess::send(int socket, std::string_view path, std::string_view body) const {
    const auto request =
        fmt::format("POST {} HTTP/1.1\r\nHost: load\r\nAuthorization: Bearer {}\r\n"
                    "Content-Length: {}\r\n\r\n{}",
                    path, kKey, body.size(), body);
    if (::send(socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size()))
        throw std::runtime_error("cannot send to pembad");
}

std::string PembadProcess::must_call(int socket, std::string_view path,
                                     std::string_view body) const {
    send(socket, path, body);
    auto answer = read_answer(socket);
    if (!answer.starts_with("HTTP/1.1 200"))
        throw std::runtime_error("refused: " + answer);
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

std::string PembadProcess::write_schema(const std::string& schema) const {
    std::string body = R"({"schema":")";
    for (const char c : schema)
        body += c == '\n' ? "\\n" : std::string(1, c);
    const int socket = connect();
    const auto answer = must_call(socket, "/v1/schema/write", body + "\"}");
    ::close(socket);
    const std::string_view before = R"("token":")";
    const auto at = answer.find(before) + before.size();
    return answer.substr(at, answer.find('"', at) - at);
}

std::size_t PembadProcess::anonymous_bytes() const {
    std::ifstream status(fmt::format("/proc/{}/status", process_));
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("RssAnon:"))
            return std::stoul(line.substr(8)) * 1024;
    return 0;
}

std::size_t PembadProcess::metric(const std::string& name) const {
    const int socket = connect();
    constexpr std::string_view kRequest = "GET /metrics HTTP/1.1\r\nHost: load\r\n\r\n";
    (void)::send(socket, kRequest.data(), kRequest.size(), MSG_NOSIGNAL);
    const auto text = read_answer(socket);
    ::close(socket);
    const auto at = text.find("\n" + name + " ");
    return at == text.npos ? 0 : std::stoul(text.substr(at + name.size() + 2));
}

} // namespace pemba::testing
