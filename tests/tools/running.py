"""What the scripts here share: the programs under test, and a server of one's own.

The programs' paths come from the environment (PEMBA, PEMBAD, PEMBADB, set by meson.build); without it from the
project's build/ folder.
"""
import json
import os
import pathlib
import pty
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

PROJECT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / 'tests/support'))
from key_file import write_key_file  # noqa: E402

KEY = 'a-key-for-tests'


def program(name):
    """The path of one of our programs."""
    given = os.environ.get(name.upper())
    if given:
        return given
    found = [p for p in (PROJECT / 'build').rglob(name) if p.is_file()]
    if not found:
        raise SystemExit('build `%s` first, or say where it is with %s' % (name, name.upper()))
    return str(found[0])


def clean_environment(folder, **more):
    """An environment in which nothing that the caller has saved or set plays a part."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(('PEMBA_', 'XDG_', 'NO_COLOR'))}
    return {**kept, 'HOME': str(folder), 'TERM': 'xterm', **more}


def free_port():
    with socket.socket() as one:
        one.bind(('127.0.0.1', 0))
        return one.getsockname()[1]


class Server:
    """A pembad on a store in a temporary folder, until stop()."""

    def __init__(self, folder=None, options=()):
        self.options = options
        self.kept = None if folder else tempfile.TemporaryDirectory(prefix='pemba-test-')
        self.folder = pathlib.Path(folder or self.kept.name)
        self.store = self.folder / 'store'
        self.key_file = self.folder / 'key'
        self.key_file.write_text(KEY + '\n')
        self.key_file.chmod(0o600)
        self.server_key_file = self.folder / 'keys.toml'
        write_key_file(self.server_key_file, KEY)
        self.port_file = self.folder / 'port'
        self.port_file.unlink(missing_ok=True)
        self.log = open(self.folder / 'pembad.log', 'w')
        self.start('0')

    def start(self, port):
        self.process = subprocess.Popen(
            [program('pembad'), '--data', self.store, '--listen', '127.0.0.1:' + port,
             '--port-file', self.port_file, '--key-file', self.server_key_file, *self.options],
            stdout=self.log, stderr=self.log, env=clean_environment(self.folder))
        self.endpoint = 'http://127.0.0.1:' + self.wait_for_port()

    def restart(self, port):
        """Starts again after stop_process(), at that port."""
        self.port_file.unlink()
        self.start(port)

    def wait_for_port(self):
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            if self.port_file.exists() and self.port_file.read_text():
                return self.port_file.read_text().strip()
            time.sleep(0.02)
        raise SystemExit('pembad does not answer:\n' + (self.folder / 'pembad.log').read_text())

    def environment(self, **more):
        return clean_environment(self.folder, **{'PEMBA_ENDPOINT': self.endpoint, 'PEMBA_KEY': KEY, **more})

    def run(self, *arguments, stdin='', **more):
        """`pemba ARGUMENTS` against this server."""
        return run(program('pemba'), *arguments, stdin=stdin, env=self.environment(**more))

    def stop_process(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=20)

    def stop(self):
        self.stop_process()
        self.log.close()
        if self.kept:
            self.kept.cleanup()


def wait_until(happened, seconds=20):
    until = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > until:
            raise AssertionError('it did not happen within %d s' % seconds)
        time.sleep(0.02)


def post(server, path, body):
    """What a server answers to JSON at a path."""
    request = urllib.request.Request(server.endpoint + path, json.dumps(body).encode(),
                                     {'Authorization': 'Bearer ' + KEY, 'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def run(*command, stdin='', env=None, cwd=None, timeout=300):
    return subprocess.run([str(c) for c in command], input=stdin, env=env, cwd=cwd, text=True,
                          capture_output=True, timeout=timeout)


def run_on_terminal(*command, env):
    """Runs a command that believes that somebody is looking; returns exit status and all it printed."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen([str(c) for c in command], stdin=theirs, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    printed = b''
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            piece = b''
        if not piece:
            break
        printed += piece
    os.close(ours)
    return child.wait(), printed.decode()


def main():
    """Runs the cases of the calling script and ends with the line that tests/run counts."""
    done = unittest.main(module='__main__', verbosity=2, exit=False).result
    failed = len(done.failures) + len(done.errors)
    skipped = len(done.skipped)
    sys.stderr.flush()
    for _, reason in done.skipped:
        print('skipped: ' + reason)
    print('%d passed, %d failed%s' % (done.testsRun - failed - skipped, failed,
                                      ', %d skipped' % skipped if skipped else ''))
    sys.exit(1 if failed or not done.testsRun else 0)


class TestWithServer(unittest.TestCase):
    """One server for all cases of a class."""

    @classmethod
    def setUpClass(cls):
        cls.server = Server()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def pemba(self, *arguments, status=0, **more):
        """Runs pemba, expects an exit status, returns standard output."""
        done = self.server.run(*arguments, **more)
        self.assertEqual(done.returncode, status, '%s\n%s%s' % (arguments, done.stdout, done.stderr))
        return done.stdout

    def refused(self, *arguments, **more):
        """Runs pemba, expects exit status 2, returns what it said on standard error."""
        done = self.server.run(*arguments, **more)
        self.assertEqual(done.returncode, 2, '%s\n%s%s' % (arguments, done.stdout, done.stderr))
        return done.stderr
