"""pemba watch against a running server, over restarts of it."""
import json
import queue
import subprocess
import threading
import unittest

import running

SCHEMA = 'definition user {}\ndefinition team {\n  relation member: user\n}\n' \
         'definition doc {\n  relation viewer: user | team#member\n}\n'


class Watching:
    """A `pemba watch` that runs, and its lines as they come."""

    def __init__(self, server, *arguments):
        self.process = subprocess.Popen(
            [running.program('pemba'), 'watch', *arguments], env=server.environment(), text=True,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip('\n'))

    def line(self):
        return self.lines.get(timeout=20)

    def is_silent(self):
        try:
            return not self.lines.get(timeout=0.3)
        except queue.Empty:
            return True

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=10)
        self.process.stdout.close()


class Watch(running.TestWithServer):
    def setUp(self):
        self.pemba('schema', 'write', '-', stdin=SCHEMA)

    def zookie(self):
        """What to watch from to be told of the next write."""
        self.pemba('relationship', 'touch', 'doc:mark#viewer@user:nobody')
        out = self.pemba('relationship', 'delete', 'doc:mark#viewer@user:nobody')
        return out.split('zookie ')[1].strip()

    def touch(self, *tuples):
        self.pemba('relationship', 'touch', stdin='\n'.join(tuples))

    def test_what_was_written_and_deleted_stands_a_line_each(self):
        since = self.zookie()
        self.touch('doc:a#viewer@user:ann', 'doc:a#viewer@team:core#member')
        self.pemba('relationship', 'delete', 'doc:a#viewer@user:ann')
        out = self.pemba('watch', '--since', since, '--no-follow')
        self.assertEqual(sorted(out.splitlines()), ['deleted     doc:a#viewer@user:ann',
                                                    'touched     doc:a#viewer@team:core#member',
                                                    'touched     doc:a#viewer@user:ann'])
        self.pemba('relationship', 'delete', 'doc:a#viewer@team:core#member')

    def test_filters_and_types_choose_what_is_shown(self):
        since = self.zookie()
        self.touch('doc:b#viewer@user:ann')
        self.touch('team:core#member@user:bob')
        self.assertIn('team:core', self.pemba('watch', '--type', 'team', '--since', since, '--no-follow'))
        out = self.pemba('watch', 'doc', 'viewer', 'user:ann', '--since', since, '--no-follow')
        self.assertEqual(out.split()[1:], ['doc:b#viewer@user:ann'])

    def test_json_is_the_api_s_message_a_line(self):
        since = self.zookie()
        self.touch('doc:c#viewer@user:ann')
        out = self.pemba('watch', '--since', since, '--no-follow', '--json').splitlines()
        self.assertEqual(len(out), 1)
        self.assertEqual(json.loads(out[0])['updates'][0]['operation'], 'OPERATION_TOUCH')

    def test_a_zookie_goes_on_after_it(self):
        since = self.zookie()
        self.touch('doc:d#viewer@user:ann')
        out = self.pemba('watch', '--since', since, '--no-follow', '--zookie')
        self.touch('doc:e#viewer@user:ann')
        after = out.split('zookie ')[1].strip()
        self.assertEqual(self.pemba('watch', '--since', after, '--no-follow').split()[1:],
                         ['doc:e#viewer@user:ann'])

    def test_the_schema_is_told_of_when_asked_for(self):
        since = self.zookie()
        self.pemba('schema', 'write', '-', stdin=SCHEMA + '\ndefinition more {}\n')
        self.assertEqual(self.pemba('watch', '--since', since, '--no-follow'), '')
        self.assertIn('schema', self.pemba('watch', '--since', since, '--no-follow', '--schema'))

    def test_it_follows_over_a_restart_of_the_server_and_loses_nothing(self):
        server = running.Server()
        self.addCleanup(server.stop)
        server.run('schema', 'write', '-', stdin=SCHEMA)
        port = server.endpoint.rsplit(':', 1)[1]
        with Watching(server, '--checkpoints') as watching:
            self.assertIn('checkpoint', watching.line())
            server.run('relationship', 'touch', 'doc:a#viewer@user:ann')
            self.assertEqual(watching.line().split()[1], 'doc:a#viewer@user:ann')
            self.assertIn('checkpoint', watching.line())
            server.stop_process()
            server.restart(port)
            server.run('relationship', 'touch', 'doc:b#viewer@user:ann')
            shown = []
            while not shown or 'doc:b' not in shown[-1]:
                shown.append(watching.line())
            self.assertFalse([line for line in shown if 'doc:a' in line])
            self.assertIn('checkpoint', watching.line())
            self.assertTrue(watching.is_silent())

    def test_what_cannot_be_watched_is_refused(self):
        self.assertIn('zookie', self.refused('watch', '--since', 'nonsense'))
        self.assertIn('error: ', self.refused('watch', '--type', 'doc', 'doc'))


if __name__ == '__main__':
    running.main()
