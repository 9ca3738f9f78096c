"""pembad as an operator runs it: --check-config, SIGHUP, and what the log says of a request.

    program_test.py PEMBAD
"""
import base64
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from key_file import write_key_file  # noqa: E402

PATIENCE_S = 20
TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


class Pembad:
    """A pembad on a folder of its own, with a configuration file that can be written again."""

    def __init__(self, program, folder, access="insecure-no-auth = true"):
        self.folder = pathlib.Path(folder)
        self.access = access
        self.configure(level="info", threads=1)
        self.log = self.folder / "log"
        self.process = subprocess.Popen(
            [program, "--config", str(self.config)], stderr=open(self.log, "w"))
        self.wait_for("serving")
        self.url = "http://127.0.0.1:" + (self.folder / "port").read_text().strip()

    @property
    def config(self):
        return self.folder / "pembad.toml"

    def configure(self, **options):
        texts = {"data": str(self.folder / "data"), "listen": "127.0.0.1:0", "log-format": "json",
                 "port-file": str(self.folder / "port"), "log-level": options["level"]}
        lines = [f"{name} = {json.dumps(text)}" for name, text in texts.items()]
        lines += [self.access, "map-size = 1", f"threads = {options['threads']}"]
        self.config.write_text("\n".join(lines) + "\n")

    def lines(self, message):
        rows = [json.loads(line) for line in self.log.read_text().split("\n")[:-1]]
        return [row for row in rows if row["message"] == message]

    def wait_for(self, message, count=1):
        """The newest line of this message, once there are so many."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            found = self.lines(message)
            if len(found) >= count:
                return found[-1]
            time.sleep(0.02)
        raise AssertionError(f"the log never said `{message}`:\n{self.log.read_text()}")

    def reload(self):
        os.kill(self.process.pid, signal.SIGHUP)

    def end(self):
        self.process.terminate()
        assert self.process.wait(PATIENCE_S) == 0

    def get(self, path, headers={}):
        request = urllib.request.Request(self.url + path, headers=headers)
        return urllib.request.urlopen(request, timeout=PATIENCE_S).read()


def level_changes(pembad):
    pembad.get("/healthz")
    assert not pembad.lines("request answered"), "debug lines at level info"
    pembad.configure(level="debug", threads=2)
    pembad.reload()
    pembad.wait_for("options read anew")
    changed = pembad.wait_for("option changed")
    assert (changed["option"], changed["from"], changed["to"]) == ("log-level", "info", "debug")
    assert pembad.wait_for("option needs a restart to change")["option"] == "threads"


def lines_name_request_and_trace(pembad):
    pembad.get("/healthz", {"X-Request-Id": "mine", "traceparent": TRACEPARENT})
    line = pembad.wait_for("request answered")
    assert (line["request_id"], line["traceparent"]) == ("mine", TRACEPARENT), line
    for count, wrong in enumerate(["", "no", TRACEPARENT.upper(), TRACEPARENT + "-more"], start=2):
        pembad.get("/healthz", {"traceparent": wrong})
        line = pembad.wait_for("request answered", count)
        assert line["traceparent"] == "" and line["request_id"], line


def what_is_no_request_is_logged(pembad):
    address = ("127.0.0.1", int(pembad.url.rsplit(":", 1)[1]))
    for count, sent in enumerate([b"no HTTP at all\r\n\r\n", b"GET / HTTP/1.1\r\nA: " + b"x" * 20_000,
                                  b"POST /v1/schema/read HTTP/1.1\r\nContent-Length: 99999999999\r\n"
                                  b"traceparent: " + TRACEPARENT.encode() + b"\r\n\r\n"], start=1):
        with socket.create_connection(address, timeout=PATIENCE_S) as connection:
            connection.sendall(sent)
            answer = connection.makefile("rb").read()
        line = pembad.wait_for("request refused", count)
        assert answer.startswith(b"HTTP/1.1 " + line["status"].encode()), (answer, line)
        assert line["request_id"] and line["request_id"].encode() in answer, (answer, line)
    assert line["traceparent"] == TRACEPARENT, line
    pembad.get("/healthz")


def bad_file_changes_nothing(pembad):
    pembad.config.write_text("log-level = \"loud\"\n")
    pembad.reload()
    problem = pembad.wait_for("options are as they were: cannot read them anew")["problem"]
    assert "line 1" in problem and "loud" in problem, problem
    pembad.get("/healthz")


def check_config_tells_everything(pembad):
    def check(*options):
        done = subprocess.run([sys.argv[1], "--check-config", *options], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=PATIENCE_S)
        return done.returncode, done.stderr.splitlines()

    data = pembad.folder / "not-made"
    assert check("--data", str(data), "--insecure-no-auth") == (0, [])
    assert not data.exists(), "--check-config made a store"
    missing = str(pembad.folder / "missing")
    status, problems = check("--data", missing, "--no-sync", "--create=false", "--listen", "nowhere",
                             "--base-url", "x", "--port-file", missing + "/port", "--key-file", missing)
    assert status == 1, problems
    for option in ("--listen", "--base-url", "--data", "--port-file", "--key-file"):
        assert sum(option in line for line in problems) == 1, (option, problems)
    assert all(line.startswith("pembad: ") for line in problems) and len(problems) == 5, problems


def tokens_stay_out_of_the_log(pembad):
    folder = pembad.folder / "tokens"
    folder.mkdir()
    (folder / "oidc.toml").write_text(
        '[[issuer]]\nname = "corp"\nurl = "https://id.example.com"\naudiences = ["pemba"]\n'
        f'jwks-file = "{folder}/missing.json"\n')
    (folder / "oidc.toml").chmod(0o600)
    serving = Pembad(sys.argv[1], folder, f"oidc-file = {json.dumps(str(folder / 'oidc.toml'))}")
    try:
        assert "missing.json" in serving.wait_for("keys of an issuer not fetched")["reason"]
        parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
                 for part in ({"alg": "ES256", "kid": "k"},
                              {"iss": "https://id.example.com", "aud": "pemba", "sub": "ann"})]
        token = ".".join([*parts, "c2lnbmF0dXJl"])
        try:
            serving.get("/stores", {"Authorization": "Bearer " + token})
        except urllib.error.HTTPError as refused:
            assert refused.code == 401, refused
        reason = serving.wait_for("call not allowed")["reason"]
        assert reason.startswith("there are no keys of issuer `corp`"), reason
        assert not [part for part in token.split(".") if part in serving.log.read_text()]
        assert b'"READY"' in serving.get("/readyz"), "an issuer that is down is no obstacle"
    finally:
        serving.end()


def send_many(pembad, path, headers, count):
    """The same request so many times, on one connection; each must be refused."""
    address = ("127.0.0.1", int(pembad.url.rsplit(":", 1)[1]))
    head = f"GET {path} HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n{headers}".encode()
    with socket.create_connection(address, timeout=PATIENCE_S) as connection:
        connection.sendall((head + b"\r\n") * (count - 1) + head + b"Connection: close\r\n\r\n")
        answers = connection.makefile("rb").read()
    assert answers.count(b"HTTP/1.1 4") == count, answers


def refusals_do_not_fill_the_log(pembad):
    folder = pembad.folder / "refusals"
    folder.mkdir()
    write_key_file(folder / "keys.toml", "a-key")
    serving = Pembad(sys.argv[1], folder, f"key-file = {json.dumps(str(folder / 'keys.toml'))}")
    count, a_second = 500, 10
    try:
        for message, kind, path, headers in (
                ("call not allowed", "KEY_UNKNOWN", "/stores", "Authorization: Bearer no\r\n"),
                ("call not allowed", "KEY_MISSING", "/stores", ""),
                ("request refused", "404", "/nothing/here", "")):
            before, begin = len(serving.lines(message)), time.monotonic()
            send_many(serving, path, headers, count)
            seconds = time.monotonic() - begin
            assert serving.wait_for(message)["client"] == "127.0.0.1"
            written, told = 0, 0
            while written + told < count:
                assert time.monotonic() - begin < PATIENCE_S, (message, kind, written, told)
                time.sleep(0.05)
                written = len(serving.lines(message)) - before
                told = sum(int(line["lines"]) for line in serving.lines("lines left out")
                           if (line["of"], line["kind"]) == (message, kind))
            assert written + told == count and written <= a_second * (seconds + 2), (written, told, seconds)
        assert len(serving.lines("request refused")) == written, "what is not allowed has one line, not two"
        metrics = serving.get("/metrics").decode()
        assert f'pembad_http_requests_total{{route="/stores",status="401"}} {2 * count}\n' in metrics, metrics
    finally:
        serving.end()


STEPS = (check_config_tells_everything, tokens_stay_out_of_the_log, refusals_do_not_fill_the_log, level_changes,
         lines_name_request_and_trace, what_is_no_request_is_logged, bad_file_changes_nothing)


def main():
    with tempfile.TemporaryDirectory() as folder:
        pembad = Pembad(sys.argv[1], folder)
        try:
            for step in STEPS:
                step(pembad)
                print(f"ok {step.__name__}")
        finally:
            pembad.end()
    print(f"{len(STEPS)} passed, 0 failed")


main()
