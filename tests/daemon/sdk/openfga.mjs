// What @openfga/sdk is made to do against a server: openfga.mjs URL KEY
import {
  ConsistencyPreference,
  CredentialsMethod,
  FgaApiAuthenticationError,
  FgaApiError,
  FgaApiNotFoundError,
  FgaApiValidationError,
  OpenFgaClient,
} from "@openfga/sdk";

const [apiUrl, token] = process.argv.slice(2);
let passed = 0;
let failed = 0;

function expect(what, got, wanted) {
  const [g, w] = [got, wanted].map((value) => JSON.stringify(value));
  if (g === w) passed += 1;
  else {
    failed += 1;
    console.log(`FAIL ${what}: wanted ${w}, got ${g}`);
  }
}

async function refused(what, type, code, call) {
  try {
    await call();
    expect(what, "no error", code);
  } catch (error) {
    expect(what, [error instanceof type, error.apiErrorCode, error.statusCode !== undefined],
           [true, code, true]);
  }
}

function client(more = {}, key = token) {
  const credentials = { method: CredentialsMethod.ApiToken, config: { token: key } };
  return new OpenFgaClient({ apiUrl, credentials, retryParams: { maxRetry: 0 }, ...more });
}

const direct = (...types) => ({ directly_related_user_types: types });
const model = {
  schema_version: "1.1",
  type_definitions: [
    { type: "user" },
    {
      type: "group",
      relations: { member: { this: {} } },
      metadata: { relations: { member: direct({ type: "user" }) } },
    },
    {
      type: "document",
      relations: {
        owner: { this: {} },
        viewer: { union: { child: [{ this: {} }, { computedUserset: { relation: "owner" } }] } },
        timed: { this: {} },
      },
      metadata: {
        relations: {
          owner: direct({ type: "user" }),
          viewer: direct({ type: "user" }, { type: "user", wildcard: {} },
                         { type: "group", relation: "member" }),
          timed: direct({ type: "user", condition: "under" }),
        },
      },
    },
  ],
  conditions: {
    under: {
      name: "under",
      expression: "used < max",
      parameters: { used: { type_name: "TYPE_NAME_INT" }, max: { type_name: "TYPE_NAME_INT" } },
    },
  },
};
const key = (user, relation, object) => ({ user, relation, object });

async function stores() {
  const fga = client();
  const name = `sdk ${Date.now()}`;
  const made = await fga.createStore({ name });
  await fga.createStore({ name });
  const first = await fga.listStores({ name, pageSize: 1 });
  expect("list stores: first page", first.stores.map((store) => store.id), [made.id]);
  const second = await fga.listStores({ name, continuationToken: first.continuation_token });
  expect("list stores: second page", second.stores.length, 1);
  expect("list stores: the end", second.continuation_token, "");
  const store = client({ storeId: made.id });
  expect("get store", (await store.getStore()).name, name);
  const other = client({ storeId: second.stores[0].id });
  await other.deleteStore();
  await refused("get a deleted store", FgaApiNotFoundError, "store_id_not_found",
                () => other.getStore());
  return made.id;
}

async function models(storeId) {
  const fga = client({ storeId });
  await refused("a check without a model", FgaApiValidationError,
                "latest_authorization_model_not_found",
                () => fga.check(key("user:anne", "viewer", "document:1")));
  const written = await fga.writeAuthorizationModel(model);
  const id = written.authorization_model_id;
  const newer = await fga.writeAuthorizationModel(model);
  expect("latest model", (await fga.readLatestAuthorizationModel()).authorization_model.id,
         newer.authorization_model_id);
  const read = await fga.readAuthorizationModel({ authorizationModelId: id });
  expect("read model", Object.keys(read.authorization_model.conditions), ["under"]);
  const page = await fga.readAuthorizationModels({ pageSize: 1 });
  expect("list models", page.authorization_models.length, 1);
  const rest = await fga.readAuthorizationModels({ continuationToken: page.continuation_token });
  expect("list models: the rest", rest.authorization_models.map((m) => m.id), [id]);
  await refused("a bad model", FgaApiValidationError, "invalid_authorization_model",
                () => fga.writeAuthorizationModel({
                  schema_version: "1.1", type_definitions: [{ type: "user" }, { type: "user" }] }));
  return id;
}

