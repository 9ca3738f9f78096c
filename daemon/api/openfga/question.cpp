// What the questions of OpenFGA's API share.
#include "api/openfga/question.h"

#include <array>

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxContextualTuples = 100;
constexpr std::array<std::string_view, 3> kConsistencies{"UNSPECIFIED", "MINIMIZE_LATENCY",
                                                         "HIGHER_CONSISTENCY"};

} // namespace

std::vector<TupleKey> decode_contextual_tuples(Decoder& in, const JsonNode* node) {
    if (node == nullptr)
        return {};
    const auto [keys] = in.fields(node, {{"tuple_keys"}});
    return decode_contextual_list(in, keys, kMaxContextualTuples,
                                  {"ContextualTupleKeys", "TupleKeys"});
}

std::vector<TupleKey> decode_contextual_list(Decoder& in, const JsonNode* node, std::size_t most,
                                             const Field& field) {
    auto keys = decode_tuple_keys(in, node, "TupleKey");
    if (keys.size() > most)
        in.violate(field, "value must contain no more than " + std::to_string(most) + " item(s)");
    return keys;
}

void decode_consistency(Decoder& in, const JsonNode* node) {
    in.enumeration(node, "consistency", kConsistencies);
}

Result<Premises> premises_under(const std::optional<SchemaId>& model,
                                const std::vector<TupleKey>& contextual_tuples) {
    PEMBA_TRY(auto tuples, premises_of(contextual_tuples));
    return Premises{.schema = model, .tuples = std::move(tuples)};
}

Result<Question> question_of(const TupleKey& key) {
    const auto in_context = [](Error error) {
        return std::move(error).with_context("invalid relation");
    };
    auto subject = subject_of(key.user);
    if (!subject)
        return in_context(std::move(subject).error());
    auto object = object_of(key.object);
    if (!object)
        return in_context(std::move(object).error());
    return Question{{*std::move(object), key.relation}, *std::move(subject)};
}

} // namespace pemba::api::openfga
