"""What the audit log costs: the same checks on two servers in turn, one of which tells each of them."""

import shutil
from contextlib import ExitStack

from over_http import CHECK, CONNECTIONS, write_checks
from servers import Load, load, pembad

MODES = {"without": (), "denied": ("denied",), "all": ("all",)}


def start(run, servers, name, store, decisions):
    """On a copy of the store, since a store has one server."""
    copy = run.folder / f"{name}.store"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(store, copy)
    file = run.folder / f"{name}.log.json"
    options = ["--audit-file", str(file), "--audit-decisions", *decisions] if decisions else []
    return servers.enter_context(pembad(run, copy, *options, name=name))


def measure(run):
    store = run.shelf.store(run.shelf.workload("github"), 1)
    file, _ = write_checks(run, run.shelf.workload("github"), 1)
    run.say("checks with and without the audit log")
    loads = {name: [] for name in MODES}
    with ExitStack() as stack:
        servers = {name: start(run, stack, name, store, mode) for name, mode in MODES.items()}
        for server in servers.values():
            load(server, CHECK, file, 1, CONNECTIONS)
        for _ in range(2 * run.rounds):    # in turn, so that a slow moment meets all
            for name, server in servers.items():
                loads[name].append(load(server, CHECK, file, run.seconds, CONNECTIONS))
    for name, bar in (("denied", 0.97), ("all", 0.95)):
        add_row(run, name, bar, loads[name], loads["without"])


def add_row(run, name, bar, with_it, without):
    best, other = max(one.rate for one in with_it), max(one.rate for one in without)
    total, other_total = sum(with_it, Load()), sum(without, Load())
    run.table.add(f"checks over HTTP, audit-decisions {name}", f"{best:,.0f}/s",
                  f"{best / other:.1%} of {other:,.0f}/s without (in total {total.rate / other_total.rate:.1%}, "
                  f"CPU {total.cpu_us / other_total.cpu_us:.2f} ×)", f"≥ {bar:.0%}", best / other >= bar)