async function writes(fga) {
  const done = await fga.write({
    writes: [key("user:anne", "viewer", "document:1"), key("user:bob", "owner", "document:1"),
             key("group:eng#member", "viewer", "document:2"), key("user:cat", "member", "group:eng")],
  });
  expect("write", done.writes.map((each) => each.status), Array(4).fill("success"));
  await refused("write again", FgaApiValidationError, "write_failed_due_to_invalid_input",
                () => fga.writeTuples([key("user:anne", "viewer", "document:1")]));
  await fga.write({ writes: [key("user:anne", "viewer", "document:1")] },
                  { conflict: { onDuplicateWrites: "ignore" } });
  await fga.write({ deletes: [key("user:nobody", "viewer", "document:1")] },
                  { conflict: { onMissingDeletes: "ignore" } });
  const single = await fga.write(
    { writes: [key("user:dan", "viewer", "document:3"), key("user:dan", "nothing", "document:3")] },
    { transaction: { disable: true } });
  // The SDK gives them in the order in which they were answered.
  expect("write without a transaction",
         single.writes.map((each) => `${each.tuple_key.relation} ${each.status}`).sort(),
         ["nothing failure", "viewer success"]);
  await fga.deleteTuples([key("user:dan", "viewer", "document:3")]);
  await fga.writeTuples([{ ...key("user:eve", "timed", "document:4"),
                           condition: { name: "under", context: { max: 10 } } }]);
  const read = await fga.read({ object: "document:1" });
  expect("read", read.tuples.map((tuple) => tuple.key.user).sort(), ["user:anne", "user:bob"]);
  const all = await fga.read({}, { pageSize: 2 });
  expect("read: a page", all.tuples.length, 2);
  const rest = await fga.read({}, { continuationToken: all.continuation_token });
  expect("read: the rest", rest.tuples.length, 3);
  expect("read: a condition",
         (await fga.read({ object: "document:4" })).tuples[0].key.condition.context, { max: 10 });
}

async function changes(fga) {
  const page = await fga.readChanges({ type: "document" }, { pageSize: 4 });
  expect("changes", page.changes.map((change) => change.operation),
         Array(4).fill("TUPLE_OPERATION_WRITE"));
  const rest = await fga.readChanges({ type: "document" },
                                     { continuationToken: page.continuation_token });
  expect("changes: the rest", rest.changes.map((change) => change.operation),
         ["TUPLE_OPERATION_DELETE", "TUPLE_OPERATION_WRITE"]);
  const since = await fga.readChanges({ type: "group", startTime: "2020-01-01T00:00:00Z" });
  expect("changes since", since.changes.length, 1);
  await refused("changes of another type", FgaApiValidationError,
                "query_string_type_continuation_token_mismatch",
                () => fga.readChanges({ type: "group" },
                                      { continuationToken: page.continuation_token }));
}

