"""A pembad that is meant to come to harm, and calls to it."""
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'tools'))
import running  # noqa: E402

DISK = os.environ.get('FAILING_DISK') or str(running.PROJECT / 'build/tests/crash/libfailing_disk.so')


if not pathlib.Path(DISK).exists():
    raise SystemExit('build `failing_disk` first, or say where it is with FAILING_DISK')


class Broken(Exception):
    """The server went away in the middle of a call: nobody knows whether it was done."""


class Connection:
    """One client's connection."""

    def __init__(self, port):
        self.http = http.client.HTTPConnection('127.0.0.1', port, timeout=60)

    def post(self, path, *messages):
        """Status and the answer's lines."""
        try:
            self.http.request('POST', path, '\n'.join(map(json.dumps, messages)), {'Content-Type': 'application/json'})
            answer = self.http.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Broken(str(error)) from error
        return answer.status, [json.loads(line) for line in text.splitlines()]

    def close(self):
        self.http.close()


class Server:
    """A pembad on a folder, started again after each of its deaths."""

    def __init__(self, folder, *options):
        self.folder, self.options = pathlib.Path(folder), options
        self.store = self.folder / 'store'
        self.data = self.store / 'data.mdb'
        self.log = self.folder / 'pembad.log'
        self.port_file = self.folder / 'port'

    def start(self, **disk):
        """Starts it, on a failing disk if anything is said about one (see failing_disk.cpp)."""
        self.port_file.unlink(missing_ok=True)
        preload = {'LD_PRELOAD': DISK, 'DISK_FOLDER': str(self.store), **disk} if disk else {}
        with open(self.log, 'w') as log:
            self.process = subprocess.Popen(
                [running.program('pembad'), '--data', self.store, '--listen', '127.0.0.1:0',
                 '--port-file', self.port_file, '--insecure-no-auth', '--threads', '2', '--map-size', '1',
                 '--expiry-interval', '30', '--name-cache-size', '1', *self.options],
                stdout=log, stderr=log, env=running.clean_environment(self.folder, **preload))

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

    def connect(self):
        return Connection(self.port)

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
