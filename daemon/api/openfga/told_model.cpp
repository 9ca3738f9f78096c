#include "api/openfga/told_model.h"

namespace pemba::api::openfga {

void ToldModel::name(std::string_view id) {
    id_ = id;
    named_ = SchemaId{id_};
}

Result<void> ToldModel::find(const Engine& store) {
    PEMBA_TRY(auto newest, store.read_schema());
    id_ = std::move(newest.id.text);
    found_at_ = std::move(newest.read_at);
    return {};
}

// A header that cannot be right is left out.
void ToldModel::answered_at(const Engine& store, const Zookie& at) {
    if (named_ || id_.empty() || at.token == found_at_.token)
        return;
    const auto then = store.read_schema({Consistency::exact_snapshot(at), {}, false});
    id_ = then ? then->id.text : std::string();
}

void ToldModel::tell(http::Response& response) const {
    if (!id_.empty())
        response.add_header("Openfga-Authorization-Model-Id", id_);
}

} // namespace pemba::api::openfga
