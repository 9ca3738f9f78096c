// Verdicts on schemas and writes: whether SpiceDB refuses what Pemba refuses, for the same reason.

// The code of SpiceDB and what its message says, for each of Pemba's.
const REFUSALS = {
    SubjectNotAllowed: ["InvalidArgument", /subjects of type|without one of the following|caveat/],
    RelationNotStored: ["InvalidArgument", /permission/],
    UnknownNamespace: ["FailedPrecondition", /object definition .* not found/],
    UnknownRelation: ["FailedPrecondition", /relation\/permission .* not found/],
    TupleExists: ["AlreadyExists", /./],
};

const edge_of = (text) => text.split("[")[0];
const has_expired = (world, text) =>
    world.tuples.some((tuple) => tuple.expired && edge_of(tuple.text) === edge_of(text));

const WRONG_CONTEXT = /unknown parameter|could not convert context parameter/;

/// Undefined if it is the same, the reason if it is another for a known one, else null.
export function same_write_verdict(world, { operation, text, answer: pemba }, oracle) {
    if (!pemba.error && !oracle.error) return undefined;
    if (operation === "CREATE" && !pemba.error && oracle.error === "AlreadyExists" && has_expired(world, text))
        return "expired: what has expired stands in the way of CREATE";
    if (pemba.error === "InvalidContext" && oracle.error === "Unknown" && WRONG_CONTEXT.test(oracle.message))
        return "context: a wrong value in a relationship: code Unknown";
    const [code, message] = REFUSALS[pemba.error] ?? [];
    return code === oracle.error && message?.test(oracle.message) ? undefined : null;
}

// What each of Pemba's verdicts is for SpiceDB.
const CODES = { parse: "InvalidArgument", types: "FailedPrecondition" };

const is_alias_cycle = (pemba, oracle) => pemba.error === "types" && oracle.error === "Unknown" &&
    /cycle in permissions/.test(oracle.message);

/// Undefined if it is the same, the reason if it is another for a known one, else null. `write` gives SpiceDB's
/// verdict on a text.
export async function same_schema_verdict({ schema, formatted, answer: pemba }, oracle, write) {
    if (CODES[pemba.error] === oracle.error) return undefined;
    if (is_alias_cycle(pemba, oracle)) return "cycle: a permission that is nothing but itself: code Unknown";
    if (pemba.code === "expected-symbol" && /with \w+ and\s+(?!expiration)/.test(schema))
        return "and: `with c and` without `expiration` after it is taken";
    if (pemba.code === "expected-name" && /(with|caveat) \d/.test(schema))
        return "digits: a number is taken for the name of a caveat";
    if (formatted && formatted !== schema) {
        const verdict = await same_schema_verdict({ schema: formatted, answer: pemba }, await write(formatted), write);
        if (verdict !== null) return "line ends: refused for where lines end, not once Pemba has laid it out";
    }
    return null;
}
