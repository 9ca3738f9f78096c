"""Checks in process, beside one bare look-up in the same store."""

import json
import subprocess

from stores import copies_for

DIRECT_SLACK = 0.5    # microseconds: what has no counterpart in a bare look-up


def ask(run, workload, copies):
    """The figures of question_benchmark."""
    store = run.shelf.store(workload, copies)
    run.say(f"asking {run.questions_asked:,} questions of {workload.name}, {run.question_rounds} rounds")
    output = subprocess.run([run.questions, "ask", store, workload, str(copies), str(run.questions_asked),
                             str(run.question_rounds)], check=True, capture_output=True, text=True).stdout
    return json.loads(output)


def millions(tuples):
    return f"{tuples / 1e6:.3g} M"


def together(figures, *prefixes):
    """(mean microseconds, mean reads) of the kinds whose names begin so."""
    kinds = [kind for name, kind in figures["kinds"].items() if name.startswith(prefixes)]
    count = sum(kind["reads"]["count"] for kind in kinds)
    return [sum(kind[what]["mean"] * kind[what]["count"] for kind in kinds) / count
            for what in ("microseconds", "reads")]


def add_look_ups(run, figures, title, bar, *prefixes):
    """A row of a mean in bare look-ups; without a bar where that is 0."""
    mean, reads = together(figures, *prefixes)
    look_ups = mean / figures["bare"]["mean"]
    title = f"{title}, {millions(figures['tuples'])} tuples"
    measured, ratio = f"{mean:.2f} µs, {reads:.1f} reads", f"{look_ups:.1f} look-ups"
    if bar:
        run.table.add(title, measured, ratio, f"≤ {bar}", look_ups <= bar)
    else:
        run.table.note(title, measured, ratio)


def add_bare(run, figures, name):
    bare = figures["bare"]
    run.table.note(f"one bare look-up in the {name} store", f"{bare['median']:.2f} µs, mean {bare['mean']:.2f}")


def add_spread(run, figures, name):
    times = figures["kinds"]["all"]["microseconds"]
    spread = times["p99"] / times["median"]
    run.table.add(f"{name}: p99 of a check", f"{times['p99']:.2f} µs", f"{spread:.1f} × median", "≤ 5 ×", spread <= 5)


def measure_direct(run):
    workload = run.shelf.workload("direct")
    copies = copies_for(workload, run.tuples)
    figures = ask(run, workload, copies)
    add_bare(run, figures, "direct")
    allowance = 1.3 * figures["bare"]["median"] + DIRECT_SLACK
    for kind, title, factor in (("allowed", "direct check, allowed", 1), ("denied", "direct check, denied", 1),
                                ("popular-denied", "denied on an object with 100,000 viewers", 2)):
        median = figures["kinds"][kind]["microseconds"]["median"]
        run.table.add(f"{title}, {millions(figures['tuples'])} tuples", f"{median:.2f} µs",
                      f"{median / figures['bare']['median']:.2f} × bare", f"≤ {factor * allowance:.2f} µs",
                      median <= factor * allowance)
    add_spread(run, figures, "direct")


def measure_shape(run, name, workload, tuples, rows):
    """rows: (title, bar in look-ups, kinds), of a store of about so many tuples."""
    if workload is None:
        return run.table.skip(name, "its generator is not beside the project")
    copies = copies_for(workload, tuples)
    figures = ask(run, workload, copies)
    run.shelf.drop(workload, copies)
    add_bare(run, figures, name)
    for title, bar, kinds in rows:
        add_look_ups(run, figures, title, bar, *kinds)
    add_spread(run, figures, name)


CALLS = {"check_without_condition": "check without a condition", "check_with_condition": "check with a condition",
         "lookup_objects": "look up 10 objects", "lookup_subjects": "look up 10 subjects", "read_an_object": "read 10 tuples"}


def note_calls(run):
    run.say("other calls of the library")
    command = [run.build / "tests/benchmarks/engine_benchmark", "--benchmark_format=json", "--benchmark_min_time=0.3"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for row in json.loads(output)["benchmarks"]:
        run.table.note(f"{CALLS[row['name']]}, 1 M tuples", f"{row['cpu_time'] / 1000:.2f} µs CPU")


def measure(run):
    measure_direct(run)
    note_calls(run)
    own, peers = run.shelf.workload, run.shelf.peers_workload
    measure_shape(run, "nested", own("nested"), run.tuples,
                  (("check through 8 nested groups", 7, ["deep"]), ("check of 300 groups in one", 7, ["wide"])))
    measure_shape(run, "drive", peers("drive"), run.tuples, (("drive check", 25, ["all"]),))
    people = run.tuples // 100
    measure_shape(run, "workforce", peers("workforce", "--people", str(people), "--tuples", str(run.tuples)),
                  run.tuples, (("workforce check", 15, ["all"]),))
    measure_shape(run, "github", own("github"), run.tuples // 10, (("github check", 0, ["all"]),))
    measure_shape(run, "lookup", peers("lookup"), run.tuples // 10, (("check of the lookup workload", 0, ["all"]),))


def measure_huge(run):
    """The same direct check where the store is ten times as large."""
    workload = run.shelf.workload("direct")
    means = []
    for tuples in (run.tuples, 10 * run.tuples):
        copies = copies_for(workload, tuples)
        figures = ask(run, workload, copies)
        mean = figures["kinds"]["all"]["microseconds"]["mean"]
        means.append(mean)
        run.table.note(f"direct check, {millions(figures['tuples'])} tuples", f"{mean:.2f} µs",
                       f"{mean / figures['bare']['mean']:.2f} × bare")
        run.table.note("  memory of the engine, beside the store's pages", f"{figures['engine_kib'] / 1024:.1f} MiB")
    run.shelf.drop(workload, copies)
    run.table.note("direct check where there are ten times as many tuples", "", f"{means[1] / means[0]:.2f} ×")
