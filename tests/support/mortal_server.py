"""A pembad that may end and be started again on what it left, and calls to it."""
import base64
import http.client
import json
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'tools'))
import running  # noqa: E402


def revision_of(zookie):
    return int.from_bytes(base64.b64decode(zookie)[14:22], 'big')


class Broken(Exception):
    """The server went away in the middle of a call: nobody knows whether it was done."""


class Connection:
    """One client's connection; `headers` are sent with each call."""

    def __init__(self, port, **headers):
        self.http = http.client.HTTPConnection('127.0.0.1', port, timeout=60)
        self.headers = {'Content-Type': 'application/json', **headers}

    def post(self, path, *messages):
        """Status and the answer's lines."""
        try:
            answer = self.open(path, *messages)
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Broken(str(error)) from error
        return answer.status, [json.loads(line) for line in text.splitlines()]

    def open(self, path, *messages):
        """An answer whose body is still to be read."""
        self.http.request('POST', path, '\n'.join(map(json.dumps, messages)), self.headers)
        return self.http.getresponse()

    def lines(self, path, message):
        """The lines of a stream, until it breaks off; a line that is cut is none."""
        try:
            answer = self.open(path, message)
            while True:
                line = answer.readline()
                if not line.endswith(b'\n'):
                    return
                yield json.loads(line)
        except (OSError, http.client.HTTPException):
            return

    def close(self):
        self.http.close()


class Server:
    """A pembad on a folder, started again after each of its deaths; on a socket that is kept over them, if there is one."""

    def __init__(self, folder, *options, kept_socket=None):
        self.folder, self.options, self.kept_socket = pathlib.Path(folder), options, kept_socket
        self.store = self.folder / 'store'
        self.data = self.store / 'data.mdb'
        self.log = self.folder / 'pembad.log'
        self.port_file = self.folder / 'port'

    def start(self, access=('--insecure-no-auth',), **environment):
        self.port_file.unlink(missing_ok=True)
        start = self.kept_socket.start if self.kept_socket else subprocess.Popen
        with open(self.log, 'w') as log:
            self.process = start(
                [running.program('pembad'), '--data', self.store, '--listen', '127.0.0.1:0',
                 '--port-file', self.port_file, *access, '--threads', '2', '--map-size', '1',
                 '--name-cache-size', '1', *self.options],
                stdout=log, stderr=log, env=running.clean_environment(self.folder, **environment))

    def is_ready(self):
        """Waits until it listens; no: it has ended instead."""
        until = time.monotonic() + 30
        while not (self.port_file.exists() and self.port_file.read_text()):
            if self.process.poll() is not None:
                return False
            if time.monotonic() > until:
                raise SystemExit('pembad neither listens nor ends:\n' + self.log.read_text())
            time.sleep(0.002)
        self.port = int(self.port_file.read_text())
        return True

    def connect(self, **headers):
        return Connection(self.port, **headers)

    def kill(self, after):
        """kill -9, unless it dies before."""
        try:
            self.process.wait(timeout=after)
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def problems(self):
        """What `pembadb verify` finds wrong with the store, empty if nothing."""
        if not self.data.exists():
            return ''
        done = running.run(running.program('pembadb'), 'verify', self.store)
        return '' if done.returncode == 0 else done.stdout + done.stderr
