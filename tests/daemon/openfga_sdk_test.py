#!/usr/bin/env python3
"""Runs OpenFGA's own client library against a pembad of its own.

  openfga_sdk_test.py PEMBAD js|python

Installs the library into a temporary folder, away from the checkout; says `skipped` and exits 77
when it cannot be had. What the library is made to do stands in sdk/openfga.mjs and sdk/openfga.py.
"""
import os
import shutil
import subprocess
import sys
import tempfile

import cases

JS_PACKAGE = '@openfga/sdk@0.9.7'
PYTHON_PACKAGE = 'openfga-sdk==0.10.5'


def js_program(folder):
    """Modules are looked for beside the program, so it is copied to them."""
    if not shutil.which('npm') or not shutil.which('node'):
        cases.skip('there is no node')
    cases.install(['npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', folder,
                   JS_PACKAGE], JS_PACKAGE)
    program = shutil.copy(os.path.join(cases.HERE, 'sdk', 'openfga.mjs'), folder)
    return ['node', program], {}


def python_program(folder):
    cases.install_python(PYTHON_PACKAGE, folder)
    return [sys.executable, os.path.join(cases.HERE, 'sdk', 'openfga.py')], {'PYTHONPATH': folder}


def main():
    with tempfile.TemporaryDirectory() as folder:
        prepare = js_program if sys.argv[2] == 'js' else python_program
        command, environment = prepare(folder)
        with cases.running(sys.argv[1]) as server:
            status = subprocess.run(command + [server.url, cases.KEY],
                                    env=dict(os.environ, **environment)).returncode
    if not server.ended_well:
        print('FAIL pembad ended with %d' % server.process.returncode)
    return status or int(not server.ended_well)


if __name__ == '__main__':
    sys.exit(main())
