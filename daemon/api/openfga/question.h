// What the questions of OpenFGA's API share: contextual tuples, context, the model to ask under.
#pragma once

#include "api/openfga/call.h"
#include "api/openfga/tuple_key.h"
#include "pemba/engine.h"

namespace pemba::api::openfga {

/// What a question comes with beside itself.
struct Circumstances {
    std::vector<TupleKey> contextual_tuples;
    std::string context; ///< as CheckRequest::context
};

/// `contextual_tuples: {tuple_keys: […]}`.
[[nodiscard]] std::vector<TupleKey> decode_contextual_tuples(Decoder& in, const JsonNode* node);
/// The same as a plain list, at most `most` of them; where that is how a message has them.
[[nodiscard]] std::vector<TupleKey> decode_contextual_list(Decoder& in, const JsonNode* node,
                                                           std::size_t most, const Field& field);
/// Any name of a consistency, since every answer is at the newest revision.
void decode_consistency(Decoder& in, const JsonNode* node);

/// Errors: those of premises_of().
[[nodiscard]] Result<Premises> premises_under(const std::optional<SchemaId>& model,
                                              const std::vector<TupleKey>& contextual_tuples);

/// A check's question. Errors: InvalidTuple, in OpenFGA's words.
struct Question {
    Userset userset;
    Subject subject;
};
[[nodiscard]] Result<Question> question_of(const TupleKey& key);

} // namespace pemba::api::openfga
