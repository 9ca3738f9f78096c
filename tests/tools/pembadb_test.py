"""pembadb on the files of a store."""
import hashlib
import json
import pathlib
import re
import tempfile
import unittest
import urllib.request

import running
from running import PROJECT

SCHEMA = PROJECT / 'examples/github-org/schema.zed'
TUPLES = PROJECT / 'examples/github-org/relationships.txt'


COUNTER = {'name': 'members', 'relationshipFilter': {'resourceType': 'team', 'optionalRelation': 'member'}}


def sealed(lines, count):
    """A backup with a last line that is right for its lines."""
    text = '\n'.join(['# pemba backup 1', 'zookie none', *lines, ''])
    return text + 'end %d sha256 %s\n' % (count, hashlib.sha256(text.encode()).hexdigest())


class Store(unittest.TestCase):
    """A stopped server's store that holds the github-org example."""

    @classmethod
    def setUpClass(cls):
        cls.kept = tempfile.TemporaryDirectory(prefix='pemba-test-')
        cls.folder = pathlib.Path(cls.kept.name)
        server = running.Server(cls.folder)
        try:
            for arguments in (('schema', 'write', SCHEMA), ('import', TUPLES)):
                done = server.run(*arguments)
                if done.returncode:
                    raise SystemExit(done.stdout + done.stderr)
            cls.call(server, 'registerrelationshipcounter', COUNTER)
            cls.while_open = running.run(running.program('pembadb'), 'stat', server.store)
        finally:
            server.stop()
        cls.store = server.store

    @staticmethod
    def call(server, name, body):
        """One of the calls about counters, which pemba has no command for."""
        request = urllib.request.Request(server.endpoint + '/v1/experimental/' + name, json.dumps(body).encode(),
                                         {'Authorization': 'Bearer ' + running.KEY})
        return json.load(urllib.request.urlopen(request))

    @classmethod
    def tearDownClass(cls):
        cls.kept.cleanup()

    def pembadb(self, *arguments, status=0, stdin=''):
        done = running.run(running.program('pembadb'), *arguments, stdin=stdin)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout if status == 0 else done.stderr

    def test_stat_shows_the_tables_and_the_bytes_of_a_tuple(self):
        out = self.pembadb('stat', self.store)
        self.assertRegex(out, r'(?m)^tuples +8,062$')
        self.assertRegex(out, r'(?m)^table +entries +size +B/entry$')
        answer = json.loads(self.pembadb('stat', self.store, '--json'))
        self.assertEqual(answer['tuples'], 8062)
        self.assertGreater(answer['bytesPerTuple'], 10)
        self.assertIn('changelog', [table['name'] for table in answer['tables']])
        self.assertEqual([(store['id'], store['oldestRevision']) for store in answer['stores']], [('default', 0)])
        self.assertGreater(answer['stores'][0]['revision'], 0)

    def test_verify_says_that_a_store_is_sound(self):
        self.assertIn('sound: 8,062 tuples, ', self.pembadb('verify', self.store))
        answer = json.loads(self.pembadb('verify', self.store, '--json'))
        self.assertEqual((answer['sound'], answer['problems'], answer['tuples'], answer['changelogTrimmed']),
                         (True, [], 8062, False))

    def test_the_index_of_nested_groups_is_rebuilt_as_it_was(self):
        def leopard():
            tables = json.loads(self.pembadb('stat', self.store, '--json'))['tables']
            return next(table['entries'] for table in tables if table['name'] == 'leopard')
        entries = leopard()
        self.assertGreater(entries, 0)
        self.assertIn('rebuilt the index of 1 store: ' + format(entries, ','), self.pembadb('rebuild-index', self.store))
        self.assertEqual(leopard(), entries)
        self.assertIn('sound', self.pembadb('verify', self.store))

    def test_a_dump_loads_into_a_store_that_verifies_and_dumps_the_same(self):
        dump = self.folder / 'dump.txt'
        self.pembadb('dump', self.store, dump)
        lines = dump.read_text().splitlines()
        self.assertEqual(lines[0], '# pemba backup 1')
        self.assertTrue(lines[-1].startswith('end 8062 sha256 '))
        again = self.folder / 'again'
        self.assertIn('loaded 8,062 tuples and 1 counter into', self.pembadb('load', again, dump))
        self.assertIn('sound', self.pembadb('verify', again))
        # A new store has zookies of its own and numbers its names anew; tuples come in the order of those numbers.
        def contents(text):
            return sorted(line for line in text if not line.startswith(('zookie ', 'end ')))
        self.assertEqual(contents(self.pembadb('dump', again).splitlines()), contents(lines))

    def test_a_dump_and_a_backup_are_the_same_kind_of_file_and_counters_count_on(self):
        dump = self.folder / 'counted.txt'
        self.pembadb('dump', self.store, dump)
        (self.folder / 'restored').mkdir()
        server = running.Server(self.folder / 'restored')
        try:
            done = server.run('backup', 'restore', dump)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn('8,062 relationships and 1 counter ', done.stdout)
            counted = self.call(server, 'countrelationships', {'name': COUNTER['name']})
            members = len(re.findall(r'(?m)^team:\S+?#member@', TUPLES.read_text()))
            self.assertEqual(counted['readCounterValue']['relationshipCount'], str(members))
            server.run('backup', 'create', self.folder / 'back')
        finally:
            server.stop()
        self.pembadb('load', self.folder / 'and-forth', self.folder / 'back')

    def test_load_refuses_a_folder_that_is_not_empty(self):
        text = self.pembadb('load', self.store, '-', status=2, stdin=sealed(['schema 0', 'counters 0', 'relationships'], 0))
        self.assertIn('is not empty', text)

    def test_load_refuses_a_dump_that_is_wrong_and_makes_no_store(self):
        new = self.folder / 'new'
        good = ['schema 4', 'definition user {}', 'definition team {', '\trelation member: user', '}', 'counters 0',
                'relationships', 'team:a#member@user:ann']
        def changed(old, new):
            return [line.replace(old, new) for line in good]
        for text, said in ((sealed(good, 1)[:-3], 'cut off'), (sealed(good, 2), 'holds 1'), ('', 'not a backup'),
                           (sealed(good, 1).replace('ann', 'bob'), 'damaged'),
                           (sealed(changed('@user', '@user@'), 1), '<stdin>:10: '),
                           (sealed(changed(': user', ': usr'), 1), '`usr`')):
            self.assertIn(said, self.pembadb('load', new, '-', status=2, stdin=text))
            self.assertFalse(new.exists())
        self.pembadb('load', new, '-', stdin=sealed(good, 1))

    def test_a_text_of_relationships_loads_with_a_schema_and_dumps_the_same(self):
        new = self.folder / 'from-text'
        lines = TUPLES.read_text().splitlines()
        lines[7:7] = ['', '// a comment', lines[3]]
        text = self.folder / 'access.txt'
        text.write_text('\n'.join(lines))
        out = self.pembadb('load', new, text, '--schema', SCHEMA)
        self.assertIn('loaded 8,062 tuples and 0 counters', out)
        self.assertIn('1 stood there more than once', out)
        self.assertIn('sound: 8,062 tuples', self.pembadb('verify', new))
        self.assertEqual(sorted(path.name for path in new.iterdir() if 'lock' not in path.name), ['data.mdb'])
        dumped = self.pembadb('dump', new).splitlines()
        begin = dumped.index('relationships') + 1
        self.assertEqual(sorted(dumped[begin:-1]), sorted(TUPLES.read_text().split()))

    def test_load_refuses_a_text_that_is_wrong_names_the_line_and_makes_no_store(self):
        new = self.folder / 'wrong-text'
        good = 'team:core#member@user:ann\n' * 20_000
        schema = self.folder / 'teams.zed'
        schema.write_text('definition user {}\ndefinition team {\n\trelation member: user\n}\n')
        for text, said in ((good + 'team:core#member\n', '<stdin>:20001: '),
                           (good + '\nteam:core#boss@user:ann\n', '<stdin>:20002: '),
                           (good + 'team:core#member@user:ann[expiration:2999-01-01T00:00:00Z]', '<stdin>:20001: ')):
            self.assertIn(said, self.pembadb('load', new, '-', '--schema', schema, status=2, stdin=text))
            self.assertFalse(new.exists())
        self.assertIn('not a backup', self.pembadb('load', new, '-', status=2, stdin=good))
        self.assertIn('brings its schema', self.pembadb('load', new, '-', '--schema', schema, status=2,
                                                        stdin=sealed(['schema 0', 'counters 0', 'relationships'], 0)))
        schema.write_text('definition user {')
        self.assertIn('teams.zed', self.pembadb('load', new, '-', '--schema', schema, status=2, stdin=good))
        self.assertFalse(new.exists())

    def test_a_load_that_was_interrupted_is_refused_with_what_to_do(self):
        halted = self.folder / 'halted'
        (halted / 'unfinished-load').mkdir(parents=True)
        text = self.pembadb('load', halted, TUPLES, '--schema', SCHEMA, status=2)
        self.assertIn('unfinished-load', text)

    def test_a_store_that_a_server_has_open_is_left_alone(self):
        self.assertEqual(self.while_open.returncode, 2)
        self.assertIn('stop the pembad', self.while_open.stderr)

    def test_a_folder_without_a_store_is_told(self):
        self.assertIn('there is no folder', self.pembadb('stat', self.folder / 'nowhere', status=2))
        empty = self.folder / 'empty'
        empty.mkdir()
        self.assertIn('error: ', self.pembadb('stat', empty, status=2))
        self.assertEqual(list(empty.iterdir()), [])

    def test_a_store_that_was_damaged_is_not_called_sound(self):
        damaged = self.folder / 'damaged'
        damaged.mkdir()
        for file in self.store.iterdir():
            (damaged / file.name).write_bytes(file.read_bytes())
        data = max(damaged.iterdir(), key=lambda file: file.stat().st_size)
        data.write_bytes(b'\0' * data.stat().st_size)
        told = running.run(running.program('pembadb'), 'verify', damaged)
        self.assertEqual(told.returncode, 1)
        self.assertIn('damaged: page 0 ', told.stdout)

    def test_usage_that_is_wrong_has_status_2(self):
        self.pembadb(status=2)
        self.pembadb('stat', status=2)


if __name__ == '__main__':
    running.main()
