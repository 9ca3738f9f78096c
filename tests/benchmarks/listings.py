"""Listings over HTTP: how long to the last byte, and what a long one adds to the server's memory."""

import json
import socket
import statistics
import threading
import time

import bodies
from servers import pembad

OBJECTS, SUBJECTS = "/v1/permissions/resources", "/v1/permissions/subjects"
MOST_MIB = 32    # that a listing of 100,000 may add to the server's memory


def call(server, path, body):
    """(milliseconds to the last byte, the answer)."""
    request = (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
               f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=120) as connection:
        start = time.perf_counter()
        connection.sendall(request)
        parts = []
        while part := connection.recv(1 << 18):
            parts.append(part)
        took = (time.perf_counter() - start) * 1000
    head, _, answer = b"".join(parts).partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(f"{path}: {head[:200]!r} {answer[:300]!r}")
    return took, unchunk(answer) if b"chunked" in head.lower() else answer


def unchunk(answer):
    parts, at = [], 0
    while True:
        end = answer.index(b"\r\n", at)
        size = int(answer[at:end], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(answer[end + 2:end + 2 + size])
        at = end + 4 + size


def found(answer):
    """The ids that a listing names."""
    ids = set()
    for line in answer.decode().splitlines():
        message = json.loads(line)
        if "error" in message:
            raise RuntimeError(f"a listing broke off: {message['error']}")
        result = message["result"]
        ids.add(result["resourceObjectId"] if "resourceObjectId" in result else result["subject"]["subjectObjectId"])
    return ids


def must_find(answer, count):
    ids = found(answer)
    if len(ids) != count:
        raise RuntimeError(f"a listing has {len(ids)} results instead of {count}")


class Growth:
    """The most memory that a server has while the block runs, beyond what it had before, in MiB."""

    def __init__(self, server):
        self.server, self.before, self.most, self.over = server, server.own_mib(), 0, False
        self.watcher = threading.Thread(target=self.watch)

    def watch(self):
        while not self.over:
            self.most = max(self.most, self.server.own_mib() - self.before)
            time.sleep(0.002)

    def __enter__(self):
        self.watcher.start()
        return self

    def __exit__(self, *_):
        self.over = True
        self.watcher.join()


def questions(workload):
    """(what, path, body, results)"""
    for line in (workload / "listings.txt").read_text().splitlines():
        what, of, permission, to, results = line.split()
        if what == "objects":
            yield what, OBJECTS, bodies.lookup_resources(of, permission, to), int(results)
        else:
            yield what, SUBJECTS, bodies.lookup_subjects(of, permission, to), int(results)


def measure_short(run):
    workload = run.shelf.workload("listing", results=10_000)
    store = run.shelf.store(workload, 1)
    run.say("listing 10,000 results")
    with pembad(run, store) as server:
        for what, path, body, count in questions(workload):
            must_find(call(server, path, body)[1], count)
            times = [call(server, path, body)[0] for _ in range(5)]
            median = statistics.median(times)
            run.table.add(f"list {count:,} {what} over HTTP", f"{median:.1f} ms", f"best {min(times):.1f} ms",
                          "≤ 15 ms", median <= 15)


def measure_long(run):
    workload = run.shelf.workload("listing", results=100_000)
    store = run.shelf.store(workload, 1)
    run.say("listing 100,000 results")
    for what, path, body, count in questions(workload):
        with pembad(run, store) as server:
            with Growth(server) as growth:
                took, answer = call(server, path, body)
            must_find(answer, count)
            run.table.add(f"list {count:,} {what}: memory added", f"{growth.most:.1f} MiB", f"{took:.0f} ms",
                          f"≤ {MOST_MIB} MiB", growth.most <= MOST_MIB)
    run.shelf.drop(workload, 1)


def measure(run):
    measure_short(run)
    measure_long(run)
