// compare: reads worlds with Pemba's answers (oracle_cases writes them), asks SpiceDB the same, and explains
// every difference or counts it as a failure.
//
//     node compare.mjs FOLDER < cases     FOLDER has lib.mjs, which drives SpiceDB, and its npm package
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

import { agree, has_duplicates } from "./agree.mjs";
import { Oracle } from "./oracle.mjs";
import { explain } from "./explain.mjs";
import { same_schema_verdict, same_write_verdict } from "./verdicts.mjs";
import { World } from "./world.mjs";

const lib = await import(pathToFileURL(resolve(process.argv[2], "lib.mjs")));

// Old revisions stay in memory: a new database now and then.
const WORLDS_PER_DATABASE = 200;
const LONGEST_WALK = 2000; ///< in a circle, in usersets

const counts = { world: 0, schema: 0, write: 0, check: 0, "lookup-objects": 0, "lookup-subjects": 0 };
const reasons = new Map(); ///< how often each was one
const oracles = {};
let passed = 0, failed = 0, duplicates = 0;

function count(reason) {
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
}

function judge(reason, difference) {
    if (reason === undefined) return ++passed;
    if (reason) return ++passed, count(reason);
    failed++;
    console.log(`DIFFERENCE\n${difference()}\n`);
}

async function play_world(line) {
    if (counts.world++ % WORLDS_PER_DATABASE === 0)
        for (const role of ["main", "other"]) oracles[role] = await Oracle.start(lib);
    const world = new World(line);
    await oracles.main.load(world.schema, world.types(), world.tuples.map((tuple) => tuple.text));
    for (const question of line.questions) await ask(world, question, line.seed);
    for (const write of line.writes) await play_write(world, write, line.seed);
}

// SpiceDB walks circles until it is 50 steps deep, or for half a minute where they meet.
function takes_forever(world, question) {
    const { namespace, id, relation } = question.userset;
    return world.depth_of(question) === Infinity &&
        (question.kind === "lookup-objects" || world.walk(namespace, id, relation) > LONGEST_WALK);
}

async function ask(world, question, seed) {
    counts[question.kind]++;
    if (takes_forever(world, question)) return count("circle: a circle in the data: SpiceDB was not asked");
    const answer = await oracles.main.ask(question);
    if (has_duplicates(answer)) duplicates++;
    const same = agree(question.answer, answer);
    const reason = same ? undefined : await explain(oracles.other, world, question, answer);
    judge(reason, () => [`seed ${seed}`, world.schema.trimEnd(), ...world.tuples.map((tuple) => tuple.text),
        question.text, `  Pemba:   ${JSON.stringify(question.answer)}`, `  SpiceDB: ${JSON.stringify(answer)}`]
        .join("\n"));
}

async function play_write(world, write, seed) {
    counts.write++;
    const answer = await oracles.main.write(write.operation, [write.text]);
    judge(same_write_verdict(world, write, answer), () => [`seed ${seed}`, world.schema.trimEnd(),
        `${write.operation} ${write.text}`, `  Pemba:   ${JSON.stringify(write.answer)}`,
        `  SpiceDB: ${JSON.stringify(answer)}`].join("\n"));
}

async function play_schema(line) {
    counts.schema++;
    oracles.schemas ??= await Oracle.start(lib);
    const write = async (text) => {
        await oracles.schemas.write_schema(""); // what went before must not stand in the way
        return oracles.schemas.write_schema(text);
    };
    const answer = await write(line.schema);
    const verdict = await same_schema_verdict(line, answer, write);
    judge(verdict, () => [`seed ${line.seed}`, line.schema.trimEnd(),
        `  Pemba:   ${JSON.stringify(line.answer)}`, `  SpiceDB: ${JSON.stringify(answer)}`].join("\n"));
}

function show_progress() {
    if (process.stderr.isTTY) process.stderr.write(`\r${counts.world} worlds, ${failed} failed `);
}

for await (const text of createInterface({ input: process.stdin })) {
    const line = JSON.parse(text);
    await (line.kind === "world" ? play_world(line) : play_schema(line));
    show_progress();
}

console.log(Object.entries(counts).map(([kind, number]) => `${kind}: ${number}`).join(", "));
console.log(`lookups of objects with duplicate rows: ${duplicates}`);
for (const [reason, number] of [...reasons].sort()) console.log(`${String(number).padStart(8)}  ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0); // closing a database takes it seconds
