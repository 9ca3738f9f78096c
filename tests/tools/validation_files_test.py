#!/usr/bin/env python3
"""Runs `pemba validate` on the third-party validation files beside the project: all of them pass."""
import glob
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = os.path.normpath(os.path.join(HERE, '../../../shared/conformance'))


def main():
    files = sorted(glob.glob(os.path.join(CASES, 'spicedb', '*.yaml')) +
                   glob.glob(os.path.join(CASES, 'spicedb-examples', '*', '*.yaml')))
    if not files:
        print('skipped: %s is not there' % os.path.relpath(CASES, os.getcwd()))
        return 77
    done = subprocess.run([sys.argv[1], 'validate'] + files, stdout=subprocess.PIPE, text=True)
    for line in done.stdout.splitlines():
        if not line.startswith('✓'):
            print(line)
    return done.returncode


if __name__ == '__main__':
    sys.exit(main())
