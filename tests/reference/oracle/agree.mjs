// agree(): whether an answer of SpiceDB says the same as Pemba's, and in other words only.
import { better } from "./oracle.mjs";

/// `never` stands for every id that nobody mentioned.
export const UNMENTIONED = "never";

export function same_decision(a, b) {
    return a.is === b.is && (a.is !== "conditional" || a.missing.join() === b.missing.join());
}

/// Rows by id; of several for one id the best counts.
function by_id(rows) {
    const found = new Map();
    for (const row of rows) found.set(row.id, found.has(row.id) ? better(found.get(row.id), row) : row);
    return found;
}

export function has_duplicates(answer) {
    return answer.objects !== undefined && by_id(answer.objects).size < answer.objects.length;
}

// Several rows for one id may each lack something else: for each way by which it was found.
function same_rows(ours, theirs) {
    const best = by_id(theirs);
    return best.size === ours.length && ours.every((row) => best.get(row.id)?.is === row.is &&
        [best.get(row.id), ...theirs.filter((one) => one.id === row.id)].some((one) => same_decision(row, one)));
}

/// Whether two lookups of objects found the same, and the first says no more of what is missing.
export function tell_less({ objects: fewer }, { objects: rows }) {
    if (!fewer || !rows) return false;
    const some = by_id(fewer), all = by_id(rows);
    return some.size === all.size && [...all].every(([id, row]) => some.get(id)?.is === row.is &&
        (some.get(id).missing ?? []).every((name) => row.missing.includes(name)));
}

/// Whether two lookups of objects differ in no more than whether what the second has as conditional is there.
export function differ_in_conditional({ objects: some }, { objects: rows }) {
    if (!some || !rows) return false;
    const theirs = by_id(some), ours = by_id(rows);
    return [...theirs.keys()].every((id) => ours.has(id)) &&
        [...ours].every(([id, row]) => row.is === "conditional" || theirs.get(id)?.is === "yes");
}

/// Whether the wildcard of the first of two lookups of subjects leaves out fewer than that of the second.
export function leaves_out_fewer({ subjects: some }, { subjects: rows }) {
    const wildcard = (all) => all?.find((row) => row.id === "*");
    return wildcard(some) !== undefined && wildcard(some).excluded.length < (wildcard(rows)?.excluded.length ?? 0);
}

// What the wildcard's row says of an id.
function by_wildcard(wildcard, id) {
    if (!wildcard) return { is: "no" };
    const excluded = wildcard.excluded.find((one) => one.id === id);
    if (!excluded) return wildcard;
    if (excluded.is === "yes") return { is: "no" };
    return { is: "conditional", missing: excluded.missing };
}

function has(rows, id) {
    const named = rows.get(id) ?? { is: "no" };
    return better(named, by_wildcard(rows.get("*"), id));
}

// A row beside a wildcard that covers it says nothing: what counts is what follows for each id.
// What a conditional one lacks is compared where it is said in one place.
function same_subjects(a, b) {
    const ours = by_id(a), theirs = by_id(b);
    const excluded = [...a, ...b].flatMap((row) => row.excluded).map((one) => one.id);
    const ids = new Set([...ours.keys(), ...theirs.keys(), ...excluded, UNMENTIONED]);
    ids.delete("*");
    const in_one_place = !ours.has("*") && !theirs.has("*");
    return ours.has("*") === theirs.has("*") && [...ids].every((id) => {
        const [mine, other] = [has(ours, id), has(theirs, id)];
        return in_one_place ? same_decision(mine, other) : mine.is === other.is;
    });
}

export function is_depth_error(answer) {
    return /max depth exceeded|DeadlineExceeded|context deadline exceeded/.test(`${answer.error}: ${answer.message}`);
}

export function is_condition_error(answer) {
    return /evaluation error for caveat/.test(answer.message ?? "");
}

export function agree(pemba, oracle) {
    if (pemba.error) return pemba.error === "ConditionFailed" && is_condition_error(oracle);
    if (oracle.error) return false;
    if (pemba.decision) return same_decision(pemba.decision, oracle.decision);
    if (pemba.objects) return same_rows(pemba.objects, oracle.objects);
    return same_subjects(pemba.subjects, oracle.subjects);
}
