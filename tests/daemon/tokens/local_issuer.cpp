// LocalIssuer: cpp-httplib's server.
#include "daemon/tokens/local_issuer.h"

#include <chrono>
#include <stdexcept>

#include <httplib.h>

namespace pemba::testing {

LocalIssuer::LocalIssuer(std::string keys)
    : keys_{std::move(keys)}, server_(std::make_unique<httplib::Server>()) {
    const auto answer = [this](const Answer& with, httplib::Response& response) {
        const std::lock_guard lock(mutex_);
        response.status = with.status;
        response.set_content(with.body, "application/json");
    };
    server_->Get("/.well-known/openid-configuration",
                 [=, this](const httplib::Request&, httplib::Response& response) {
                     answer(discovery_, response);
                 });
    server_->Get("/keys", [=, this](const httplib::Request&, httplib::Response& response) {
        ++fetches_;
        answer(keys_, response);
    });
    server_->Get("/elsewhere", [](const httplib::Request&, httplib::Response& response) {
        response.set_redirect("/keys");
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    if (port_ <= 0)
        throw std::runtime_error("no free port");
    discovery_.body = R"({"issuer":")" + url() + R"(","jwks_uri":")" + url() + R"(/keys"})";
    thread_ = std::jthread([this] { server_->listen_after_bind(); });
    while (!server_->is_running()) // else stop() would not reach it
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

LocalIssuer::~LocalIssuer() {
    server_->stop();
}

void LocalIssuer::answer_keys(std::string keys, int status) {
    const std::lock_guard lock(mutex_);
    keys_ = {std::move(keys), status};
}

void LocalIssuer::answer_discovery(std::string document, int status) {
    const std::lock_guard lock(mutex_);
    discovery_ = {std::move(document), status};
}

} // namespace pemba::testing
