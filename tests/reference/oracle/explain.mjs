// explain(): why SpiceDB answered otherwise, as the title of a reason or of several together.
import { UNMENTIONED, agree, is_depth_error } from "./agree.mjs";
import { REASONS } from "./reasons.mjs";

/// Null if there is no explanation. `oracle` is a database to try other worlds in.
export async function explain(oracle, world, question, answer) {
    const possible = REASONS.filter((reason) => reason.applies(world, question, question.answer, answer));
    const provable = possible.filter((reason) => reason.same_worlds || reason.each_alone);
    const certain = possible.find((reason) => !provable.includes(reason) && !reason.unproven);
    if (certain) return title([certain]);
    for (const set of subsets(provable)) {
        const outcome = await without(set, oracle, world, question);
        if (outcome === "agrees") return title(set);
        if (outcome === "circle" && set.every((reason) => reason.in_circles)) return `${title(set)}, in a circle`;
    }
    const unproven = possible.find((reason) => reason.unproven);
    return unproven ? title([unproven]) : null;
}

// The smaller first.
function subsets(reasons) {
    const all = reasons.reduce((sets, reason) => [...sets, ...sets.map((set) => [...set, reason])], [[]]);
    return all.slice(1).sort((a, b) => a.length - b.length);
}

function title(set) {
    const names = set.map((reason) => reason.name).join(" and ");
    return set.length === 1 ? `${names}: ${set[0].title}` : `${names}, all together`;
}

// Whether SpiceDB `agrees` with Pemba, or `differs`, where these reasons are not; or ends in a `circle` there.
async function without(set, oracle, world, question) {
    const each_alone = set.some((reason) => reason.each_alone);
    const others = set.reduce((worlds, { same_worlds }) =>
        same_worlds ? worlds.flatMap((one) => same_worlds(one, question)) : worlds, [world]);
    for (const other of others) {
        await oracle.load(other.schema, other.types(), other.tuples.map((tuple) => tuple.text));
        const answer = await (each_alone ? ask_each(oracle, other, question) : ask(oracle, other, question));
        if (is_depth_error(answer) && other.depth_of(question) === Infinity) return "circle";
        if (!agree(question.answer, answer)) return "differs";
    }
    return "agrees";
}

// In a circle an answer and the depth error race each other: once more, and again.
async function ask(oracle, world, question) {
    let answer = await oracle.ask(question);
    for (let i = 0; i < 10 && is_depth_error(answer) && world.depth_of(question) === Infinity; ++i)
        answer = await oracle.ask(question);
    return answer;
}

// A lookup as one check for each id there is.
async function ask_each(oracle, world, question) {
    const objects = question.kind === "lookup-objects";
    const ids = new Set([question.subject.id || UNMENTIONED,
        ...world.tuples.map(({ userset, subject }) => objects ? userset.id : subject.id)]);
    ids.delete("*");
    const rows = [];
    for (const id of ids) {
        const asked = objects ? { userset: { ...question.userset, id } } : { subject: { ...question.subject, id } };
        const answer = await oracle.ask({ ...question, ...asked, kind: "check" });
        if (answer.error) return answer;
        rows.push({ id, ...answer.decision, excluded: [] });
    }
    const found = rows.filter((row) => row.is !== "no");
    return objects ? { objects: found } : { subjects: with_wildcard(rows, found) };
}

// Who was never mentioned stands for the wildcard, which leaves out who is not in for sure.
function with_wildcard(rows, found) {
    const unmentioned = found.find((row) => row.id === UNMENTIONED);
    if (!unmentioned) return found;
    const excluded = rows.filter((row) => row.is !== "yes")
        .map((row) => (row.is === "no" ? { ...row, is: "yes" } : row));
    return [{ ...unmentioned, id: "*", excluded }, ...found.filter((row) => row !== unmentioned)];
}
