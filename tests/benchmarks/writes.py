"""Durable writes over HTTP, beside bare LMDB commits in the same folder, and checks beside writes."""

import shutil
import subprocess

import bodies
from over_http import CHECK, CONNECTIONS, write_checks
from servers import Load, Wrk, load, pembad

WRITE = "/v1/relationships/write"
PLACES = 12   # values of a bare commit that make it write about as many pages as a tuple in all its tables, 21
KEPT = 0.8    # of the checks that the server's CPU time for them allows


class Writes:
    """Loads of writes, each of a tuple that no other has."""

    def __init__(self, run, server):
        self.run, self.server, self.next = run, server, 0
        self.body = run.folder / "write.bodies"
        self.body.write_text(bodies.write("document:written{n}#viewer@user:writer{n}") + "\n")

    def start(self, connections):
        first, self.next = self.next, self.next + 100_000_000
        return Wrk(self.server, WRITE, self.body, self.run.seconds, connections, first)


def bare_commits(run, values):
    output = subprocess.run([run.build / "tests/benchmarks/bare_commits", run.folder / "bare-commits", str(run.seconds),
                             str(values)], check=True, capture_output=True, text=True).stdout
    return float(output)


def measure_rates(run, writes):
    run.say("writes of one and of 64 clients")
    single, bare, one, many = [], [], [], []
    for _ in range(run.rounds):
        single.append(bare_commits(run, 1))
        bare.append(bare_commits(run, PLACES))
        one.append(writes.start(1).result().rate)
        many.append(writes.start(64).result().rate)
    ratio = max(one) / max(bare)
    run.table.add("durable writes, 1 client", f"{max(one):,.0f}/s",
                  f"{ratio:.0%} of bare commits {max(bare):,.0f}/s", "≥ 80 %", ratio >= 0.8)
    run.table.note("  bare commits of one value", f"{max(single):,.0f}/s")
    run.table.add("durable writes, 64 clients", f"{max(many):,.0f}/s", f"{max(many) / max(bare):.1f} × bare commits",
                  "≥ 10,000/s", max(many) >= 10_000)


def measure_checks_beside(run, server, writes, checks):
    """A check takes some CPU time of the server where nobody writes, a write where nobody checks. Beside each other they
    share it: what the writes do not take would be enough for so many checks. Fewer were held up by something else."""
    run.say("checks beside writes")
    alone, only_writes, beside, beside_writes = Load(), Load(), Load(), Load()
    load(server, CHECK, checks, 1, CONNECTIONS)
    for _ in range(run.rounds):
        alone += load(server, CHECK, checks, run.seconds, CONNECTIONS)
        only_writes += writes.start(64).result()
        writing = writes.start(64)
        beside += load(server, CHECK, checks, run.seconds, CONNECTIONS)
        beside_writes += writing.result()
    for_checks = beside.cpu - beside_writes.requests * only_writes.cpu / only_writes.requests
    kept = beside.requests * alone.cpu / alone.requests / for_checks
    run.table.add("checks beside full-speed writes", f"{beside.rate:,.0f}/s",
                  f"{kept:.0%} of what their CPU share allows (alone {alone.rate:,.0f}/s)", f"≥ {KEPT:.0%}", kept >= KEPT)
    run.table.note("  writes beside full-speed checks", f"{beside_writes.rate:,.0f}/s",
                   f"alone {only_writes.rate:,.0f}/s")


def measure(run):
    workload = run.shelf.workload("direct")
    store = run.folder / "written"    # a copy, because it is changed
    shutil.rmtree(store, ignore_errors=True)
    shutil.copytree(run.shelf.store(workload, 1), store)
    checks, _ = write_checks(run, workload, 1)
    with pembad(run, store) as server:
        writes = Writes(run, server)
        measure_rates(run, writes)
        measure_checks_beside(run, server, writes, checks)
    shutil.rmtree(store)
