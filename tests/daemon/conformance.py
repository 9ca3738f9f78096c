#!/usr/bin/env python3
"""Runs the third-party cases of SpiceDB's API against a pembad of its own.

  conformance.py PEMBAD [-v]

The cases stand in ../shared/conformance beside the project, never in it; without them this says
`skipped` and exits 77. Two things are run:

  1. every validation file, with its golden answers;
  2. the recorded requests and answers of SpiceDB's HTTP API, but for the cases that
     conformance_exceptions.txt names with a reason.
"""
import os
import re
import subprocess
import sys

import cases


def validation_files():
    folder = os.path.join(cases.CASES, 'spicedb')
    return [os.path.join(folder, name) for name in sorted(os.listdir(folder))]


def run_validation_files(url):
    files = validation_files()
    command = [sys.executable, os.path.join(cases.CASES, 'spicedb.py'), '--url', url, '--key', cases.KEY,
               '--golden', os.path.join(cases.CASES, 'golden')] + files
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.strip().split('\n')
    for line in lines:
        if not line.startswith('ok '):
            print(line)
    passed, failed = map(int, re.match(r'(\d+) passed, (\d+) failed', lines[-1]).groups())
    print('%d validation files' % len(files))
    return passed, failed


def adapt(case, name):
    if name == 'schema_parse_errors.json' or 'SCHEMA_PARSE_ERROR' in str(case['response']):
        # Where an error is shown is the compiler's own choice: the narrowest span. That there is a
        # place, and the code and reason, are compared.
        case['volatile'] = case.get('volatile', []) + ['$.details[*].metadata']


def main():
    cases.skip_without_cases()
    with cases.running(sys.argv[1]) as server:
        results = [run_validation_files(server.url),
                   cases.run_transcripts(server.url, 'spicedb', 'conformance_exceptions.txt',
                                         '-v' in sys.argv, adapt)]
    return cases.close(results, server)


if __name__ == '__main__':
    sys.exit(main())
