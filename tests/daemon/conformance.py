#!/usr/bin/env python3
"""Runs the third-party cases against a pembad of its own.

  conformance.py PEMBAD [-v]

The cases stand in ../shared/conformance beside the project, never in it; without them this says
`skipped` and exits 77. Two things are run:

  1. every validation file, with its golden answers;
  2. the recorded requests and answers of SpiceDB's HTTP API, but for the cases that
     conformance_exceptions.txt names with a reason.
"""
import copy
import fnmatch
import importlib.util
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from types import SimpleNamespace

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.normpath(os.path.join(HERE, '../../../shared/conformance'))
KEY = 'conformance'


def load(name):
    spec = importlib.util.spec_from_file_location(name, os.path.join(CASES, name + '.py'))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def start(pembad, folder):
    port_file = os.path.join(folder, 'port')
    process = subprocess.Popen(
        [pembad, '--data', os.path.join(folder, 'store'), '--listen', '127.0.0.1:0',
         '--port-file', port_file, '--no-sync', '--log-level', 'error', '--map-size', '1'],
        env=dict(os.environ, PEMBA_KEYS=KEY))
    for _ in range(500):
        if os.path.exists(port_file) and open(port_file).read().strip():
            return process, 'http://127.0.0.1:' + open(port_file).read().strip()
        time.sleep(0.02)
    sys.exit('pembad did not start')


def validation_files():
    folder = os.path.join(CASES, 'spicedb')
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def run_validation_files(url):
    files = validation_files()
    command = [sys.executable, os.path.join(CASES, 'spicedb.py'), '--url', url, '--key', KEY,
               '--golden', os.path.join(CASES, 'golden')] + files
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.strip().split('\n')
    for line in lines:
        if not line.startswith('ok '):
            print(line)
    passed, failed = map(int, re.match(r'(\d+) passed, (\d+) failed', lines[-1]).groups())
    print('%d validation files' % len(files))
    return passed, failed


def exceptions():
    rules = []
    with open(os.path.join(HERE, 'conformance_exceptions.txt'), encoding='utf-8') as f:
        for line in f:
            if line.strip() and not line.startswith('#'):
                name, _, reason = line.rstrip('\n').partition(' -- ')
                if not reason:
                    sys.exit('conformance_exceptions.txt: no reason for %r' % name)
                rules.append(name.strip())
    return rules


def in_scope(case, name):
    """The case with what is compared of it."""
    case = copy.deepcopy(case)
    if name == 'schema_parse_errors.json' or 'SCHEMA_PARSE_ERROR' in str(case['response']):
        # Where an error is shown is the compiler's own choice: the narrowest span. That there is a
        # place, and the code and reason, are compared.
        case['volatile'] = case.get('volatile', []) + ['$.details[*].metadata']
    return case


def run_transcripts(url, verbose):
    transcripts = load('transcripts')
    server = transcripts.Server(url, KEY)
    rules = exceptions()
    used = set()
    passed = failed = excepted = left = 0
    folder = os.path.join(CASES, 'transcripts', 'spicedb')
    for name in sorted(os.listdir(folder)):
        doc = transcripts.json.load(open(os.path.join(folder, name), encoding='utf-8'))
        kept = []
        for case in doc['cases']:
            label = name + ': ' + case['name']
            rule = next((r for r in rules if fnmatch.fnmatchcase(label, r)), None)
            case = in_scope(case, name)
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
    for rule in set(rules) - used:
        print('FAIL conformance_exceptions.txt: no case is called %r' % rule)
        failed += 1
    print('%d recorded requests compared, %d sent but not compared: %d in conformance_exceptions.txt, %d quirks '
          'of the peer' % (passed + failed, left, excepted, left - excepted))
    return passed, failed


def main():
    if not os.path.isdir(CASES):
        print('skipped: %s is not there' % os.path.relpath(CASES, os.getcwd()))
        return 77
    verbose = '-v' in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        process, url = start(sys.argv[1], folder)
        try:
            first = run_validation_files(url)
            second = run_transcripts(url, verbose)
        finally:
            process.send_signal(signal.SIGTERM)
            status = process.wait()
    if status != 0:
        print('FAIL pembad ended with %d' % status)
    passed, failed = first[0] + second[0], first[1] + second[1] + (status != 0)
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
