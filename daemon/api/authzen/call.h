// Call: one request to AuthZEN's API on its way through decode, engine and encode.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/budget_of.h"
#include "api/json_document.h"
#include "api/openfga/status.h"
#include "api/openfga/told_model.h"
#include "api/service.h"
#include "http/message.h"

namespace pemba::api::authzen {

/// What is answered instead of a result. AuthZEN knows an HTTP status and a message only; the code
/// is for those who ask below a store, which is OpenFGA's place for this API.
using openfga::Code;
using openfga::Status;

/// The answer that tells of an error: the message as a JSON string; where the path names a store,
/// OpenFGA's object.
[[nodiscard]] http::Response error_response(const http::Request& request, const Status& status);
[[nodiscard]] http::Response error_response(unsigned http_status, std::string_view message);

/// The answer to a call that its key does not open.
[[nodiscard]] http::Response refuse(const Service& service, const http::Request& request,
                                    const Denial& denial);

/// The store that the request's path names, which must have the form of an id; empty if its path
/// names none.
[[nodiscard]] Result<std::string> store_named_by(const http::Request& request);

class Call {
public:
    Call(const Service& service, http::Request& request)
        : service_(service), request_(request), budget_(budget_of(request)) {}

    /// Looks at what surrounds the message, and parses that. What to answer instead of the call's
    /// result, if anything is wrong: the media type, the JSON, then the store.
    [[nodiscard]] std::optional<http::Response> refusal();

    [[nodiscard]] http::Response refuse(const Status& status) const {
        return error_response(request_, status);
    }
    [[nodiscard]] http::Response refuse(const Error& error) const;
    /// An answer of one JSON object.
    [[nodiscard]] http::Response answer(std::string body) const;

    // Once there was no refusal:
    [[nodiscard]] const JsonDocument& message() const { return document_; }
    [[nodiscard]] const Engine& engine() const { return *store_; }
    /// The version of the schema to ask under; nothing: the one in force.
    [[nodiscard]] const std::optional<SchemaId>& schema() const { return schema_.named(); }
    /// Below a store: the one that was named, or the newest when the call came, until the answer's
    /// snapshot is known.
    [[nodiscard]] const std::string& told_schema() const { return schema_.id(); }
    void answered_at(const Zookie& at) { schema_.answered_at(*store_, at); }
    [[nodiscard]] std::string_view store_id() const { return store_id_; }
    [[nodiscard]] const Service& service() const { return service_; }
    /// Of the call's question.
    [[nodiscard]] const Budget& budget() const { return *budget_; }

private:
    std::optional<Status> parse();
    Result<void> find_store();
    Result<void> find_schema();

    const Service& service_;
    const http::Request& request_;
    Result<Budget> budget_;
    JsonDocument document_;
    std::string store_id_;
    std::shared_ptr<Engine> store_;
    openfga::ToldModel schema_; ///< is told below a store only
};

} // namespace pemba::api::authzen
