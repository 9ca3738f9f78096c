#!/usr/bin/env python3
"""Runs the third-party cases of OpenFGA's API against a pembad of its own.

  openfga_conformance.py PEMBAD [-v]

The cases stand in ../shared/conformance beside the project, never in it; without them this says
`skipped` and exits 77. Two things are run:

  1. the models with their tuples and assertions, each a second time with contextual tuples;
  2. the recorded requests and answers of OpenFGA's HTTP API, but for the cases that
     openfga_conformance_exceptions.txt names with a reason.
"""
import os
import re
import subprocess
import sys

import cases


def run_models(url):
    folder = os.path.join(cases.CASES, 'openfga')
    files = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    command = [sys.executable, os.path.join(cases.CASES, 'openfga.py'), '--url', url, '--key',
               cases.KEY] + files
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    lines = done.stdout.strip().split('\n')
    for line in lines:
        print(line)
    passed, failed = map(int, re.match(r'(\d+) passed, (\d+) failed', lines[-1]).groups())
    print('%d models' % len(files))
    return passed, failed


def main():
    cases.skip_without_cases()
    with cases.running(sys.argv[1]) as server:
        results = [run_models(server.url),
                   cases.run_transcripts(server.url, 'openfga', 'openfga_conformance_exceptions.txt',
                                         '-v' in sys.argv)]
    return cases.close(results, server)


if __name__ == '__main__':
    sys.exit(main())
