// Reasons: where SpiceDB is known to answer otherwise, each recognised by the world and the question and,
// where there is a world that means the same without what leads SpiceDB astray, proved by asking there.
import { differ_in_conditional, is_condition_error, is_depth_error, leaves_out_fewer, tell_less } from "./agree.mjs";

const has_wildcard_for = (world, { userset, subject }) =>
    world.tuples_below(userset.namespace, userset.relation)
        .some((tuple) => tuple.subject.id === "*" && tuple.subject.namespace === subject.namespace);

// SpiceDB leaves out the column when as many types of the subject's namespace are without the trait as there are
// types that name the subject itself; those of usersets are among the former and not the latter.
function is_miscounted(relation, subject, without) {
    const kinds = relation.subjects.filter((kind) => kind.namespace === subject.namespace);
    const direct = kinds.filter((kind) => kind.wildcard || kind.relation === subject.relation);
    return direct.length > 0 && direct.length === kinds.filter(without).length && !direct.every(without);
}

function is_misread(world, tuple, subject) {
    const names = tuple.subject.namespace === subject.namespace &&
        (tuple.subject.id === "*" || tuple.subject.relation === subject.relation);
    const relation = world.relation(tuple.userset.namespace, tuple.userset.relation);
    return names && ((tuple.condition && is_miscounted(relation, subject, (kind) => !kind.condition)) ||
        (tuple.expired && is_miscounted(relation, subject, (kind) => !kind.expiration)));
}

// One userset more of each type than the relation has types: then no two counts are the same.
function with_pads(world) {
    const pads = [...Array(8).keys()];
    return world.with_lines((line, namespace) => {
        if (/^definition/.test(line)) return [line, ...pads.map((i) => `\trelation pad${i}: ${namespace}`)].join("\n");
        const [, name] = /^\trelation (\w+):/.exec(line) ?? [];
        if (!name) return line;
        const types = new Set(world.relation(namespace, name).subjects.map((kind) => kind.namespace));
        return line + [...types].flatMap((type) => pads.map((i) => ` | ${type}#pad${i}`)).join("");
    });
}

function* arrows_to_all(world, { userset }) {
    for (const [namespace, relation] of world.reach(userset.namespace, userset.relation))
        if (relation.expression)
            for (const leaf of world.leaves(relation.expression))
                if (leaf.operation === "all") yield [namespace, leaf];
}

function lacks(world, namespace, leaf) {
    return world.tuples.some(({ userset, subject }) => userset.namespace === namespace &&
        userset.relation === leaf.tupleset && !world.relation(subject.namespace, leaf.relation));
}

// Objects that one dispatch asks about together, which have a subject in common and conditions of their own.
function share_conditions(world, namespace, { tupleset }) {
    const tuples = world.tuples.filter(({ userset, expired }) => !expired &&
        userset.namespace === namespace && userset.relation === tupleset);
    return tuples.some((one) => one.condition && tuples.some((other) => other.userset.id !== one.userset.id &&
        other.subject.namespace === one.subject.namespace && other.subject.id === one.subject.id));
}

// Every type has every relation, if only as nobody.
function with_every_relation(world) {
    const names = new Set(Object.values(world.model).flat().map((relation) => relation.name));
    return world.with_lines((line, namespace) => /^definition/.test(line)
        ? [line, ...[...names].filter((name) => !world.relation(namespace, name))
            .map((name) => `\tpermission ${name} = nil`)].join("\n")
        : line);
}

// Of `level >= needed` CEL tells no more than the first that is missing; of `a && b`, both.
function with_both_sides(world) {
    const seconds = { at_least: "needed", share: "parts" };
    return world.with_lines((line) => {
        const second = seconds[/^caveat (\w+)/.exec(line)?.[1]];
        return second ? line.replace(/\{ (.*) \}/, `{ $1 && ${second} == ${second} }`) : line;
    });
}

// `share` divides: what it fails with is false in the one world and true in the other. Pemba's answer depends
// on neither.
function with_no_failure(world) {
    return ["level < level", "level == level"].map((instead) => world.with_lines((line) =>
        line.replace("level / parts > 1", `(parts == 0 ? ${instead} : level / parts > 1)`)));
}

function can_fail(tuple, context) {
    const { level, parts } = { ...context, ...tuple.context };
    return tuple.condition === "share" && parts === 0 && level !== undefined;
}

