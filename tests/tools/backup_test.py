"""pemba backup: from one server to a file, and from there to another server."""
import datetime
import json
import time

import running
from pemba_test import CAVEATS, SCHEMA, TUPLES, Organisation


class Backups(Organisation):
    """The github-org example on one server; another one that is empty for each case."""

    def setUp(self):
        self.other = running.Server()
        self.file = self.other.folder / 'backup'

    def tearDown(self):
        self.other.stop()

    def on_other(self, *arguments, status=0, **more):
        done = self.other.run(*arguments, **more)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 0 else done.stderr

    def test_a_server_that_is_restored_is_the_one_that_was_backed_up(self):
        out = self.pemba('backup', 'create', self.file)
        self.assertIn('backed up the schema and 8,062 relationships', out)
        zookie = out.splitlines()[1].split()[1]
        lines = self.file.read_text().splitlines()
        self.assertEqual(lines[:2], ['# pemba backup 1', 'zookie ' + zookie])
        self.assertTrue(lines[-1].startswith('end 8062 sha256 '))
        self.assertIn('is whole: the schema, 8,062 relationships and 0 counters',
                      self.pemba('backup', 'verify', self.file))
        out = self.on_other('backup', 'restore', self.file)
        self.assertIn('restored the schema, 8,062 relationships and 0 counters', out)
        self.assertIn('the server holds 8,062 relationships\n', out)
        self.assertEqual(self.on_other('schema', 'read'), self.pemba('schema', 'read'))
        self.assertEqual(sorted(self.on_other('export').split()), sorted(self.pemba('export').split()))

    def test_caveats_contexts_and_expirations_come_back(self):
        self.on_other('schema', 'write', '-', stdin=CAVEATS)
        tuples = ['doc:1#viewer@user:ann[on_day:{"allowed":"monday"}]', 'doc:1#viewer@user:bob[on_day]',
                  'doc:1#viewer@user:cy[expiration:2099-01-01T00:00:00Z]']
        self.on_other('relationship', 'create', stdin='\n'.join(tuples))
        self.on_other('backup', 'create', self.file)
        self.on_other('relationship', 'bulk-delete', 'doc', '--force')
        self.on_other('backup', 'restore', '--force', self.file)
        self.assertEqual(sorted(self.on_other('export').splitlines()), tuples)

    def test_what_has_expired_since_is_not_missed(self):
        self.on_other('schema', 'write', '-', stdin=CAVEATS)
        end = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)).isoformat()
        self.on_other('relationship', 'create', 'doc:1#viewer@user:ann', '--expiration-time', end)
        self.on_other('relationship', 'create', 'doc:1#viewer@user:bob', '--caveat', 'on_day')
        self.on_other('backup', 'create', self.file)
        time.sleep(2)
        self.assertIn('the server holds 1 relationship\n', self.on_other('backup', 'restore', '--force', self.file))

    def test_a_backup_is_of_one_snapshot_and_goes_through_pipes(self):
        text = self.pemba('backup', 'create', '-')
        self.pemba('relationship', 'touch', 'team:late#member@user:ann')
        self.on_other('backup', 'restore', '-', stdin=text)
        self.assertEqual(self.on_other('relationship', 'read', 'team:late'), '')
        self.pemba('relationship', 'delete', 'team:late#member@user:ann')

    def test_a_file_that_is_there_is_replaced_only_by_force(self):
        self.file.write_text('mine')
        text = self.refused('backup', 'create', self.file)
        self.assertIn('`%s` is there already' % self.file, text)
        self.assertIn('--force', text)
        self.assertEqual(self.file.read_text(), 'mine')
        self.pemba('backup', 'create', '--force', self.file)
        self.assertTrue(self.file.read_text().startswith('# pemba backup 1\n'))

    def test_a_create_that_fails_leaves_no_file(self):
        text = self.on_other('backup', 'create', self.file, status=2)
        self.assertIn('nothing to back up', text)
        self.refused('backup', 'create', self.file, '--endpoint', 'http://127.0.0.1:%d' % running.free_port())
        self.assertNotIn('backup', ''.join(file.name for file in self.other.folder.iterdir()))

    def test_a_server_that_holds_something_is_restored_only_by_force(self):
        self.pemba('backup', 'create', self.file)
        self.on_other('schema', 'write', '-', stdin=SCHEMA.read_text() + 'definition more {}\n')
        self.on_other('relationship', 'create', 'team:own#member@user:ann')
        text = self.on_other('backup', 'restore', self.file, status=2)
        self.assertIn('nothing was restored', text)
        self.assertIn('--force', text)
        self.assertEqual(self.on_other('export'), 'team:own#member@user:ann\n')
        self.assertIn('the server holds 8,063 relationships\n', self.on_other('backup', 'restore', '--force', self.file))
        self.assertNotIn('definition more', self.on_other('schema', 'read'))
        self.assertIn('restored', self.on_other('backup', 'restore', '--force', self.file))

    def test_a_file_that_was_cut_or_changed_is_refused_before_anything_is_written(self):
        self.pemba('backup', 'create', self.file)
        text = self.file.read_text()
        for wrong, said in ((text[:-70], 'cut off'), (text[:1000], 'cut off'), (TUPLES.read_text(), 'not a backup'),
                            (text.replace('#writer@', '#reader@', 1), 'damaged')):
            self.file.write_text(wrong)
            self.assertIn(said, self.on_other('backup', 'restore', self.file, status=2))
            self.assertIn(said, self.refused('backup', 'verify', self.file))
        self.assertIn('NOT_FOUND', self.on_other('schema', 'read', status=2))

    def test_as_json_it_tells_what_it_did(self):
        created = json.loads(self.pemba('backup', 'create', self.file, '--json'))
        self.assertEqual(created['relationships'], '8062')
        self.assertEqual(json.loads(self.pemba('backup', 'verify', self.file, '--json'))['zookie'], created['zookie'])
        self.assertEqual(json.loads(self.on_other('backup', 'restore', self.file, '--json'))['held'], '8062')


if __name__ == '__main__':
    running.main()
