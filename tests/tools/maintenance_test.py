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
import urllib.error
import urllib.request

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

    def shell(self, script, *arguments):
        """Runs a script of the shell, to which the program is $0."""
        done = running.run('sh', '-c', script, running.program('pembadb'), *arguments)
        return done.returncode, done.stdout + done.stderr

    def test_a_copy_for_which_a_disk_has_no_room_is_not_begun(self):
        alone = 'unshare --user --map-root-user --mount sh -c \'mount -t tmpfs -o size=500k none "$1" && %s\' "$0" "$1" "$2"'
        disk = self.folder / 'disk'
        disk.mkdir()
        if self.shell(alone % 'true', disk, '')[0]:
            self.skipTest('this system lets nobody mount a small disk')
        server = self.serve()
        self.fill(server)
        status, out = self.shell(alone % '"$0" backup "$2" "$1/new/copy"; echo status $?; ls -A "$1"', disk, server.store)
        self.assertRegex(out, r'could not copy the store to `.*`: it takes up to [0-9.]+ MiB, and the disk has 0\.5 MiB left')
        self.assertTrue(out.startswith('status 2\nerror'), out)  # and no file between

    def test_a_compaction_that_fails_half_way_leaves_the_store_as_it_was_and_nothing_else(self):
        server = self.serve()
        self.fill(server)
        store = self.stop()
        before = (store / 'data.mdb').read_bytes()
        status, out = self.shell('trap "" XFSZ; ulimit -f 200; exec "$0" compact "$1"', store)
        self.assertEqual(status, 2, out)
        self.assertIn('could not copy the store to', out)
        self.assertEqual(sorted(p.name for p in store.iterdir() if 'lock' not in p.name), ['data.mdb'])
        self.assertEqual((store / 'data.mdb').read_bytes(), before)
        self.assertIn('sound', self.pembadb('verify', store))

    def test_a_store_is_rewound_to_a_revision_and_to_a_time(self):
        server = self.serve()
        self.fill(server)
        self.assertEqual(server.run('relationship', 'create', 'team:late', 'member', 'user:ann').returncode, 0)
        store = self.stop()
        revision = self.stat(store)['stores'][0]['revision']
        out = self.pembadb('restore', store, self.folder / 'before', '--to', str(revision - 1))
        self.assertIn('1 undone', out)
        self.assertEqual(self.stat(self.folder / 'before')['tuples'], 8062)
        self.pembadb('restore', store, self.folder / 'empty', '--to', '2001-01-01T00:00:00Z')
        self.assertEqual(self.stat(self.folder / 'empty')['tuples'], 0)
        self.assertIn('there is no revision', self.pembadb('restore', store, self.folder / 'x', '--to', '999', status=2))
        self.assertIn('neither a revision', self.pembadb('restore', store, self.folder / 'x', '--to', 'noon', status=2))
        self.assertFalse((self.folder / 'x').exists())

    def test_a_store_whose_history_is_given_up_is_named_and_can_be_left_out(self):
        server = self.serve()
        self.fill(server)
        copy = self.folder / 'copy'
        copied = json.loads(self.pembadb('backup', server.store, copy, '--json'))
        self.assertEqual(copied, {'target': str(copy), 'stores': 1, 'bytes': (copy / 'data.mdb').stat().st_size})
        late = server.run('store', 'create', 'late').stdout.strip()
        self.assertEqual(server.run('schema', 'write', SCHEMA, '--store', late).returncode, 0)
        self.stop()
        server = self.server = running.Server(self.folder, ('--changelog-retention', '1', '--expiry-interval', '50'))
        self.assertEqual(server.run('relationship', 'create', 'team:late', 'member', 'user:ann').returncode, 0)

        def is_given_up():
            request = urllib.request.Request(server.endpoint + '/stores/%s/changes' % late,
                                             headers={'Authorization': 'Bearer ' + running.KEY})
            try:
                return not urllib.request.urlopen(request)
            except urllib.error.HTTPError as error:
                return json.load(error)['code'] == 'invalid_start_time'

        running.wait_until(is_given_up)
        store = self.stop()
        target = self.folder / 'restored'
        arguments = ('restore', copy, target, '--changelog-of', store)
        told = self.pembadb(*arguments, status=2)
        self.assertIn('store `late` cannot be restored: the backup does not have it', told)
        self.assertIn('--without %s`' % late, told)
        self.assertFalse(target.exists())
        self.assertIn('left out, as asked', self.pembadb(*arguments, '--without', late))
        done = json.loads(self.pembadb('restore', copy, self.folder / 'other', '--changelog-of', store,
                                       '--without', late, '--json'))
        self.assertEqual([(s['name'], s['undone'], s['replayed']) for s in done['stores']], [('default', 0, 1)])
        self.assertEqual(done['leftOut'], [{'id': late, 'name': 'late', 'why': 'asked'}])
        self.assertIn('sound', self.pembadb('verify', target))

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
        self.assertRegex(self.pembadb('compact', store), 'compacted .*; dropped 0 names that nothing refers to')
        done = json.loads(self.pembadb('compact', store, '--json'))
        self.assertEqual((done['bytesAfter'], done['namesDropped']), (os.path.getsize(store / 'data.mdb'), 0))
        self.assertLessEqual(os.path.getsize(store / 'data.mdb'), size)
        self.assertEqual(sorted(p.name for p in store.iterdir() if 'lock' not in p.name), ['data.mdb'])
        after = self.stat(store)
        for name in ('stores', 'tuples', 'names', 'changelogEntries'):
            self.assertEqual(after[name], before[name])
        server = self.serve()
        self.assertIn('in use', self.pembadb('compact', server.store, status=2))


if __name__ == '__main__':
    running.main()
