"""Checks over HTTP, beside a bare server that reads the same requests and answers as many bytes."""

import random

import bodies
from servers import Load, bare_server, load, pembad
from stores import copies_for

CHECK = "/v1/permissions/check"
CONNECTIONS = 16


def write_checks(run, workload, copies):
    """A file of the workload's checks, each about a copy drawn at random, as question_benchmark names them."""
    pick = random.Random(20261125)
    questions = [line.split()[0] for line in (workload / "checks.txt").read_text().splitlines()]
    if copies > 1:
        questions = [with_copy(question, pick.randrange(copies)) for question in questions]
    pick.shuffle(questions)
    file = run.folder / "checks.bodies"
    file.write_text("".join(f"{bodies.check(question)}\n" for question in questions))
    return file, bodies.check(questions[0])


def with_copy(question, copy):
    left, _, subject = question.partition("@")
    thing, _, permission = left.partition("#")
    return f"{thing}={copy}#{permission}@{subject}={copy}"


def measure_workload(run, name, workload, copies):
    store = run.shelf.store(workload, copies)
    file, first = write_checks(run, workload, copies)
    loads = {"bare": [], "pembad": []}
    run.say(f"checks of {name} over HTTP")
    with pembad(run, store) as server, bare_server(run, len(server.post(CHECK, first))) as bare:
        load(server, CHECK, file, 1, CONNECTIONS)
        for _ in range(run.rounds):    # in turn, so that a slow moment meets both
            for one in (bare, server):
                loads[one.name].append(load(one, CHECK, file, run.seconds, CONNECTIONS))
    add_rows(run, name, loads["pembad"], loads["bare"])


def add_rows(run, name, ours, bare):
    total, bare_total = sum(ours, Load()), sum(bare, Load())
    best, bare_best = max(one.rate for one in ours), max(one.rate for one in bare)
    ratio = best / bare_best
    run.table.add(f"{name} checks over HTTP", f"{best:,.0f}/s",
                  f"{ratio:.0%} of bare {bare_best:,.0f}/s (in total {total.rate / bare_total.rate:.0%})", "≥ 80 %",
                  ratio >= 0.8)
    cpu, bare_cpu = min(one.cpu_us for one in ours), min(one.cpu_us for one in bare)
    run.table.add(f"{name}: server CPU time a check", f"{cpu:.1f} µs",
                  f"{cpu / bare_cpu:.2f} × bare {bare_cpu:.1f} (in total {total.cpu_us / bare_total.cpu_us:.2f} ×)",
                  "≤ 1.25 ×", cpu <= 1.25 * bare_cpu)


def measure(run):
    measure_workload(run, "github", run.shelf.workload("github"), 1)
    workload = run.shelf.workload("direct")
    measure_workload(run, "direct", workload, copies_for(workload, run.tuples))
