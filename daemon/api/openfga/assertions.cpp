// /stores/{store_id}/assertions/{authorization_model_id}: what people expect of a model. Kept with
// it, never run.
#include <algorithm>

#include "api/observe.h"
#include "api/openfga/handlers.h"
#include "api/openfga/question.h"

namespace pemba::api::openfga {
namespace {

constexpr std::size_t kMaxAssertions = 100;
constexpr std::size_t kMaxContextualTuples = 20;
constexpr std::size_t kMaxBytes = 64'000;

struct Assertion {
    TupleKey key;
    bool expectation = false;
    std::vector<TupleKey> contextual_tuples;
    std::optional<std::string> context;
};

SchemaId decode_model(Call& call, const http::Request& request) {
    const SchemaId model{std::string(request.parameter("authorization_model_id"))};
    call.in.expect(model.text, kIdRule, call.field("AuthorizationModelId"));
    return model;
}

Assertion decode_assertion(Decoder& in, const JsonNode* node) {
    const auto [key, expectation, tuples, context] =
        in.fields(node, {{"tuple_key"}, {"expectation"}, {"contextual_tuples"}, {"context"}});
    Assertion assertion;
    if (in.require(key, {"Assertion", "TupleKey"}, Code::TupleKeyMissing))
        assertion.key = decode_question_key(in, key, "AssertionTupleKey");
    assertion.expectation = in.boolean(expectation, "expectation");
    assertion.contextual_tuples =
        decode_contextual_list(in, tuples, kMaxContextualTuples, {"Assertion", "ContextualTuples"});
    assertion.context = in.structure(context);
    return assertion;
}

std::vector<Assertion> decode(Decoder& in) {
    const auto [list] = in.fields(in.root(), {{"assertions"}});
    std::vector<Assertion> assertions;
    for (auto* item = in.first_element(list); item; item = in.document().next(*item))
        assertions.push_back(decode_assertion(in, item));
    if (assertions.size() > kMaxAssertions)
        in.violate({"WriteAssertionsRequest", "Assertions"},
                   "value must contain no more than 100 item(s)", Code::AssertionsTooMany);
    return assertions;
}

bool has_relation(const std::vector<NamespaceOutline>& types, const std::string& type,
                  const std::string& relation) {
    const auto found = std::ranges::find(types, type, &NamespaceOutline::name);
    return found != types.end() &&
           std::ranges::find(found->relations, relation, &RelationOutline::name) !=
               found->relations.end();
}

// An assertion's names must be the model's, and its contextual tuples be tuples.
Result<void> verify(const Assertion& assertion, const std::vector<NamespaceOutline>& types) {
    PEMBA_TRY(const Question question, question_of(assertion.key));
    PEMBA_CHECK_OK(premises_of(assertion.contextual_tuples));
    const Userset& userset = question.userset;
    if (!has_relation(types, userset.object.namespace_name, userset.relation))
        return Error{ErrorCode::UnknownRelation,
                     "relation '" + userset.object.namespace_name + "#" + userset.relation +
                         "' not found",
                     {}};
    return {};
}

Result<void> verify(const std::vector<Assertion>& assertions, const Schema& schema) {
    const auto types = schema.outline();
    for (const Assertion& assertion : assertions)
        PEMBA_CHECK_OK(verify(assertion, types));
    return {};
}

void write_key(JsonWriter& out, const TupleKey& key) {
    out.begin_object().member("object", key.object).member("relation", key.relation);
    out.member("user", key.user).end_object();
}

void write_assertion(JsonWriter& out, const Assertion& assertion) {
    out.begin_object().key("tuple_key");
    write_key(out, assertion.key);
    out.key("expectation").boolean(assertion.expectation);
    out.key("contextual_tuples").begin_array();
    for (const TupleKey& key : assertion.contextual_tuples)
        write_tuple_key(out, *to_tuple(key), Conditions::Shown); // which verify() has tried
    out.end_array().key("context").raw(assertion.context.value_or("null")).end_object();
}

std::string document_of(const std::vector<Assertion>& assertions) {
    JsonWriter out;
    out.begin_array();
    for (const Assertion& assertion : assertions)
        write_assertion(out, assertion);
    out.end_array();
    return std::move(out).text();
}

} // namespace

void write_assertions(const Service& service, http::Request& request, http::Reply reply) {
    Call call(service, request, "WriteAssertionsRequest");
    const SchemaId model = decode_model(call, request);
    const std::vector<Assertion> assertions = decode(call.in);
    if (auto refusal = call.refusal())
        return reply(std::move(*refusal));
    const auto schema = call.engine().read_schema({.id = model});
    if (!schema)
        return reply(call.refuse(schema.error()));
    if (const auto fit = verify(assertions, schema->schema); !fit)
        return reply(call.refuse(fit.error()));
    note(request, "schema", model.text);
    note(request, "assertions", assertions.size());
    AssertionsRequest written{model, document_of(assertions)};
    if (written.document.size() > kMaxBytes)
        return reply(call.refuse(
            Status{Code::ExceededEntityLimit, "the assertions have more than 64000 bytes"}));
    call.store()->write_assertions(
        std::move(written),
        [store = call.store(), reply = std::move(reply), model](const Result<void>& done) {
            if (!done)
                return reply(error_response(to_status(done.error()), Shape::Unary));
            http::Response response{.status = 204};
            response.add_header("Openfga-Authorization-Model-Id", model.text);
            reply(std::move(response));
        });
}

http::Response read_assertions(const Service& service, http::Request& request) {
    Call call(service, request, "ReadAssertionsRequest");
    const SchemaId model = decode_model(call, request);
    if (auto refusal = call.refusal())
        return std::move(*refusal);
    const auto document = call.engine().read_assertions(model);
    if (!document)
        return call.refuse(document.error());
    JsonWriter out;
    out.begin_object().member("authorization_model_id", model.text);
    out.key("assertions").raw(document->empty() ? "[]" : *document).end_object();
    return call.answer(std::move(out).text());
}

} // namespace pemba::api::openfga
