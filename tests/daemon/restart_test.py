"""pembad stops and starts again on a socket that somebody else keeps, and no request fails.

    restart_test.py PEMBAD

The parent (systemd, where it is served in earnest; a KeptSocket, here) holds the listening socket and passes it to
one pembad after the other. Clients do not try again: each connects, asks and reads one answer for each question, and
leaves a connection when an answer says `Connection: close`.
"""
import http.client
import json
import pathlib
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from certificates import Authority  # noqa: E402
from kept_socket import KeptSocket  # noqa: E402

RESTARTS = 5
PATIENCE_S = 60
SCHEMA = "definition user {}\ndefinition doc {\n relation viewer: user\n permission view = viewer\n}"


def tuple_of(number):
    return {"resource": {"objectType": "doc", "objectId": f"d{number}"}, "relation": "viewer",
            "subject": {"object": {"objectType": "user", "objectId": "ann"}}}


def request_of(kind, number):
    """Path and body of a write of a tuple with that number, or of a question."""
    tuple_ = tuple_of(number if kind == "write" else 0)
    if kind == "write":
        return "/v1/relationships/write", {"updates": [{"operation": "OPERATION_TOUCH", "relationship": tuple_}]}
    if kind == "check":
        return "/v1/permissions/check", {"permission": "view", "resource": tuple_["resource"], "subject": tuple_["subject"]}
    if kind == "lookup":
        return "/v1/permissions/resources", {"permission": "view", "resourceObjectType": "doc", "subject": tuple_["subject"]}
    return "/v1/relationships/read", {"relationshipFilter": {"resourceType": "doc", "optionalResourceId": "d0"}}


