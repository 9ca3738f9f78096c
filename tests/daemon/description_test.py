#!/usr/bin/env python3
"""Asks a pembad of its own what /openapi.json describes, and what it does not, with schemathesis.

  description_test.py PEMBAD                  requests at the bounds of what is described
  description_test.py PEMBAD --examples 200   and this many random ones a call, some of which go on from answers

Nothing may be answered with a status, type or body that is not described, nor with 5xx; what does not fit the
description is refused; nothing is answered without the key. Installs schemathesis into a temporary folder; says
`skipped` and exits 77 when it cannot be had. description/ has its settings. One case is a call of the API, with the
key or without.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import cases

PACKAGE = 'schemathesis==4.32.5'
SETTINGS = pathlib.Path(cases.HERE) / 'description'
SHORT = ['--phases', 'coverage']  # each member's bounds, types and absence: the same each time


class Runner:
    """Schemathesis in a folder."""

    def __init__(self, folder, url, seed):
        self.folder, self.url, self.seed = pathlib.Path(folder), url, seed

    def run(self, name, *options):
        """Returns how many calls passed and failed."""
        report = self.folder / (name + '.xml')
        done = subprocess.run(
            [sys.executable, '-m', 'schemathesis.cli', '--config-file', SETTINGS / 'schemathesis.toml', 'run',
             self.url + '/openapi.json', '--report', 'junit', '--report-junit-path', report,
             '--seed', str(self.seed), '--generation-database', 'none', '--continue-on-failure',
             '--request-timeout', '30', '--no-color', *options],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.folder,
            env=dict(os.environ, PYTHONPATH='%s:%s' % (self.folder, SETTINGS), SCHEMATHESIS_HOOKS='hooks'))
        if not report.exists():
            sys.exit(done.stdout)
        passed, failed = self.count(report)
        if failed or done.returncode != 0:
            print('%s:\n%s' % (name, done.stdout))
        return passed, max(failed, int(done.returncode != 0))

    @staticmethod
    def count(report):
        calls = list(xml.etree.ElementTree.parse(report).getroot().iter('testcase'))
        failed = sum(call.find('failure') is not None or call.find('error') is not None for call in calls)
        return len(calls) - failed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('pembad')
    parser.add_argument('--examples', type=int, help='random requests a call')
    parser.add_argument('--seed', type=int, default=1)
    arguments = parser.parse_args()
    options = ['--max-examples', str(arguments.examples)] if arguments.examples else SHORT
    with tempfile.TemporaryDirectory() as folder:
        cases.install_python(PACKAGE, folder)
        with cases.running(arguments.pembad) as server:
            runner = Runner(folder, server.url, arguments.seed)
            results = [runner.run('with-the-key', '-H', 'Authorization: Bearer ' + cases.KEY, *options),
                       runner.run('without-a-key', '--phases', 'coverage', '--max-examples', '10')]
    return cases.close(results, server)


if __name__ == '__main__':
    sys.exit(main())
