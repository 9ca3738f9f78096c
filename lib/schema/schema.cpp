// Schema: verifies compiled bytes and keeps them with their decoded form.
#include "pemba/schema.h"

#include <algorithm>

#include "schema/decode.h"
#include "schema/state.h"

namespace pemba {

Schema::Schema(std::shared_ptr<const State> state) : state_(std::move(state)) {}
Schema::Schema(const Schema&) = default;
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(const Schema&) = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::from_bytes(std::span<const std::uint8_t> bytes) {
    auto state = std::make_shared<State>();
    // The copy is aligned, which values inside a store are not.
    state->bytes.assign(bytes.begin(), bytes.end());
    PEMBA_TRY(auto decoded, schema::decode(state->bytes));
    PEMBA_CHECK_OK(schema::verify(decoded));
    state->dialect = decoded.dialect;
    state->text = std::move(decoded.text);
    state->namespaces = std::move(decoded.namespaces);
    state->conditions = std::move(decoded.conditions);
    return Schema(std::move(state));
}

Schema Schema::empty() {
    auto state = std::make_shared<State>();
    state->bytes = schema::encode_empty();
    return Schema(std::move(state));
}

Dialect Schema::dialect() const noexcept {
    return state_->dialect;
}
std::string_view Schema::text() const noexcept {
    return state_->text;
}
std::span<const std::uint8_t> Schema::bytes() const noexcept {
    return state_->bytes;
}
bool Schema::is_empty() const noexcept {
    return state_->namespaces.empty();
}

std::vector<NamespaceOutline> Schema::outline() const {
    std::vector<NamespaceOutline> result;
    for (const auto& config : state_->namespaces) {
        auto& out = result.emplace_back(NamespaceOutline{config.name, {}, config.comment});
        for (const auto& relation : config.relations)
            out.relations.push_back({relation.name, relation.is_stored(),
                                     relation.subject_types.value_or(std::vector<SubjectType>{}),
                                     relation.comment});
    }
    return result;
}

std::vector<ConditionOutline> Schema::conditions() const {
    std::vector<ConditionOutline> result;
    for (const auto& config : state_->conditions)
        result.push_back(config.outline);
    return result;
}

namespace schema {

const RelationConfig* NamespaceConfig::find(std::string_view relation) const {
    auto found = std::ranges::find(relations, relation, &RelationConfig::name);
    return found == relations.end() ? nullptr : &*found;
}

// Schema grants this one place access to its state, so that the decoded form stays out of the
// public header.
struct Access {
    static const std::vector<NamespaceConfig>& namespaces(const Schema& schema) {
        return schema.state_->namespaces;
    }
    static const std::vector<ConditionConfig>& conditions(const Schema& schema) {
        return schema.state_->conditions;
    }
};

const std::vector<NamespaceConfig>& namespaces_of(const Schema& schema) {
    return Access::namespaces(schema);
}

const NamespaceConfig* find_namespace(const Schema& schema, std::string_view name) {
    const auto& all = namespaces_of(schema);
    auto found = std::ranges::lower_bound(all, name, {}, &NamespaceConfig::name);
    return found == all.end() || found->name != name ? nullptr : &*found;
}

const std::vector<ConditionConfig>& conditions_of(const Schema& schema) {
    return Access::conditions(schema);
}

const ConditionConfig* find_condition(const Schema& schema, std::string_view name) {
    const auto& all = conditions_of(schema);
    auto found = std::ranges::lower_bound(
        all, name, {}, [](const auto& config) -> std::string_view { return config.outline.name; });
    return found == all.end() || found->outline.name != name ? nullptr : &*found;
}

} // namespace schema
} // namespace pemba