class Service:
    """A kept socket, and the pembad that serves it at the moment."""

    def __init__(self, folder, options=()):
        self.socket, self.port_file = KeptSocket(), folder / "port"
        self.log = open(folder / "log", "a")
        self.process = None
        self.command = [PEMBAD, "--data", folder / "data", "--listen", "127.0.0.1:0", "--insecure-no-auth",
                        "--port-file", self.port_file, "--map-size", "1", *options]

    @property
    def port(self):
        return self.socket.port

    def start(self, **options):
        self.port_file.unlink(missing_ok=True)
        self.process = self.socket.start(self.command, stdout=subprocess.DEVNULL, stderr=self.log, **options)

    def has_begun(self):
        return self.port_file.exists() and self.port_file.read_text()

    def stop(self):
        until = time.monotonic() + PATIENCE_S
        while not self.has_begun() and self.process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE_S)

    def close(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self.socket.close()
        self.log.close()


class Client(threading.Thread):
    """Makes one kind of call until it is told to end. A pause of None: a connection for each request."""

    def __init__(self, connect, number, kind, pause):
        super().__init__(daemon=True)
        self.connect, self.number, self.kind, self.pause = connect, number, kind, pause
        self.asked, self.closed, self.failures = 0, 0, []
        self.ending = threading.Event()

    def run(self):
        connection = None
        while not self.ending.is_set():
            connection = connection or self.connect()
            try:
                stays = self.ask(connection)
            except Exception as error:  # whatever it is, a request has failed
                self.failures.append(f"request {self.asked} of client {self.number}: {error!r}")
                stays = False
            if not stays or self.pause is None:
                connection.close()
                connection = None
            time.sleep(self.pause or 0)
        if connection:
            connection.close()

    def ask(self, connection):
        """Whether the connection goes on."""
        path, body = request_of(self.kind, self.number * 1_000_000 + self.asked)
        connection.request("POST", path, json.dumps(body))
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200 or b'"error"' in text:
            raise AssertionError(f"{answer.status} {text[-300:]}")
        self.asked += 1
        self.closed += answer.will_close
        return not answer.will_close


def post(connect, path, body):
    connection = connect()
    connection.request("POST", path, json.dumps(body))
    answer = connection.getresponse()
    lines = answer.read().decode().splitlines()
    connection.close()
    assert answer.status == 200, lines
    return [json.loads(line) for line in lines]


class Restart(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory(prefix="pemba-test-")
        self.folder = pathlib.Path(self.kept.name)
        self.addCleanup(self.kept.cleanup)

    def keep(self, options=()):
        kept = Service(self.folder, options)
        self.addCleanup(kept.close)
        return kept

    def replace(self, kept, replacement):
        kept.socket.socket.close()
        kept.socket.socket = replacement

    def restart_under_load(self, kept, connect):
        kept.start()
        post(connect, "/v1/schema/write", {"schema": SCHEMA})
        post(connect, "/v1/relationships/write",
             {"updates": [{"operation": "OPERATION_TOUCH", "relationship": tuple_of(0)}]})
        clients = [Client(connect, number, kind, pause)
                   for number, (kind, pause) in enumerate((("check", 0), ("write", 0), ("check", 0.02), ("write", 0.02),
                                                           ("lookup", 0.02), ("read", 0.02), ("check", None),
                                                           ("write", None), ("read", None)), start=1)]
        for client in clients:
            client.start()
        for _ in range(RESTARTS):
            time.sleep(0.5)
            self.assertEqual(kept.stop(), 0)
            time.sleep(0.2)  # in which connections wait in the kept socket
            kept.start()
        time.sleep(0.5)
        for client in clients:
            client.ending.set()
        for client in clients:
            client.join(timeout=PATIENCE_S)
            self.assertFalse(client.is_alive())
        stored = post(connect, "/v1/relationships/read", {"relationshipFilter": {"resourceType": "doc"}})
        self.assertEqual(kept.stop(), 0)
        self.assertEqual([failure for client in clients for failure in client.failures], [])
        for client in clients:
            self.assertGreater(client.asked, 2 * RESTARTS)
        for client in clients[:2]:  # told by each server but the last that it ends
            self.assertGreaterEqual(client.closed, RESTARTS)
        self.assertEqual(len(stored), 1 + sum(client.asked for client in clients if client.kind == "write"))
        print(f"{sum(client.asked for client in clients)} requests over {RESTARTS} restarts, none failed")

    def test_no_request_fails_over_restarts_under_load(self):
        kept = self.keep()
        self.restart_under_load(kept, lambda: http.client.HTTPConnection("127.0.0.1", kept.port, timeout=PATIENCE_S))

    def test_no_request_fails_over_restarts_under_load_through_tls(self):
        authority = Authority(self.folder)
        certificate, key = authority.issue("server")
        kept = self.keep(["--tls-certificate", certificate, "--tls-key", key])
        trust = ssl.create_default_context(cafile=str(authority.certificate))
        self.restart_under_load(kept, lambda: http.client.HTTPSConnection(
            "127.0.0.1", kept.port, timeout=PATIENCE_S, context=trust))

    def test_a_connection_that_stays_idle_is_closed_without_a_word(self):
        kept = self.keep()
        kept.start()
        idle = http.client.HTTPConnection("127.0.0.1", kept.port, timeout=PATIENCE_S)
        idle.request("GET", "/healthz")
        self.assertEqual(idle.getresponse().read(), b'{"status":"SERVING"}')
        self.assertEqual(kept.stop(), 0)
        self.assertEqual(idle.sock.recv(1), b"")
        idle.close()

    def refused(self, kept):
        kept.start()
        self.assertEqual(kept.process.wait(timeout=PATIENCE_S), 1)
        return (self.folder / "log").read_text()

    def test_a_socket_that_does_not_listen_is_refused(self):
        kept = self.keep()
        self.replace(kept, socket.socket())
        self.assertIn("no listening stream socket", self.refused(kept))

    def test_a_socket_beyond_loopback_needs_tls_whatever_the_option_says(self):
        kept = self.keep()
        self.replace(kept, socket.create_server(("0.0.0.0", 0)))
        self.assertIn("--insecure-no-tls", self.refused(kept))

    def test_variables_of_another_process_are_not_taken(self):
        kept = self.keep()
        for pid, taken in (("1", False), ("$$", True)):
            kept.start(pid=pid)
            while not kept.has_begun():
                self.assertIsNone(kept.process.poll())
                time.sleep(0.02)
            self.assertEqual(int(kept.port_file.read_text()) == kept.port, taken)
            self.assertEqual(kept.stop(), 0)


if __name__ == "__main__":
    PEMBAD = sys.argv.pop(1)
    done = unittest.main(verbosity=2, exit=False).result
    failed = len(done.failures) + len(done.errors)
    print(f"{done.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
