"""Servers on a port of their own, what they cost, and the load that wrk makes."""

import http.client
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")


class Server:
    """A program that writes its port to a file once it listens."""

    def __init__(self, folder, name, command):
        self.name = name
        port_file = Path(folder, f"{name}.port")
        port_file.unlink(missing_ok=True)
        self.log = open(Path(folder, f"{name}.log"), "w+", encoding="utf-8")
        self.process = subprocess.Popen([*command(port_file)], stdout=self.log, stderr=self.log)
        deadline = time.monotonic() + 30
        while not (port_file.exists() and port_file.read_text().endswith("\n")):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.log.seek(0)
                raise RuntimeError(f"{name} did not start: {self.log.read()[-2000:]}")
            time.sleep(0.001)
        self.port = int(port_file.read_text())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.log.close()

    def post(self, path, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        if answer.status != 200 or b'"error":' in text:
            raise RuntimeError(f"{path}: {answer.status} {text[:500]!r}")
        return text

    def cpu_seconds(self):
        """User and system time so far, of all its threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def own_mib(self):
        """Memory without the pages of the store's file."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"RssAnon:\s*(\d+)", status)[1]) / 1024


def pembad(run, store, *options, name="pembad"):
    """On the store in that folder, made if it is not there."""
    program = run.build / "daemon" / "pembad"
    return Server(run.folder, name, lambda port: [
        program, "--data", store, "--listen", "127.0.0.1:0", "--port-file", port, "--insecure-no-auth",
        "--threads", str(run.threads), "--log-level", "error", *options])


def bare_server(run, body_bytes):
    """Reads requests and answers that many bytes."""
    program = run.build / "tests/benchmarks/bare_server"
    return Server(run.folder, "bare", lambda port: [program, port, str(run.threads), str(body_bytes)])


@dataclass
class Load:
    """What a server did under a load."""
    requests: int = 0
    seconds: float = 0
    cpu: float = 0    # the server's, in seconds

    @property
    def rate(self):
        return self.requests / self.seconds

    @property
    def cpu_us(self):
        return self.cpu * 1e6 / self.requests

    def __add__(self, other):
        return Load(self.requests + other.requests, self.seconds + other.seconds, self.cpu + other.cpu)


class Wrk:
    """wrk with requests of a file, in the background until result() is asked for."""

    def __init__(self, server, path, bodies, seconds, connections, first_number=0):
        self.server, self.cpu = server, server.cpu_seconds()
        self.process = subprocess.Popen(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", HERE / "replay.lua",
             f"http://127.0.0.1:{server.port}", "--", bodies, path, str(first_number)],
            stdout=subprocess.PIPE, text=True)

    def result(self):
        output = self.process.communicate()[0]
        found = re.search(r"^RESULT (\d+) (\S+) (\d+)$", output, re.MULTILINE)
        if not found:
            raise RuntimeError(f"wrk gave no result: {output}")
        if int(found[3]):
            raise RuntimeError(f"{found[3]} of {found[1]} requests failed")
        return Load(int(found[1]), float(found[2]), self.server.cpu_seconds() - self.cpu)


def load(server, path, bodies, seconds, connections):
    return Wrk(server, path, bodies, seconds, connections).result()
