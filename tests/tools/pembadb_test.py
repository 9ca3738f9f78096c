"""pembadb on the files of a store."""
import json
import pathlib
import tempfile
import unittest

import running
from running import PROJECT

SCHEMA = PROJECT / 'examples/github-org/schema.zed'
TUPLES = PROJECT / 'examples/github-org/relationships.txt'


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
            cls.while_open = running.run(running.program('pembadb'), 'stat', server.store)
        finally:
            server.stop()
        cls.store = server.store

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

    def test_verify_says_that_a_store_is_sound(self):
        self.assertIn('sound: 8,062 tuples', self.pembadb('verify', self.store))
        self.assertEqual(json.loads(self.pembadb('verify', self.store, '--json')),
                         {'sound': True, 'problems': []})

    def test_a_dump_loads_into_a_store_that_verifies_and_dumps_the_same(self):
        dump = self.folder / 'dump.txt'
        self.pembadb('dump', self.store, dump)
        lines = dump.read_text().splitlines()
        self.assertEqual(lines[0], '# pemba dump 1')
        self.assertEqual(lines[-1], 'end 8062')
        again = self.folder / 'again'
        self.assertIn('8,062', self.pembadb('load', again, dump))
        self.assertIn('sound', self.pembadb('verify', again))
        # A new store numbers its names anew, and tuples come in the order of those numbers.
        self.assertEqual(sorted(self.pembadb('dump', again).splitlines()), sorted(lines))

    def test_load_refuses_a_folder_that_is_not_empty(self):
        text = self.pembadb('load', self.store, '-', status=2, stdin='# pemba dump 1\nschema 0\nrelationships\nend 0\n')
        self.assertIn('is not empty', text)

    def test_load_refuses_a_dump_that_is_wrong_and_makes_no_store(self):
        new = self.folder / 'new'
        good = '# pemba dump 1\nschema 4\ndefinition user {}\ndefinition team {\n\trelation member: user\n}\n' \
               'relationships\nteam:a#member@user:ann\n'
        for text, said in ((good, 'cut off'), (good + 'end 2\n', 'holds 1'), ('', 'not a dump'),
                           (good.replace('@user', '@user@') + 'end 1\n', '<stdin>:8: '),
                           (good.replace(': user', ': usr') + 'end 1\n', '`usr`')):
            self.assertIn(said, self.pembadb('load', new, '-', status=2, stdin=text))
            self.assertFalse(new.exists())
        self.pembadb('load', new, '-', stdin=good + 'end 1\n')

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
        self.assertIn('error: ', self.pembadb('verify', damaged, status=2))

    def test_usage_that_is_wrong_has_status_2(self):
        self.pembadb(status=2)
        self.pembadb('stat', status=2)


if __name__ == '__main__':
    running.main()
