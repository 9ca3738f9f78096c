"""Every example, run as its README says."""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

import running
from running import PROJECT

EXAMPLES = PROJECT / 'examples'
BUILD = pathlib.Path(os.environ.get('PEMBA_BUILD', PROJECT / 'build'))
SANITIZED = os.environ.get('PEMBA_SANITIZE', 'none') != 'none'


def is_running(pid):
    """Whether a process runs; one that ended and that nobody has waited for does not."""
    try:
        return pathlib.Path('/proc', pid, 'stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


class Schemas(running.TestWithServer):
    def test_each_schema_gives_the_answers_beside_it(self):
        schemas = sorted((EXAMPLES / 'schemas').glob('*.zed'))
        self.assertGreaterEqual(len(schemas), 3)
        for schema in schemas:
            with self.subTest(schema=schema.name):
                self.try_schema(schema)

    def try_schema(self, schema):
        self.pemba('schema', 'write', schema)
        self.pemba('import', '--touch', schema.with_suffix('.relationships.txt'))
        answers = [line.split() for line in schema.with_suffix('.answers.txt').read_text().splitlines()
                   if line and not line.startswith('//')]
        self.assertGreater(len(answers), 3)
        out = self.pemba('permission', 'bulk', *(question for _, question in answers))
        told = [(line.split()[2], line.split()[0]) for line in out.splitlines()]
        self.assertEqual(told, [tuple(answer) for answer in answers])
        for definition in re.findall(r'(?m)^definition (\w+) \{\n', schema.read_text()):
            self.pemba('relationship', 'bulk-delete', definition, '--force')


class Http(running.TestWithServer):
    @unittest.skipUnless(shutil.which('curl'), 'curl is not there')
    def test_the_api_with_curl(self):
        done = running.run(EXAMPLES / 'http/run', env=self.server.environment())
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        verdicts = re.findall(r'PERMISSIONSHIP_\w+', re.sub(r'LOOKUP_\w+', '', done.stdout))
        self.assertEqual(verdicts, ['PERMISSIONSHIP_HAS_PERMISSION', 'PERMISSIONSHIP_NO_PERMISSION',
                                    'PERMISSIONSHIP_HAS_PERMISSION'])
        self.assertIn('"resourceObjectId":"pemba"', done.stdout.replace(': ', ':'))

    @unittest.skipUnless(shutil.which('curl'), 'curl is not there')
    def test_it_stops_at_a_refusal_and_without_a_key(self):
        self.assertEqual(running.run(EXAMPLES / 'http/run', env=dict(self.server.environment(), PEMBA_KEY='no')).returncode, 2)
        done = running.run(EXAMPLES / 'http/run', env=running.clean_environment(self.server.folder))
        self.assertEqual(done.returncode, 2)
        self.assertIn('PEMBA_KEY', done.stderr)


@unittest.skipIf(SANITIZED, 'a program of one\'s own does not link a sanitized library')
class Embed(unittest.TestCase):
    def test_built_against_the_installed_headers_it_says_yes_and_why(self):
        with tempfile.TemporaryDirectory(prefix='pemba-embed-') as folder:
            root = pathlib.Path(folder)
            done = running.run('meson', 'install', '-C', BUILD, '--no-rebuild', '--quiet', '--destdir', root / 'root')
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            packages = next((root / 'root').rglob('pkgconfig'))
            env = dict(os.environ, PKG_CONFIG_PATH=str(packages), PKG_CONFIG_SYSROOT_DIR=str(root / 'root'))
            flags = running.run('pkg-config', '--cflags', '--libs', 'pemba-schema', 'pemba', env=env)
            self.assertEqual(flags.returncode, 0, flags.stderr)
            compiler = os.environ.get('PEMBA_CXX', 'c++').split()
            done = running.run(*compiler, '-std=c++20', EXAMPLES / 'embed/main.cpp', *flags.stdout.split(),
                               '-o', root / 'embed')
            self.assertEqual(done.returncode, 0, done.stderr)
            libraries = os.environ.get('LD_LIBRARY_PATH', '')
            env['LD_LIBRARY_PATH'] = '%s:%s' % (packages.parent, libraries)
            done = running.run(root / 'embed', root / 'store', env=env)
            self.assertEqual(done.stdout, 'may user:ann push to repository:pemba? yes\n'
                                          '  repository:pemba#writer@team:core#member\n'
                                          '  team:core#member@user:ann\n', done.stderr)
            self.assertEqual(done.returncode, 0)


@unittest.skipUnless(BUILD == PROJECT / 'build', 'the quickstart builds in build/')
class Quickstart(unittest.TestCase):
    command = EXAMPLES / 'quickstart/run'

    def run_quickstart(self, *arguments):
        env = {k: v for k, v in os.environ.items() if not k.startswith('PEMBA_')}
        return running.run(self.command, *arguments, cwd='/', env=env)

    def test_it_runs_to_its_end_and_leaves_nothing_behind(self):
        before = set(pathlib.Path(tempfile.gettempdir()).glob('pemba-quickstart.*'))
        started = time.monotonic()
        done = self.run_quickstart()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertLess(time.monotonic() - started, 60)
        for said in ('imported 8,062 relationships', '✓ allowed', '✗ denied',
                     'repository:kubernetes/sig-release#writer@team:kubernetes/release-managers#all_members'):
            self.assertIn(said, done.stdout)
        self.assertNotIn('\033', done.stdout)
        self.assertEqual(set(pathlib.Path(tempfile.gettempdir()).glob('pemba-quickstart.*')), before)

    def test_keep_leaves_a_server_that_answers_and_says_how_to_stop_it(self):
        done = self.run_quickstart('--keep')
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        stop = re.search(r'(?m)^ *(kill (\d+).*)$', done.stdout)
        self.assertTrue(stop, done.stdout)
        try:
            settings = dict(re.findall(r'export (PEMBA_\w+)=(\S+)', done.stdout))
            answer = running.run(running.program('pemba'), 'permission', 'check', 'repository:kubernetes/sig-release',
                                 'push', 'user:u3154ad37', env=dict(os.environ, **settings))
            self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        finally:
            running.run('bash', '-c', stop.group(1))
        deadline = time.monotonic() + 15
        while is_running(stop.group(2)) and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertFalse(is_running(stop.group(2)))

    def test_interrupted_it_stops_its_server(self):
        child = subprocess.Popen([self.command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                 start_new_session=True)
        seen = ''
        while 'imported' not in seen:
            line = child.stdout.readline()
            self.assertTrue(line, seen)
            seen += line
        os.killpg(child.pid, signal.SIGINT)
        self.assertEqual(child.wait(timeout=20), 130)
        child.stdout.close()
        with self.assertRaises(ProcessLookupError):
            os.killpg(child.pid, 0)

    def test_an_unknown_option_is_refused(self):
        self.assertEqual(self.run_quickstart('--kep').returncode, 2)


if __name__ == '__main__':
    running.main()
