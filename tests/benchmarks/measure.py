"""Measures the library, pembad beside a bare server, and a store of a million tuples; prints one table."""

import argparse
import http.client
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
GITHUB = ROOT / "examples" / "github-org"
LEVELS = ("administer", "maintain", "push", "triage", "pull")
DIRECT_SCHEMA = "definition user {}\ndefinition document {\n\trelation viewer: user\n\tpermission view = viewer\n}\n"
TUPLES, SLAB = 1_000_000, 50_000


class Server:
    """A program that writes its port to a file once it listens."""

    def __init__(self, folder, name, command):
        self.port_file = Path(folder, f"{name}.port")
        self.port_file.unlink(missing_ok=True)
        self.log = open(Path(folder, f"{name}.log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen([*command(self.port_file)], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 30
        while not (self.port_file.exists() and self.port_file.read_text().endswith("\n")):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                raise RuntimeError(f"{name} did not start: {self.log.read()[-2000:]}")
            time.sleep(0.001)
        self.port = int(self.port_file.read_text())

    def post(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status != 200 or b'"error":' in text:
            raise RuntimeError(f"{path}: {answer.status} {text[:500]!r}")
        return text

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.log.close()


def pembad(build, folder, name, threads):
    program = build / "daemon" / "pembad"
    return Server(folder, name, lambda port: [
        program, "--data", Path(folder, name), "--listen", "127.0.0.1:0", "--port-file", port,
        "--insecure-no-auth", "--threads", str(threads), "--log-level", "error"])


def parts(text):
    namespace, _, rest = text.partition(":")
    identifier, _, relation = rest.partition("#")
    return namespace, identifier, relation


def reference(namespace, identifier):
    return {"objectType": namespace, "objectId": identifier}


def tuple_json(line):
    left, _, right = line.partition("@")
    (space, identifier, relation), (subject, subject_id, subject_relation) = parts(left), parts(right)
    inner = {"object": reference(subject, subject_id)}
    if subject_relation:
        inner["optionalRelation"] = subject_relation
    return {"resource": reference(space, identifier), "relation": relation, "subject": inner}


def check_json(line):
    relationship = tuple_json(line)
    return json.dumps({"consistency": {"fullyConsistent": True}, "resource": relationship["resource"],
                       "permission": relationship["relation"], "subject": relationship["subject"]})


def import_body(lines):
    return json.dumps({"relationships": [tuple_json(line) for line in lines]}).encode()


def github_checks(lines, count):
    """Half of users who appear with the repository's organisation, half of anybody."""
    pick = random.Random(20261123)
    repositories = sorted({line.split("#")[0] for line in lines if line.startswith("repository:")})
    users = sorted({word for line in lines for word in [line.split("@")[1]] if word.startswith("user:")})
    return [f"{pick.choice(repositories)}#{pick.choice(LEVELS)}@{pick.choice(users)}" for _ in range(count)]


def wrk(port, bodies, seconds, connections):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", ROOT / "tests/benchmarks/replay.lua",
               f"http://127.0.0.1:{port}", "--", bodies, "/v1/permissions/check"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests, took, failed = next(line for line in output.splitlines() if line.startswith("RESULT")).split()[1:]
    if int(failed):
        raise RuntimeError(f"{failed} of {requests} requests failed")
    return int(requests) / float(took)


def measure_http(build, folder, arguments, table):
    lines = (GITHUB / "relationships.txt").read_text().split()
    server = pembad(build, folder, "github", arguments.threads)
    server.post("/v1/schema/write", json.dumps({"schema": (GITHUB / "schema.zed").read_text()}))
    server.post("/v1/relationships/importbulk", import_body(lines))
    checks = [check_json(line) for line in github_checks(lines, 20_000)]
    bodies = Path(folder, "checks.txt")
    bodies.write_text("\n".join(checks) + "\n")
    size = len(server.post("/v1/permissions/check", checks[0]))
    bare = Server(folder, "bare", lambda port: [build / "tests/benchmarks/bare_server", port,
                                                str(arguments.threads), str(size)])
    rates = {"pembad": [], "bare": []}
    wrk(server.port, bodies, 1, 16)
    for _ in range(arguments.rounds):    # in turn, so that a slow moment meets both
        rates["bare"].append(wrk(bare.port, bodies, arguments.seconds, 16))
        rates["pembad"].append(wrk(server.port, bodies, arguments.seconds, 16))
    server.stop()
    bare.process.terminate()
    bare.process.wait()
    ours, yardstick = max(rates["pembad"]), max(rates["bare"])
    table.note("bare server, requests", f"{yardstick:,.0f}/s")
    table.add("github checks over HTTP", f"{ours:,.0f}/s", f"{ours / yardstick:.0%} of bare", "≥ 60 %",
              ours >= 0.6 * yardstick)


def direct_lines():
    documents = TUPLES // 10
    for document in range(documents):
        first = random.Random(document).randrange(documents)
        for j in range(10):
            yield f"document:d{document}#viewer@user:u{(first + 7919 * j) % documents}"


def measure_million(build, folder, arguments, table):
    server = pembad(build, folder, "million", arguments.threads)
    server.post("/v1/schema/write", json.dumps({"schema": DIRECT_SCHEMA}))
    lines = list(direct_lines())
    seconds = 0.0
    for begin in range(0, TUPLES, SLAB):
        body = import_body(lines[begin:begin + SLAB])
        start = time.perf_counter()
        server.post("/v1/relationships/importbulk", body)
        seconds += time.perf_counter() - start
    server.stop()
    rate = TUPLES / seconds
    table.add("import over HTTP, fsynced", f"{rate:,.0f} tuples/s", "", "≥ 50,000/s", rate >= 50_000)
    sizes = subprocess.run([build / "tests/benchmarks/store_size", Path(folder, "million")],
                           capture_output=True, text=True, check=True).stdout.split()
    tuples, beside, changelog = (int(size) for size in sizes)
    table.add("store of 1 M tuples, beside its changelog", f"{beside / tuples:.1f} B a tuple", "", "≤ 80 B",
              beside / tuples <= 80)
    table.note("its changelog", f"{changelog / tuples:.1f} B a tuple")
    check = check_json(lines[12345].replace("#viewer@", "#view@"))
    times = []
    for _ in range(3):
        start = time.perf_counter()
        server = pembad(build, folder, "million", arguments.threads)
        answer = server.post("/v1/permissions/check", check)
        times.append((time.perf_counter() - start) * 1000)
        server.stop()
        if b"HAS_PERMISSION" not in answer or b"NO_PERMISSION" in answer:
            raise RuntimeError(f"a wrong answer: {answer!r}")
    table.add("start to first check on it", f"{min(times):.0f} ms", "", "≤ 200 ms", min(times) <= 200)


def measure_library(build, arguments, table):
    command = [build / "tests/benchmarks/engine_benchmark", "--benchmark_format=json",
               f"--benchmark_min_time={arguments.seconds / 2}", "--benchmark_repetitions=3"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    best = {}
    for run in json.loads(output)["benchmarks"]:
        if run["run_type"] == "iteration":
            name = run["run_name"]
            best[name] = min(best.get(name, 1e18), run["real_time"] / 1000)
    for kind in ("allowed", "denied"):
        bare, ours = best[f"bare_{kind}"], best[f"check_direct_{kind}"]
        table.note(f"bare LMDB look-ups, {kind}", f"{bare:.2f} µs")
        table.add(f"direct check at 1 M tuples, {kind}", f"{ours:.2f} µs", f"{ours / bare:.2f} × bare", "≤ 3 ×",
                  ours <= 3 * bare)
    for name, title in (("check_nested_groups", "check through 8 nested groups"),
                        ("lookup_objects", "lookup objects, about 10 found"),
                        ("lookup_subjects", "lookup subjects, 10 found"), ("read_an_object", "read 10 tuples")):
        table.note(title, f"{best[name]:.2f} µs")


class Table:
    def __init__(self):
        self.rows = []

    def add(self, *row):
        *texts, good = row
        self.rows.append((*texts, "ok" if good else "MISSED"))

    def note(self, title, figure):
        self.rows.append((title, figure, "", "", ""))

    def print(self):
        rows = [("what", "measured", "ratio", "bar", ""), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())

    def missed(self):
        return sum(row[4] == "MISSED" for row in self.rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("--seconds", type=float, default=2, help="of each run (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of pembad and the bare server (default %(default)s)")
    parser.add_argument("--threads", type=int, default=1, help="io threads of both servers (default %(default)s)")
    parser.add_argument("--only", choices=("library", "http", "million"), help="one part")
    arguments = parser.parse_args()
    arguments.seconds = max(1, int(arguments.seconds))
    table = Table()
    with tempfile.TemporaryDirectory(prefix="pemba-benchmark-") as folder:
        if arguments.only in (None, "library"):
            measure_library(arguments.build, arguments, table)
        if arguments.only in (None, "http"):
            measure_http(arguments.build, folder, arguments, table)
        if arguments.only in (None, "million"):
            measure_million(arguments.build, folder, arguments, table)
    table.print()
    return 1 if table.missed() else 0


if __name__ == "__main__":
    sys.exit(main())
