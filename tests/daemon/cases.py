"""What the programs that run third-party cases and libraries share: the cases' folder, installing, a pembad, recorded
requests compared but for those that a file of exceptions names."""
import copy
import fnmatch
import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '../support'))
from key_file import write_key_file  # noqa: E402

CASES = os.path.normpath(os.path.join(HERE, '../../../shared/conformance'))
KEY = 'conformance'
BASE_URL = 'https://pdp.example.com'


def load(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(CASES, name + '.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Running:
    """A pembad on a store of its own; `ended_well` once it was stopped."""

    def __init__(self, pembad, folder):
        port_file = os.path.join(folder, 'port')
        key_file = os.path.join(folder, 'keys.toml')
        write_key_file(key_file, KEY)
        self.process = subprocess.Popen(
            [pembad, '--data', os.path.join(folder, 'store'), '--listen', '127.0.0.1:0',
             '--port-file', port_file, '--base-url', BASE_URL, '--key-file', key_file,
             '--no-sync', '--log-level', 'error', '--map-size', '1'])
        self.ended_well = False
        for _ in range(1500):
            if os.path.exists(port_file) and open(port_file).read().strip():
                self.url = 'http://127.0.0.1:' + open(port_file).read().strip()
                return
            time.sleep(0.02)
        sys.exit('pembad did not start')

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.ended_well = self.process.wait() == 0


@contextmanager
def running(pembad):
    with tempfile.TemporaryDirectory() as folder:
        server = Running(pembad, folder)
        try:
            yield server
        finally:
            server.stop()


def skip(why):
    print('skipped: ' + why)
    sys.exit(77)


def install(command, what):
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=200)
    except (OSError, subprocess.TimeoutExpired) as problem:
        skip('%s cannot be installed: %s' % (what, problem))
    if done.returncode != 0:
        skip('%s cannot be installed: %s' % (what, done.stdout.strip().split('\n')[-1]))


def install_python(package, folder):
    """Puts a package into a folder for PYTHONPATH; skips when it cannot be had."""
    install([sys.executable, '-m', 'pip', 'install', '--quiet', '--target', folder, package], package)


def skip_without_cases():
    if not os.path.isdir(CASES):
        skip('%s is not there' % os.path.relpath(CASES, os.getcwd()))


def close(results, server):
    """Prints the sum of (passed, failed) pairs and returns the exit status."""
    passed = sum(result[0] for result in results)
    failed = sum(result[1] for result in results)
    if not server.ended_well:
        print('FAIL pembad ended with %d' % server.process.returncode)
        failed += 1
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


def read_exceptions(name):
    rules = []
    with open(os.path.join(HERE, name), encoding='utf-8') as f:
        for line in f:
            if line.strip() and not line.startswith('#'):
                rule, _, reason = line.rstrip('\n').partition(' -- ')
                if not reason:
                    sys.exit('%s: no reason for %r' % (name, rule))
                rules.append(rule.strip())
    return rules


def run_transcripts(url, folder, exceptions_file, verbose, adapt=lambda case, name: None):
    """Sends every recorded request of a folder of the transcripts and compares the answers; `adapt`
    may change what is compared of a case."""
    transcripts = load('transcripts')
    server = transcripts.Server(url, KEY)
    rules = read_exceptions(exceptions_file)
    used = set()
    passed = failed = excepted = left = 0
    folder = os.path.join(CASES, 'transcripts', folder)
    for name in sorted(n for n in os.listdir(folder) if n.endswith('.json')):
        doc = transcripts.json.load(open(os.path.join(folder, name), encoding='utf-8'))
        kept = []
        for case in doc['cases']:
            label = name + ': ' + case['name']
            rule = next((r for r in rules if fnmatch.fnmatchcase(label, r)), None)
            case = copy.deepcopy(case)
            adapt(case, name)
            if rule:
                used.add(rule)
                excepted += 1
                case['quirk'] = 'exception'
            if case.get('wait'):
                case['wait'] = 0  # nothing is quantized here
            kept.append(case)
        opts = SimpleNamespace(no_quirks=True, short_violations=True, only=None, verbose=verbose)
        good, bad, out = transcripts.check(server, dict(doc, cases=kept), name, opts)
        passed, failed, left = passed + good, failed + bad, left + out
    for rule in sorted(set(rules) - used):
        print('FAIL %s: no case is called %r' % (exceptions_file, rule))
        failed += 1
    print('%d recorded requests compared, %d sent but not compared: %d in %s, %d quirks of the peer'
          % (passed + failed, left, excepted, exceptions_file, left - excepted))
    return passed, failed