// What a lookup has found on its way it takes for granted where it checks: on both sides of an exclusion.
function has_same_on_both_sides(world, { userset }) {
    const names = (namespace, expression) => new Set(world.leaves(expression).flatMap((leaf) =>
        world.closure(world.next(namespace, { expression: leaf }))).map(([space, { name }]) => `${space}#${name}`));
    return world.reach(userset.namespace, userset.relation).some(([namespace, relation]) => relation.expression &&
        world.operations(relation.expression, "exclusion").some(({ operands: [base, excluded] }) => {
            const others = names(namespace, excluded);
            return [...names(namespace, base)].some((name) => others.has(name));
        }));
}

/// `applies`: whether it can be the reason. `same_worlds`: in each SpiceDB must then answer as Pemba does.
/// `each_alone`: it must do so to one check for each id. Without either, to apply is enough, if it is `unproven` only
/// where nothing can be proved. `in_circles`: it is enough also where those worlds have no answer but the depth error.
export const REASONS = [
    {
        name: "circle", title: "a circle in the data: the depth error",
        applies: (world, question, pemba, oracle) => is_depth_error(oracle) && world.depth_of(question) === Infinity,
    },
    {
        name: "depth", title: "nearly 50 steps deep: the depth error",
        applies: (world, question, pemba, oracle) => is_depth_error(oracle) && world.depth_of(question) > 40 &&
            world.depth_of(question) < Infinity,
    },
    {
        name: "columns", title: "Check reads no condition or expiry where it miscounts types",
        applies: (world, { userset, subject }) => world.tuples_below(userset.namespace, userset.relation)
            .some((tuple) => is_misread(world, tuple, subject)),
        same_worlds: (world) => [with_pads(world)],
        in_circles: true,
    },
    {
        name: "all", title: "LookupSubjects skips what lacks the relation under `.all`",
        applies: (world, question) => question.kind === "lookup-subjects" &&
            [...arrows_to_all(world, question)].some(([namespace, leaf]) => lacks(world, namespace, leaf)),
        same_worlds: (world) => [with_every_relation(world)],
    },
    {
        name: "wildcard", title: "a wildcard counts for a userset in Check",
        applies: (world, question) => question.subject.relation !== "" && has_wildcard_for(world, question),
        same_worlds: (world, { subject }) => [world.with_tuples(world.tuples.filter((tuple) =>
            tuple.subject.id !== "*" || tuple.subject.namespace !== subject.namespace))],
        in_circles: true,
    },
    {
        name: "missing", title: "of what a comparison lacks the first alone is told",
        applies: (world, { userset }) => world.tuples_below(userset.namespace, userset.relation)
            .some((tuple) => ["at_least", "share"].includes(tuple.condition)),
        same_worlds: (world) => [with_both_sides(world)],
    },
    {
        name: "failing", title: "a condition fails that does not matter",
        applies: (world, { userset, context }, pemba, oracle) => is_condition_error(oracle) &&
            world.tuples_below(userset.namespace, userset.relation).some((tuple) => can_fail(tuple, context)),
        same_worlds: with_no_failure,
    },
    {
        name: "ways", title: "LookupResources tells what one way to an object lacks, not what others do",
        applies: (world, question, pemba, oracle) => question.kind === "lookup-objects" && tell_less(oracle, pemba),
        each_alone: true,
    },
    {
        name: "hints", title: "LookupResources takes a relation for granted on both sides of `-`",
        applies: (world, question, pemba, oracle) => question.kind === "lookup-objects" &&
            differ_in_conditional(oracle, pemba) && has_same_on_both_sides(world, question),
        each_alone: true,
    },
    {
        name: "batch", title: "LookupResources mixes conditions of objects under `.all`",
        applies: (world, question) => question.kind === "lookup-objects" && !arrows_to_all(world, question).next().done,
        each_alone: true,
    },
    {
        name: "union", title: "LookupSubjects forgets whom a wildcard leaves out beside one whose condition is false",
        applies: (world, question, pemba, oracle) => question.kind === "lookup-subjects" &&
            leaves_out_fewer(oracle, pemba) &&
            world.tuples_below(question.userset.namespace, question.userset.relation).some((tuple) => tuple.condition),
        each_alone: true,
    },
    {
        name: "shared", title: "objects under `.all` that are asked about together get one another's conditions",
        applies: (world, question) => [...arrows_to_all(world, question)]
            .some(([namespace, leaf]) => share_conditions(world, namespace, leaf)),
        unproven: true,
    },
];
