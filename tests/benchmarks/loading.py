"""Filling a store: import over HTTP, pembadb load, bytes a tuple, and how soon a full one answers."""

import json
import random
import shutil
import subprocess
import time

import bodies
from over_http import CHECK, with_copy
from servers import pembad
from stores import copies_for

SLAB, SLABS = 50_000, 20


def measure_import(run):
    """In random order, one connection, each request fsynced."""
    workload = run.shelf.workload("direct")
    lines = (workload / "relationships.txt").read_text().split()
    random.Random(20261125).shuffle(lines)
    store = run.folder / "imported"
    shutil.rmtree(store, ignore_errors=True)
    seconds = 0.0
    run.say(f"importing {SLABS} times {SLAB:,} tuples over HTTP")
    with pembad(run, store) as server:
        server.post("/v1/schema/write", json.dumps({"schema": (workload / "schema.zed").read_text()}))
        for begin in range(0, SLABS * SLAB, SLAB):
            body = bodies.import_bulk(lines[begin:begin + SLAB]).encode()
            start = time.perf_counter()
            server.post("/v1/relationships/importbulk", body)
            seconds += time.perf_counter() - start
        cpu = server.cpu_seconds()
    shutil.rmtree(store)
    rate = SLABS * SLAB / seconds
    run.table.add("import over HTTP, random order, fsynced", f"{rate:,.0f} tuples/s",
                  f"{cpu * 1e6 / SLABS / SLAB:.1f} µs CPU a tuple", "≥ 150,000/s", rate >= 150_000)


def measure_load(run):
    """A text of relationships into a new store, durable at the end."""
    workload = run.shelf.workload("direct")
    store = run.folder / "loaded"
    shutil.rmtree(store, ignore_errors=True)
    run.say("writing a text and loading it with pembadb")
    seconds = run.shelf.load(store, workload, copies_for(workload, run.tuples))
    tuples, _, _ = sizes_of(run, store)
    run.table.add(f"pembadb load of a text, {tuples / 1e6:.3g} M tuples", f"{tuples / seconds:,.0f} tuples/s", f"{seconds:.1f} s",
                  "≥ 500,000/s", tuples / seconds >= 500_000)
    shutil.rmtree(store)


def sizes_of(run, store):
    """(tuples, bytes beside the changelog, bytes of the changelog)"""
    output = subprocess.run([run.build / "tests/benchmarks/store_size", store], capture_output=True, text=True,
                            check=True).stdout
    return tuple(int(word) for word in output.split())


def measure_size(run, store):
    tuples, beside, changelog = sizes_of(run, store)
    run.table.add(f"store of {tuples / 1e6:.3g} M tuples, beside its changelog", f"{beside / tuples:.1f} B a tuple",
                  f"changelog {changelog / tuples:.1f} B", "≤ 60 B", beside / tuples <= 60)


def measure_start(run, workload, copies, store):
    """From starting pembad to the first right answer, best of 3."""
    lines = (line.split() for line in (workload / "checks.txt").read_text().splitlines())
    question = next(words[0] for words in lines if words[1] == "yes")
    check = bodies.check(with_copy(question, copies - 1) if copies > 1 else question)
    times = []
    for _ in range(3):
        start = time.perf_counter()
        with pembad(run, store) as server:
            answer = server.post(CHECK, check)
            times.append((time.perf_counter() - start) * 1000)
        if b"HAS_PERMISSION" not in answer:
            raise RuntimeError(f"a wrong answer: {answer!r}")
    run.table.add("start to first check on it", f"{min(times):.0f} ms", "", "≤ 100 ms", min(times) <= 100)


def measure(run):
    measure_import(run)
    measure_load(run)
    workload = run.shelf.workload("direct")
    copies = copies_for(workload, run.tuples)
    store = run.shelf.store(workload, copies)
    measure_size(run, store)
    measure_start(run, workload, copies, store)
