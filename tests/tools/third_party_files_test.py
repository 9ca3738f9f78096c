#!/usr/bin/env python3
"""Runs `pemba validate` or `pemba fga test` on the third-party files beside the project: all of them pass.

    third_party_files_test.py PEMBA validate|fga
"""
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.normpath(os.path.join(HERE, '../../../shared/conformance'))
COMMANDS = {
    'validate': (['validate'], ['spicedb/*.yaml', 'spicedb-examples/*/*.yaml']),
    'fga': (['fga', 'test'], ['sample-stores/*/*.fga.yaml']),
}


def main():
    command, patterns = COMMANDS[sys.argv[2]]
    files = sorted(file for pattern in patterns for file in glob.glob(os.path.join(CASES, pattern)))
    if not files:
        print('skipped: %s is not there' % os.path.relpath(CASES, os.getcwd()))
        return 77
    done = subprocess.run([sys.argv[1]] + command + files, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        if not line.startswith('✓'):
            print(line)
    return done.returncode


if __name__ == '__main__':
    sys.exit(main())
