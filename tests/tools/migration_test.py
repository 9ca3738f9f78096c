"""Whole stores: tested as files, taken from files, and moved from one server to another."""
import http.server
import json
import threading
import unittest

import running
from running import KEY

STORE_FILE = """name: documents
model: |
  model
    schema 1.1
  type user
  type team
    relations
      define member: [user]
  type document
    relations
      define owner: [user]
      define viewer: [user, user:*, team#member, user with on_day] or owner
  condition on_day(allowed: string, day: string) {
    day == allowed
  }
tuples:
  - {user: 'user:anne@example.com', relation: owner, object: 'document:a[1]'}
  - {user: 'team:core#member', relation: viewer, object: 'document:b'}
  - {user: 'user:*', relation: viewer, object: 'document:c'}
  - {user: 'user:cid', relation: viewer, object: 'document:b', condition: {name: on_day, context: {allowed: monday}}}
tuple_file: more.csv
tests:
  - name: viewers
    check:
      - user: user:bob
        object: document:b
        assertions: {viewer: true, owner: false}
      - users: ['user:cid', 'user:bob']
        objects: ['document:b']
        context: {day: monday}
        assertions: {viewer: true}
    list_objects:
      - user: user:bob
        type: document
        context: {day: monday}
        assertions: {viewer: ['document:b', 'document:c']}
    list_users:
      - object: document:c
        user_filter: [{type: user}]
        context: {day: sunday}
        assertions: {viewer: {users: ['user:*']}}
"""
MORE_TUPLES = 'user_type,user_id,relation,object_type,object_id\nuser,bob,member,team,core\n'
TUPLES = 5

CHECKS = [('user:anne@example.com', 'viewer', 'document:a[1]', True), ('user:bob', 'viewer', 'document:b', True),
          ('user:bob', 'owner', 'document:b', False), ('user:eve', 'viewer', 'document:c', True),
          ('user:eve', 'viewer', 'document:b', False), ('user:cid', 'viewer', 'document:b', True)]

VALIDATION_FILE = """schema: |-
  use expiration
  caveat on_day(allowed string, day string) { day == allowed }
  definition user {}
  definition doc {
    relation viewer: user with on_day | user with expiration | user
    permission view = viewer
  }
relationships: |-
  doc:1#viewer@user:ann[on_day:{"allowed":"monday"}]
  doc:1#viewer@user:bob[expiration:2099-01-01T00:00:00Z]
  doc:2#viewer@user:cid
"""


class Migrations(running.TestWithServer):
    """`server` is where things come to; `other` is where they come from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = running.Server()
        cls.file = cls.server.folder / 'store.fga.yaml'
        cls.file.write_text(STORE_FILE)
        (cls.server.folder / 'more.csv').write_text(MORE_TUPLES)
        cls.validation_file = cls.server.folder / 'file.yaml'
        cls.validation_file.write_text(VALIDATION_FILE)

    @classmethod
    def tearDownClass(cls):
        cls.other.stop()
        super().tearDownClass()

    def moved(self, *arguments, **more):
        """Imports with --json, and returns the report, whose counts agree."""
        report = json.loads(self.pemba(*arguments, '--json', **more))
        self.assertEqual(report['imported'], report['held'])
        return report

    def fga(self, server, store, call, body):
        return running.post(server, '/stores/%s/%s' % (store, call), body)

    def assert_answers(self, server, store):
        for user, relation, thing, expected in CHECKS:
            answer = self.fga(server, store, 'check', {
                'tuple_key': {'user': user, 'relation': relation, 'object': thing}, 'context': {'day': 'monday'}})
            self.assertEqual(answer['allowed'], expected, (user, relation, thing))

    def store_on_other(self):
        """The store file's, made on the other server."""
        done = self.other.run('fga', 'import', self.file, '--json')
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def from_other(self, system):
        return ('import', '--from', system, self.other.endpoint, '--from-key', KEY)


