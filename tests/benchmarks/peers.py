"""Pemba beside the peers: CPU time a check over HTTP, with the peers' figures that were measured earlier."""

import json
import shutil
import subprocess
import sys

from servers import pembad
from stores import PEERS

BARS = {"direct": 30, "github": 100, "nested": 100, "drive": 100, "workforce": 100, "lookup": 100}
FEWEST = 2    # requests that a peer must have answered in a run that counts


def cpu_of(row):
    """Of a check, with that of the server's database."""
    return row.get("cpu_us_with_db", row.get("cpu_us"))


def is_telling(row, measure):
    """Whether enough requests were answered for the CPU time to be that of answers."""
    return row.get("requests", 0) >= FEWEST and (measure == "bulk" or row["connections"] == 16)


def best_peer(workload, measure):
    """(CPU microseconds of a check, whose) of the peer that takes least at any consistency."""
    found = []
    peers = json.loads((PEERS / "peers.json").read_text())["peers"]
    for name, peer in peers.items():
        runs = peer["workloads"].get(workload, {})
        for consistency in ("fast", "full"):
            report = runs.get(consistency, {})
            rows = report.get("checks", []) if measure == "checks" else [report.get("bulk", {})]
            found += [(cpu_of(row) / row.get("items", 1), name) for row in rows if is_telling(row, measure)]
    return min(found)


def report_of(run, workload, api):
    """What the peers' harness measures on pembad."""
    store, state, figures = run.folder / "peers-store", run.folder / "peers-state.json", run.folder / "peers-run.json"
    shutil.rmtree(store, ignore_errors=True)
    with pembad(run, store) as server:
        common = [workload, "--api", api, "--url", f"http://127.0.0.1:{server.port}", "--pid", str(server.process.pid),
                  "--state", state]
        for program in (["load.py", *common],
                        ["run.py", *(common if api == "openfga" else common[:-2]), "--measure", "checks,bulk",
                         "--connections", "16", "--seconds", str(run.seconds), "--consistency", "full", "--json", figures]):
            done = subprocess.run([sys.executable, "-B", PEERS / program[0], *program[1:]], capture_output=True,
                                  text=True, check=False)
            if done.returncode:
                raise RuntimeError(f"{program[0]} of {workload.name}: {done.stdout[-500:]} {done.stderr[-500:]}")
    shutil.rmtree(store)
    return json.loads(figures.read_text())


def measure_workload(run, name, api):
    workload = run.shelf.peers_workload(name)
    run.say(f"{name} beside the peers, {api} API")
    report = report_of(run, workload, api)
    bulk = report["bulk"]
    for measure, ours in (("checks", report["checks"][0]["cpu_us"]), ("bulk", bulk["cpu_us"] / bulk["items"])):
        peer_cpu, peer = best_peer(name, measure)
        factor = peer_cpu / ours
        title = f"{name}{', bulk' if measure == 'bulk' else ''}, {api} API: CPU time a check"
        run.table.add(title, f"{ours:.1f} µs", f"1/{factor:.0f} of {peer}'s {peer_cpu:,.0f} µs",
                      f"1/{BARS[name]}", factor >= BARS[name])


def measure(run):
    if not (PEERS / "run.py").exists():
        return run.table.skip("CPU time beside the peers", "their figures are not beside the project")
    for name in BARS:
        measure_workload(run, name, "spicedb")
    measure_workload(run, "direct", "openfga")
