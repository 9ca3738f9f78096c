// Call: one request to OpenFGA's API on its way through decode, engine and encode.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/budget_of.h"
#include "api/openfga/decoder.h"
#include "api/openfga/status.h"
#include "api/openfga/told_model.h"
#include "api/service.h"
#include "http/message.h"
#include "http/router.h"

namespace pemba::api::openfga {

/// One call. The decoder has parsed the body already; the handler reads its message, then asks for
/// the refusal.
class Call {
public:
    /// `message` is the request's name in the peer's protos, such as `CheckRequest`. Holds the
    /// path's `store_id` to its rule.
    Call(const Service& service, http::Request& request, std::string_view message,
         Shape shape = Shape::Unary);

    Decoder in;

    /// `CheckRequest.NAME`; views this call's message.
    [[nodiscard]] Field field(std::string_view name) const { return {message_, name}; }
    /// A parameter of the query.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
    /// The place that the token names, which is refused if it is none of ours; absent or empty:
    /// the beginning.
    std::optional<std::string> decode_place(std::string_view token);
    /// This call is about a version of the model: the one that `authorization_model_id` names, or
    /// else the newest.
    void needs_model(const JsonNode* named);

    /// What to answer instead of the call's result, if anything is wrong with it: the JSON, the
    /// field rules, what was rejected, then the store and its model.
    [[nodiscard]] std::optional<http::Response> refusal();
    /// The same without the last two, for calls that do not look into a store.
    [[nodiscard]] std::optional<http::Response> refusal_of_message() const;

    [[nodiscard]] http::Response refuse(const Status& status) const;
    [[nodiscard]] http::Response refuse(const Error& error) const;
    /// An answer of one JSON object.
    [[nodiscard]] http::Response answer(std::string body, unsigned status = 200) const;
    /// The header that tells which model was used.
    void tell_model(http::Response& response) const { model_.tell(response); }
    /// Of a call that is about a version of the model: which snapshot the answer is of.
    void answered_at(const Zookie& at) { model_.answered_at(*store_, at); }

    [[nodiscard]] const Service& service() const { return service_; }
    [[nodiscard]] std::string_view store_id() const { return store_id_; }
    // Once there was no refusal:
    /// What goes on after the call keeps it.
    [[nodiscard]] const std::shared_ptr<Engine>& store() const { return store_; }
    [[nodiscard]] const Engine& engine() const { return *store_; }
    /// Of the call's question.
    [[nodiscard]] const Budget& budget() const { return *budget_; }
    /// The version of the model that was named, to ask under; nothing: none was.
    [[nodiscard]] const std::optional<SchemaId>& model() const { return model_.named(); }

private:
    std::optional<Status> find_store();
    std::optional<Status> find_model();

    const Service& service_;
    const http::Request& request_;
    std::string_view message_;
    std::string_view store_id_; ///< empty where the path has none
    Shape shape_;
    Result<Budget> budget_;
    std::shared_ptr<Engine> store_;
    ToldModel model_;
    bool needs_model_ = false;
};

/// Says in a header that a list is not whole, since the server was told to cut lists.
void tell_completeness(http::Response& response, bool complete);

/// The answer to a call that its key does not open.
[[nodiscard]] http::Response refuse(const Service& service, const http::Request& request,
                                    const Denial& denial);
/// The same of a stream.
[[nodiscard]] http::Response refuse_stream(const Service& service, const http::Request& request,
                                           const Denial& denial);

/// What every answer of this API has: which request and store it is about, and, if the
/// server was told so, that the page that asks may read it.
void add_headers(const Service& service, const http::Request& request, http::Response& response);
/// OPTIONS: what a browser asks before a page's request to another origin.
[[nodiscard]] http::Response allow_origin(const Service& service, http::Request& request);

/// The answer to a request below /stores that reached no handler.
[[nodiscard]] http::Response render_failure(http::Failure failure);

} // namespace pemba::api::openfga