class StoreFiles(Migrations):
    def test_the_tests_of_a_store_file_pass(self):
        self.assertEqual(self.pemba('fga', 'test', self.file),
                         '✓ %s  1 tests, 4 checks, 1 list_objects, 1 list_users\n1 passed, 0 failed\n' % self.file)

    def test_what_is_not_as_expected_is_told_with_its_line_and_ends_with_status_1(self):
        bad = self.server.folder / 'bad.fga.yaml'
        bad.write_text(STORE_FILE.replace('owner: false', 'owner: true').replace("['user:*']", "['user:eve']"))
        text = self.pemba('fga', 'test', bad, status=1)
        line = 1 + bad.read_text().splitlines().index('        assertions: {viewer: true, owner: true}')
        self.assertIn('%s:%d: viewers: check user:bob owner document:b: expected true, found false' % (bad, line), text)
        self.assertIn('expected, not found: user:eve\n', text)
        self.assertIn('found, not expected: user:*\n', text)
        self.assertTrue(text.endswith('0 passed, 1 failed\n'), text)
        report = json.loads(self.pemba('fga', 'test', bad, '--json', status=1))
        self.assertEqual((report['checks'], len(report['problems'])), (4, 3))
        self.assertEqual(report['problems'][0]['line'], line)

    def test_a_file_that_cannot_be_read_fails_and_the_others_are_run(self):
        outside = self.server.folder / 'outside.fga.yaml'
        outside.write_text('model_file: ../m.fga\n')
        text = self.pemba('fga', 'test', outside, self.file, status=1)
        self.assertIn('`../m.fga` is not read: its path has `..` in it', text)
        self.assertIn('1 passed, 1 failed', text)

    def test_a_store_file_makes_a_store_of_its_name_with_its_answers(self):
        report = self.moved('fga', 'import', self.file)
        self.assertEqual((report['held'], report['leftOut']), (str(TUPLES), []))
        self.assertIn('%s  documents' % report['store'], self.pemba('store', 'list'))
        self.assert_answers(self.server, report['store'])
        text = self.pemba('fga', 'import', self.file, '--name', 'acme')
        self.assertIn('`acme`\n', text)
        self.assertIn('counted: %d read, the store holds %d\n' % (TUPLES, TUPLES), text)

    def test_a_second_import_into_the_same_store_changes_nothing(self):
        first = self.moved('fga', 'import', self.file)
        second = self.moved('fga', 'import', self.file, '--store', first['store'])
        self.assertEqual(second['schemas'][0], {'from': '', 'to': first['schemas'][0]['to'], 'written': False})
        more = {'user': 'user:dan', 'relation': 'owner', 'object': 'document:d'}
        self.fga(self.server, first['store'], 'write', {'writes': {'tuple_keys': [more]}})
        text = self.pemba('fga', 'import', self.file, '--store', first['store'])
        self.assertIn('%d read, the store holds %d\n1 of them were there before' % (TUPLES, TUPLES + 1), text)

    def test_tuples_and_a_model_in_files_of_their_own_are_a_store(self):
        folder = self.server.folder
        (folder / 'model.fga').write_text('model\n  schema 1.1\ntype user\ntype doc\n  relations\n'
                                          '    define viewer: [user]\n')
        key = {'user': 'user:ann', 'relation': 'viewer', 'object': 'doc:1'}
        for name, text in (('t.json', json.dumps([{'key': key, 'timestamp': '2024-01-01T00:00:00Z'}])),
                           ('t.jsonl', json.dumps(key) + '\n')):
            (folder / name).write_text(text)
            report = self.moved('import', '--from', 'openfga', folder / name, '--model', folder / 'model.fga')
            self.assertEqual(report['held'], '1')
        (folder / 't.jsonl').write_text(json.dumps({**key, 'relation': 'editor'}))
        text = self.refused('import', '--from', 'openfga', folder / 't.jsonl', '--model', folder / 'model.fga')
        self.assertIn('editor', text)
        self.assertIn('the import is not complete; run it again with --store', text)
        self.assertIn('give one of them', self.refused('fga', 'import', self.file, '--name', 'x', '--store', 'y'))
        self.assertIn('--model', self.refused('import', '--from', 'openfga', folder / 't.jsonl'))


