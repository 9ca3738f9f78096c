"""pembadb backup, compact and restore on a store that is served, killed and damaged."""
import json
import os
import pathlib
import random
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import running
from running import PROJECT

SCHEMA = PROJECT / 'examples/github-org/schema.zed'
TUPLES = PROJECT / 'examples/github-org/relationships.txt'


class Maintenance(unittest.TestCase):

    def setUp(self):
        self.kept = tempfile.TemporaryDirectory(prefix='pemba-test-')
        self.addCleanup(self.kept.cleanup)
        self.folder = pathlib.Path(self.kept.name)
        self.server = None
        self.addCleanup(lambda: self.server and self.server.stop())

    def serve(self):
        self.server = running.Server(self.folder)
        return self.server

    def stop(self):
        self.server.stop()
        self.server = None
        return self.folder / 'store'

    def fill(self, server):
        for arguments in (('schema', 'write', SCHEMA), ('import', TUPLES)):
            done = server.run(*arguments)
            self.assertEqual(done.returncode, 0, done.stderr)

    def pembadb(self, *arguments, status=0):
        done = running.run(running.program('pembadb'), *arguments)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 0 else done.stderr

    def stat(self, store):
        return json.loads(self.pembadb('stat', store, '--json'))

    def test_a_backup_beside_writes_is_one_whole_moment(self):
        server = self.serve()
        self.fill(server)
        stopping = threading.Event()
        written = []

        def write():
            while not stopping.is_set():
                name = 'team:x%d#member@user:y%d' % (len(written), len(written))
                object_, rest = name.split('#')
                relation, subject = rest.split('@')
                done = server.run('relationship', 'create', object_, relation, subject)
                if done.returncode:
                    raise SystemExit(done.stderr)
                written.append(name)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(5):
                before = len(written)
                copy = self.folder / ('copy%d' % number)
                self.assertIn('which opens', self.pembadb('backup', server.store, copy))
                after = len(written) + 1
                self.assertIn('sound', self.pembadb('verify', copy))
                self.assertTrue(8062 + before <= self.stat(copy)['tuples'] <= 8062 + after)
        finally:
            stopping.set()
            writer.join()
        store = self.stop()
        self.assertEqual(self.stat(store)['tuples'], 8062 + len(written))
        # The damaged store's changelog brings the first copy to where the store stood.
        self.pembadb('restore', self.folder / 'copy0', self.folder / 'new', '--changelog-of', store)
        self.assertEqual(self.stat(self.folder / 'new')['tuples'], 8062 + len(written))
        self.assertIn('sound', self.pembadb('verify', self.folder / 'new'))

    def test_a_backup_that_is_killed_leaves_a_whole_copy_or_none_and_holds_no_page_back(self):
        server = self.serve()
        self.fill(server)
        for delay in (0.001, 0.005, 0.01, 0.02, 0.05):
            target = self.folder / ('killed%s' % delay)
            copying = subprocess.Popen([running.program('pembadb'), 'backup', server.store, target],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(delay)
            copying.send_signal(signal.SIGKILL)
            killed = copying.wait() != 0
            if (target / 'data.mdb').exists(): # it was killed too late, if at all
                self.assertIn('sound', self.pembadb('verify', target))
            else:
                self.assertTrue(killed)
        self.pembadb('backup', server.store, self.folder / 'whole')
        self.pembadb('verify', self.folder / 'whole')

    def test_a_store_is_rewound_to_a_revision_and_to_a_time(self):
        server = self.serve()
        self.fill(server)
        self.assertEqual(server.run('relationship', 'create', 'team:late', 'member', 'user:ann').returncode, 0)
        store = self.stop()
        revision = self.stat(store)['revision']
        out = self.pembadb('restore', store, self.folder / 'before', '--to', str(revision - 1))
        self.assertIn('1 undone', out)
        self.assertEqual(self.stat(self.folder / 'before')['tuples'], 8062)
        self.pembadb('restore', store, self.folder / 'empty', '--to', '2001-01-01T00:00:00Z')
        self.assertEqual(self.stat(self.folder / 'empty')['tuples'], 0)
        self.assertIn('there is no revision', self.pembadb('restore', store, self.folder / 'x', '--to', '999', status=2))
        self.assertIn('neither a revision', self.pembadb('restore', store, self.folder / 'x', '--to', 'noon', status=2))
        self.assertFalse((self.folder / 'x').exists())

    def test_compaction_makes_a_smaller_file_and_a_kill_at_any_moment_leaves_a_whole_store(self):
        server = self.serve()
        self.fill(server)
        store = self.stop()
        before = self.stat(store)
        random.seed(7)
        for _ in range(12):
            compacting = subprocess.Popen([running.program('pembadb'), 'compact', store], stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL)
            time.sleep(random.random() * 0.08)
            compacting.send_signal(signal.SIGKILL)
            compacting.wait()
            self.assertIn('sound', self.pembadb('verify', store))
            self.assertEqual(self.stat(store)['tuples'], before['tuples'])
        size = os.path.getsize(store / 'data.mdb')
        self.assertIn('compacted', self.pembadb('compact', store))
        self.assertLessEqual(os.path.getsize(store / 'data.mdb'), size)
        self.assertEqual(sorted(p.name for p in store.iterdir() if 'lock' not in p.name), ['data.mdb'])
        after = self.stat(store)
        for name in ('revision', 'zookie', 'tuples', 'names', 'changelogEntries'):
            self.assertEqual(after[name], before[name])
        server = self.serve()
        self.assertIn('in use', self.pembadb('compact', server.store, status=2))


if __name__ == '__main__':
    running.main()