async function questions(fga) {
  const allowed = async (question, options) => (await fga.check(question, options)).allowed;
  expect("check", await allowed(key("user:anne", "viewer", "document:1")), true);
  expect("check: computed", await allowed(key("user:bob", "viewer", "document:1")), true);
  expect("check: no", await allowed(key("user:anne", "owner", "document:1")), false);
  expect("check: consistency", await allowed(key("user:cat", "viewer", "document:2"),
    { consistency: ConsistencyPreference.HigherConsistency }), true);
  expect("check: context",
         await allowed({ ...key("user:eve", "timed", "document:4"), context: { used: 1 } }), true);
  await refused("check: missing context", FgaApiValidationError, "validation_error",
                () => fga.check(key("user:eve", "timed", "document:4")));
  expect("check: contextual tuples", await allowed({
    ...key("user:new", "viewer", "document:9"),
    contextualTuples: [key("user:new", "owner", "document:9")] }), true);
  const batch = await fga.batchCheck({ checks: [
    { ...key("user:anne", "viewer", "document:1"), correlationId: "yes" },
    { ...key("user:anne", "viewer", "document:2"), correlationId: "no" },
    { ...key("user:anne", "nothing", "document:1"), correlationId: "bad" }] });
  const of = (id) => batch.result.find((each) => each.correlationId === id);
  expect("batch check", [of("yes").allowed, of("no").allowed], [true, false]);
  expect("batch check: an error", of("bad").error.input_error, "validation_error");
  const many = await fga.batchCheck({ checks: Array.from({ length: 120 }, (_, i) =>
    key(`user:u${i}`, "viewer", "document:1")) });
  expect("batch check: many", many.result.length, 120);
  const clientBatch = await fga.clientBatchCheck([key("user:anne", "viewer", "document:1"),
                                                  key("user:anne", "owner", "document:1")]);
  const byRelation = clientBatch.result.map((each) => [each._request.relation, each.allowed]);
  expect("client batch check", byRelation.sort(), [["owner", false], ["viewer", true]]);
  const relations = await fga.listRelations({ user: "user:bob", object: "document:1",
                                              relations: ["owner", "viewer", "timed"],
                                              context: { used: 1 } });
  expect("list relations", relations.relations.sort(), ["owner", "viewer"]);
  const expanded = await fga.expand({ relation: "viewer", object: "document:1" });
  expect("expand", expanded.tree.root.union.nodes[0].leaf.users.users, ["user:anne"]);
}

async function lists(fga) {
  const query = { user: "user:cat", relation: "viewer", type: "document" };
  expect("list objects", (await fga.listObjects(query)).objects, ["document:2"]);
  const streamed = [];
  for await (const row of fga.streamedListObjects(query)) streamed.push(row.object);
  expect("streamed list objects", streamed, ["document:2"]);
  const users = await fga.listUsers({ object: { type: "document", id: "1" }, relation: "viewer",
                                      user_filters: [{ type: "user" }] });
  expect("list users", users.users.map((user) => user.object.id).sort(), ["anne", "bob"]);
  const usersets = await fga.listUsers({
    object: { type: "document", id: "2" }, relation: "viewer",
    user_filters: [{ type: "group", relation: "member" }] });
  expect("list usersets", usersets.users[0].userset,
         { type: "group", id: "eng", relation: "member" });
  await refused("list objects of an unknown type", FgaApiValidationError, "type_not_found",
                () => fga.listObjects({ ...query, type: "paper" }));
}

async function assertions(fga) {
  await fga.writeAssertions([{ ...key("user:anne", "viewer", "document:1"), expectation: true }]);
  const read = await fga.readAssertions();
  expect("assertions", read.assertions.map((each) => each.expectation), [true]);
}

async function errors(fga, storeId) {
  await refused("a wrong key", FgaApiAuthenticationError, "unauthenticated",
                () => client({ storeId }, "wrong").getStore());
  await refused("an unknown relation", FgaApiValidationError, "validation_error",
                () => fga.check(key("user:anne", "nothing", "document:1")));
  try {
    await fga.writeTuples([{ ...key("user:eve", "timed", "document:4"),
                             condition: { name: "under", context: { max: 11 } } }],
                          { conflict: { onDuplicateWrites: "ignore" } });
    expect("a conflict", "no error", 409);
  } catch (error) {
    expect("a conflict", [error instanceof FgaApiError, error.statusCode], [true, 409]);
  }
  try {
    await fga.check(key("user:anne", "nothing", "document:1"));
  } catch (error) {
    expect("an error names its request", Boolean(error.requestId), true);
  }
}

try {
  const storeId = await stores();
  const authorizationModelId = await models(storeId);
  const fga = client({ storeId, authorizationModelId });
  await writes(fga);
  await changes(fga);
  await questions(fga);
  await lists(fga);
  await assertions(fga);
  await errors(fga, storeId);
  await fga.deleteStore();
} catch (error) {
  failed += 1;
  console.log(`FAIL ${error.stack}`);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