class FromOpenFga(Migrations):
    def test_a_store_moves_from_one_server_to_another_and_answers_alike(self):
        there = self.store_on_other()
        self.assert_answers(self.other, there['store'])
        report = self.moved(*self.from_other('openfga'), '--from-store', there['store'])
        self.assertEqual((report['read'], report['held']), (str(TUPLES), str(TUPLES)))
        self.assertEqual(report['schemas'][0]['from'], there['schemas'][0]['to'])
        self.assert_answers(self.server, report['store'])

    def test_more_tuples_than_a_page_has_arrive_and_a_broken_import_is_completed(self):
        there = self.store_on_other()['store']
        for page in range(3):
            keys = [{'user': 'user:u%d' % i, 'relation': 'owner', 'object': 'document:%d' % page} for i in range(90)]
            self.fga(self.other, there, 'write', {'writes': {'tuple_keys': keys}})
        report = self.moved(*self.from_other('openfga'), '--from-store', there)
        self.assertEqual(report['held'], str(TUPLES + 270))
        self.fga(self.server, report['store'], 'write', {'deletes': {'tuple_keys': keys[:50]}})
        again = self.moved(*self.from_other('openfga'), '--from-store', there, '--store', report['store'])
        self.assertEqual(again['held'], str(TUPLES + 270))
        self.assertFalse(again['schemas'][0]['written'])

    def test_tuples_that_the_newest_model_does_not_allow_are_told_or_come_with_their_model(self):
        there = self.store_on_other()['store']
        newest = {'schema_version': '1.1', 'type_definitions': [
            {'type': 'user'}, {'type': 'document', 'relations': {'owner': {'this': {}}}, 'metadata': {
                'relations': {'owner': {'directly_related_user_types': [{'type': 'user'}]}}}}]}
        self.fga(self.other, there, 'authorization-models', newest)
        one = self.moved(*self.from_other('openfga'), '--from-store', there)
        self.assertEqual((one['held'], len(one['leftOut'])), ('1', TUPLES - 1))
        every = self.moved(*self.from_other('openfga'), '--from-store', there, '--all-models')
        self.assertEqual((every['held'], every['leftOut']), (str(TUPLES), []))
        older = {'tuple_key': {'user': 'user:bob', 'relation': 'viewer', 'object': 'document:b'},
                 'authorization_model_id': every['schemas'][0]['to']}
        self.assertTrue(self.fga(self.server, every['store'], 'check', older)['allowed'])

    def test_which_store_must_be_said_where_there_are_several(self):
        self.store_on_other()
        there = self.store_on_other()['store']
        text = self.refused(*self.from_other('openfga'))
        self.assertIn('say which one with --from-store ID', text)
        self.assertIn(there, text)
        self.assertIn('store_id_not_found', self.refused(*self.from_other('openfga'), '--from-store',
                                                         '01ARZ3NDEKTSV4RRFFQ69G5FAV'))


