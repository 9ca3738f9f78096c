// ToldModel: the version of the model that a call is about and that its answer tells.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.h"
#include "pemba/engine.h"

namespace pemba::api::openfga {

/// The one that the call names, or else the one in force at the snapshot that answers.
class ToldModel {
public:
    void name(std::string_view id);
    /// None was named: the newest one, for now. Errors: those of Engine::read_schema().
    [[nodiscard]] Result<void> find(const Engine& store);
    /// That snapshot has answered. Costs nothing if nothing was written since find().
    void answered_at(const Engine& store, const Zookie& at);

    /// To ask under. Nothing: the one in force at the snapshot that answers, so that model and
    /// tuples are of one revision.
    [[nodiscard]] const std::optional<SchemaId>& named() const { return named_; }
    /// Empty if there is none to tell.
    [[nodiscard]] const std::string& id() const { return id_; }
    /// Adds the header.
    void tell(http::Response& response) const;

private:
    std::optional<SchemaId> named_;
    std::string id_;
    Zookie found_at_;
};

} // namespace pemba::api::openfga