class FromSpiceDb(Migrations):
    def check(self, server, *arguments):
        return server.run('permission', 'check', *arguments).stdout

    def test_a_store_moves_from_one_server_to_another_and_answers_alike(self):
        self.other.run('import', '--from', 'spicedb', self.validation_file)
        report = self.moved(*self.from_other('spicedb'), '--name', 'moved')
        self.assertEqual((report['read'], report['held']), ('3', '3'))
        exported = self.server.run('export', '--store', report['store']).stdout
        self.assertEqual(exported, self.other.run('export').stdout)
        self.assertIn('user:bob[expiration:2099', exported)
        for question in ('doc:1#view@user:ann', 'doc:1#view@user:bob', 'doc:2#view@user:ann'):
            for context in ('{"day": "monday"}', '{"day": "sunday"}'):
                asked = (question, '--caveat-context', context)
                self.assertEqual(self.check(self.server, *asked, '--store', report['store']),
                                 self.check(self.other, *asked))

    def test_a_second_import_completes_the_first_and_another_schema_stops_it(self):
        store = self.moved('import', '--from', 'spicedb', self.validation_file, '--name', 'twice')['store']
        self.pemba('relationship', 'delete', 'doc:2#viewer@user:cid', '--store', store)
        again = self.moved('import', '--from', 'spicedb', self.validation_file, '--store', store)
        self.assertEqual((again['held'], again['schemas'][0]['written']), ('3', False))
        changed = self.server.folder / 'changed.yaml'
        changed.write_text(VALIDATION_FILE.replace('permission view', 'permission see'))
        self.assertIn('has another schema: nothing was imported',
                      self.refused('import', '--from', 'spicedb', changed, '--store', store))

    def test_a_server_without_an_export_is_read_type_by_type(self):
        with OlderSpiceDb() as older:
            report = self.moved('import', '--from', 'spicedb', older.endpoint, '--name', 'older')
        self.assertEqual(report['held'], '2')
        self.assertEqual(older.asked, ['/v1/schema/read', '/v1/relationships/exportbulk',
                                       '/v1/relationships/read', '/v1/relationships/read'])

    def test_a_binary_backup_is_refused_with_the_way_around_it(self):
        backup = self.server.folder / 'x.zedbackup'
        backup.write_bytes(b'Obj\x01\x04')
        self.assertIn('zed backup parse-schema', self.refused('import', '--from', 'spicedb', backup))

    def test_options_of_a_migration_need_one(self):
        self.assertIn('--from', self.refused('import', self.validation_file, '--from-store', 'x'))
        spicedb = ('import', '--from', 'spicedb', self.validation_file)
        self.assertIn('--from-store goes with a URL', self.refused(*spicedb, '--from-store', 'x'))
        self.assertIn('--model goes with a file of OpenFGA', self.refused(*spicedb, '--model', 'm.fga'))
        self.assertIn('--all-models goes with a URL', self.refused(*spicedb, '--all-models'))

    def test_a_source_that_does_not_answer_is_not_taken_for_the_server(self):
        for system in ('openfga', 'spicedb'):
            text = self.refused('import', '--from', system, self.other.endpoint, '--from-key', 'wrong')
            self.assertIn('error: source: ', text)
            self.assertIn('look at its URL, --from-key', text)


def relationship(user):
    return {'resource': {'objectType': 'doc', 'objectId': '1'}, 'relation': 'viewer',
            'subject': {'object': {'objectType': 'user', 'objectId': user}}}


class OlderSpiceDb:
    """A gateway that knows the schema and reads, but no export in bulk."""

    def __enter__(self):
        self.asked = asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                asked.append(self.path)
                body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
                status, lines = answer(self.path, body)
                text = '\n'.join(json.dumps(line) for line in lines).encode()
                self.send_response(status)
                self.send_header('Content-Length', str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        def answer(path, body):
            if path == '/v1/schema/read':
                return 200, [{'schemaText': 'definition user {}\ndefinition doc { relation viewer: user }',
                              'readAt': {'token': 'x'}}]
            if path != '/v1/relationships/read':
                return 501, [{'code': 12, 'message': 'unknown method', 'details': []}]
            assert body['consistency'] == {'atExactSnapshot': {'token': 'x'}}, body
            users = ['ann', 'bob'] if body['relationshipFilter']['resourceType'] == 'doc' else []
            return 200, [{'result': {'relationship': relationship(user)}} for user in users]

        self.server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
        self.endpoint = 'http://127.0.0.1:%d' % self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


if __name__ == '__main__':
    running.main()
