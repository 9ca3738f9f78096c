"""pemba against a running server, as a person or a script would use it."""
import json
import stat

import running
from running import PROJECT

SCHEMA = PROJECT / 'examples/github-org/schema.zed'
TUPLES = PROJECT / 'examples/github-org/relationships.txt'
REPOSITORY = 'repository:kubernetes/sig-release'
RELEASE_MANAGER = 'user:u3154ad37'
RELEASE_ENGINEER = 'user:uac66188d'


class Organisation(running.TestWithServer):
    """The github-org example on a server."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for arguments in (('schema', 'write', SCHEMA), ('import', TUPLES)):
            done = cls.server.run(*arguments)
            if done.returncode:
                raise SystemExit(done.stdout + done.stderr)


VALIDATION_FILE = """schema: |-
  use expiration
  caveat on_day(allowed string, day string) { day == allowed }
  definition user {}
  definition doc {
    relation viewer: user with on_day | user with expiration
    permission view = viewer
  }
relationships: |-
  doc:1#viewer@user:ann[on_day:{"allowed":"monday"}]
  doc:1#viewer@user:bob[expiration:2099-01-01T00:00:00Z]
"""


CAVEATS = """use expiration
caveat on_day(allowed string, day string) { day == allowed }
definition user {}
definition doc {
\trelation viewer: user with on_day | user with expiration
\tpermission view = viewer
}
"""


class Stores(running.TestWithServer):
    def test_a_store_is_made_listed_asked_and_deleted_apart_from_the_others(self):
        self.pemba('schema', 'write', SCHEMA)
        store = self.pemba('store', 'create', 'acme').strip()
        self.assertIn('%s  acme' % store, self.pemba('store', 'list'))
        self.assertIn('no schema', self.refused('schema', 'read', '--store', store))
        self.pemba('schema', 'read')
        self.pemba('schema', 'write', SCHEMA, '--store', store)
        self.pemba('schema', 'read', '--store', store)
        self.pemba('store', 'delete', store)
        self.assertIn(store, self.refused('schema', 'read', '--store', store))
        self.assertEqual(self.pemba('store', 'list'), '')


class Caveats(running.TestWithServer):
    def test_conditions_and_expiries_go_in_and_come_out_and_answers_tell_what_they_lack(self):
        file = self.server.folder / 'file.yaml'
        file.write_text(VALIDATION_FILE)
        self.pemba('import', '--from-validation-file', file)
        self.assertEqual(self.pemba('permission', 'check', 'doc:1#view@user:bob'), '✓ allowed\n')
        self.assertEqual(self.pemba('permission', 'check', 'doc:1#view@user:ann', status=1),
                         '? conditional: it depends on day\n')
        self.assertEqual(self.pemba('permission', 'check', 'doc:1#view@user:ann',
                                    '--caveat-context', '{"day": "monday"}'), '✓ allowed\n')
        self.assertEqual(self.pemba('permission', 'check', 'doc:1#view@user:ann',
                                    '--caveat-context', '{"day": "sunday"}', status=1), '✗ denied\n')
        self.assertIn('not a JSON object', self.refused('permission', 'check', 'doc:1#view@user:ann',
                                                        '--caveat-context', '[1]'))
        explained = self.pemba('permission', 'check', 'doc:1#view@user:ann', '--explain', status=1)
        self.assertIn('lacks day', explained)
        out = self.pemba('export')
        self.assertIn('doc:1#viewer@user:ann[on_day:{"allowed":"monday"}]', out)
        self.assertIn('doc:1#viewer@user:bob[expiration:2099-01-01T00:00:00Z]', out)

    def test_lookups_and_bulk_checks_take_context_too(self):
        self.pemba('schema', 'write', '-', stdin=CAVEATS)
        self.pemba('relationship', 'touch', 'doc:2#viewer@user:ann[on_day:{"allowed":"monday"}]')
        context = ('--caveat-context', '{"day": "monday"}')
        for ask, unknown, known in (
                (('lookup-resources', 'doc', 'view', 'user:ann'), 'doc:2  (conditional)\n', 'doc:2\n'),
                (('lookup-subjects', 'doc:2', 'view', 'user'), 'user:ann  (conditional)\n', 'user:ann\n'),
                (('bulk', 'doc:2#view@user:ann'), 'doc:2#view@user:ann  ? conditional: it depends on day\n',
                 'doc:2#view@user:ann  ✓ allowed\n')):
            self.assertIn(unknown, self.pemba('permission', *ask))
            self.assertIn(known, self.pemba('permission', *ask, *context))
            self.assertIn('`[1]` is not a JSON object', self.refused('permission', *ask, '--caveat-context', '[1]'))

    def test_a_caveat_and_an_expiry_may_stand_in_options(self):
        self.pemba('schema', 'write', '-', stdin=CAVEATS)
        monday = '[on_day:{"allowed":"monday"}]'
        end = '2099-01-01T00:00:00Z'
        for words, more, read in (
                (('doc:3', 'viewer', 'user:ann'), ('--caveat', 'on_day:{"allowed": "monday"}'), monday),
                (('doc:3#viewer@user:bob',), ('--caveat', 'on_day'), '[on_day]'),
                (('doc:3#viewer@user:cy',), ('--expiration-time', '2099-01-01T01:00:00+01:00'),
                 '[expiration:%s]' % end)):
            self.pemba('relationship', 'create', *words, *more)
            self.assertIn(read, self.pemba('relationship', 'read', 'doc:3', '', 'user:' + words[-1].split(':')[-1]))
        self.pemba('relationship', 'touch', '--caveat', 'on_day', stdin='doc:3#viewer@user:d\ndoc:3#viewer@user:e\n')
        self.assertEqual(self.pemba('relationship', 'read', 'doc:3').count('[on_day]\n'), 3)

    def test_a_caveat_or_an_expiry_that_is_none_is_refused_and_nothing_is_written(self):
        self.pemba('schema', 'write', '-', stdin=CAVEATS)
        for option, text, said in (('--caveat', 'On_Day', '`On_Day` is not the name of a caveat'),
                                   ('--caveat', 'on_day:[1]', '--caveat: `[1]` is not a JSON object'),
                                   ('--caveat', 'on_day:', '--caveat: `` is not a JSON object'),
                                   ('--expiration-time', 'tomorrow', '--expiration-time: '),
                                   ('--caveat', 'on_nothing', 'with on_nothing')):
            self.assertIn(said, self.refused('relationship', 'create', 'doc:4#viewer@user:ann', option, text))
        twice = 'doc:4#viewer@user:ann\ndoc:4#viewer@user:bob[on_day]\n'
        self.assertIn('says itself what --caveat says',
                      self.refused('relationship', 'touch', '--caveat', 'on_day', stdin=twice))
        self.assertEqual(self.pemba('relationship', 'read', 'doc:4'), '')
        self.refused('relationship', 'delete', 'doc:4#viewer@user:ann', '--caveat', 'on_day')


class Validation(running.TestWithServer):
    def test_a_file_that_cannot_be_read_fails_with_its_place(self):
        out = self.pemba('validate', SCHEMA, status=1)
        self.assertRegex(out, r'\n  %s:\d+: ' % SCHEMA)
        self.assertTrue(out.endswith('0 passed, 1 failed\n'), out)


class Questions(Organisation):
    def test_check_says_allowed_with_status_0_and_denied_with_status_1(self):
        self.assertEqual(self.pemba('permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER), '✓ allowed\n')
        self.assertEqual(
            self.pemba('permission', 'check', '%s#push@%s' % (REPOSITORY, RELEASE_ENGINEER), status=1),
            '✗ denied\n')

    def test_check_explains_a_yes_by_its_tuples(self):
        out = self.pemba('permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER, '--explain')
        self.assertIn('✓ %s#push' % REPOSITORY, out)
        self.assertIn('%s#writer@team:kubernetes/release-managers#all_members' % REPOSITORY, out)
        self.assertIn('team:kubernetes/release-managers#member@' + RELEASE_MANAGER, out)
        self.assertNotIn('✗', out)

    def test_check_explains_a_no_by_what_was_looked_at(self):
        out = self.pemba('permission', 'check', REPOSITORY, 'push', RELEASE_ENGINEER, '--explain', status=1)
        self.assertIn('✗ ' + REPOSITORY + '#push', out)
        self.assertIn('writer', out)
        self.assertNotIn('✓', out)

    def test_check_as_json_is_the_answer_of_the_api(self):
        answer = json.loads(self.pemba('permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER, '--json'))
        self.assertEqual(answer['permissionship'], 'PERMISSIONSHIP_HAS_PERMISSION')
        self.assertTrue(answer['checkedAt']['token'])
        answer = json.loads(self.pemba('permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER, '--json',
                                       '--explain'))
        self.assertEqual(answer['explanation']['path'],
                         ['%s#writer@team:kubernetes/release-managers#all_members' % REPOSITORY,
                          'team:kubernetes/release-managers#member@' + RELEASE_MANAGER])

    def test_check_of_something_unknown_is_an_error_with_status_2(self):
        text = self.refused('permission', 'check', REPOSITORY, 'fly', RELEASE_MANAGER)
        self.assertIn('`fly`', text)
        self.assertIn('ERROR_REASON_UNKNOWN_RELATION_OR_PERMISSION', text)
        self.assertIn('FAILED_PRECONDITION', text)

    def test_check_of_text_that_is_no_tuple_says_which_part(self):
        self.assertIn('error: ', self.refused('permission', 'check', 'repository', 'push', RELEASE_MANAGER))
        self.assertIn('2 words', self.refused('permission', 'check', 'a:b', 'push'))

    def test_an_error_as_json_is_one_object_on_standard_error(self):
        error = json.loads(self.refused('permission', 'check', REPOSITORY, 'fly', RELEASE_MANAGER, '--json'))
        self.assertEqual(error['error']['code'], 9)
        self.assertIn('fly', error['error']['message'])
        error = json.loads(self.refused('permission', 'check', 'nonsense', '--json'))
        self.assertEqual(error['error']['code'], 'InvalidTuple')

    def test_bulk_answers_every_question_in_order_from_arguments_or_standard_input(self):
        questions = ['%s#push@%s' % (REPOSITORY, who) for who in (RELEASE_MANAGER, RELEASE_ENGINEER)]
        out = self.pemba('permission', 'bulk', *questions)
        self.assertEqual([line.split() for line in out.splitlines()],
                         [[questions[0], '✓', 'allowed'], [questions[1], '✗', 'denied']])
        self.assertEqual(self.pemba('permission', 'bulk', stdin='// two\n' + '\n'.join(questions)), out)
        self.assertIn('└── ', self.pemba('permission', 'bulk', *questions, '--explain'))

    def test_bulk_has_status_2_if_one_question_has_no_answer(self):
        questions = [REPOSITORY + '#push@' + RELEASE_MANAGER, REPOSITORY + '#fly@' + RELEASE_MANAGER]
        out = self.pemba('permission', 'bulk', *questions, status=2)
        self.assertIn('✓ allowed', out)
        self.assertIn('! error', out)

    def test_expand_draws_the_userset_tree(self):
        out = self.pemba('permission', 'expand', REPOSITORY, 'push')
        self.assertTrue(out.startswith(REPOSITORY + '#push'), out)
        self.assertIn('team:kubernetes/release-managers#all_members', out)
        self.assertIn('organization:kubernetes#administer', out)
        self.assertEqual(self.pemba('permission', 'expand', 'push', REPOSITORY), out)

    def test_lookup_subjects_finds_everyone(self):
        found = self.pemba('permission', 'lookup-subjects', REPOSITORY, 'administer', 'user').split()
        self.assertEqual(len(found), 16)
        self.assertIn('user:u0bad9586', found)

    def test_lookup_resources_finds_everything_and_goes_on_from_a_cursor(self):
        ask = ('permission', 'lookup-resources', 'repository', 'push', RELEASE_MANAGER)
        found = self.pemba(*ask).split()
        self.assertIn(REPOSITORY, found)
        self.assertEqual(len(found), len(set(found)))
        first = self.pemba(*ask, '--limit', '1', '--show-cursor').splitlines()
        self.assertEqual(first[0], found[0])
        self.assertTrue(first[1].startswith('cursor '), first)
        cursor = first[1].split()[1]
        self.assertEqual(self.pemba(*ask, '--limit', '2', '--cursor', cursor).split(), found[1:3])
        self.assertEqual(self.pemba(*ask, '--cursor', cursor).split(), found[1:])

    def test_a_lookup_of_an_object_where_a_type_is_meant_says_so(self):
        self.assertIn('`user:ann` is not the name of a type',
                      self.refused('permission', 'lookup-subjects', REPOSITORY, 'push', 'user:ann'))
        self.assertIn('`%s` is not the name of a type' % REPOSITORY,
                      self.refused('permission', 'lookup-resources', REPOSITORY, 'push', 'user:ann'))

    def test_lookups_as_json_are_an_object_a_line(self):
        lines = self.pemba('permission', 'lookup-subjects', REPOSITORY, 'administer', 'user', '--json').splitlines()
        self.assertEqual(len(lines), 16)
        self.assertTrue(json.loads(lines[0])['subject']['subjectObjectId'])

    def test_an_exact_snapshot_does_not_see_what_came_later(self):
        before = self.pemba('permission', 'check', REPOSITORY, 'push', 'user:newcomer', '--zookie', status=1)
        zookie = before.splitlines()[1].split()[1]
        out = self.pemba('relationship', 'create', REPOSITORY, 'writer', 'user:newcomer')
        written = out.splitlines()[1].split()[1]
        ask = ('permission', 'check', REPOSITORY, 'push', 'user:newcomer')
        self.pemba(*ask, '--consistency-at-least', written)
        self.pemba(*ask, '--consistency-full')
        self.pemba(*ask, '--consistency-min-latency')
        self.pemba(*ask, '--consistency-at-exactly', zookie, status=1)
        self.pemba('relationship', 'delete', REPOSITORY, 'writer', 'user:newcomer')

    def test_a_zookie_that_is_none_is_refused(self):
        self.assertIn('INVALID_ARGUMENT', self.refused('permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER,
                                                       '--consistency-at-least', 'nonsense'))

    def test_two_consistencies_at_once_are_refused(self):
        self.refused('permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER, '--consistency-full',
                     '--consistency-min-latency')


class Relationships(running.TestWithServer):
    def setUp(self):
        self.pemba('schema', 'write', SCHEMA)

    def read(self, *words):
        return self.pemba('relationship', 'read', *words).splitlines()

    def test_created_read_and_deleted(self):
        out = self.pemba('relationship', 'create', 'team:a#member@user:ann')
        self.assertEqual(out.splitlines()[0], 'created 1 relationship')
        self.assertEqual(self.read('team:a'), ['team:a#member@user:ann'])
        self.assertEqual(self.read('team', '', 'user:ann'), ['team:a#member@user:ann'])
        text = self.refused('relationship', 'create', 'team:a', 'member', 'user:ann')
        self.assertIn('ALREADY_EXISTS', text)
        self.assertIn('touch', text)
        self.pemba('relationship', 'touch', 'team:a', 'member', 'user:ann')
        self.pemba('relationship', 'delete', 'team:a', 'member', 'user:ann')
        self.assertEqual(self.read('team:a'), [])

    def test_batches_come_from_standard_input(self):
        lines = ''.join('team:batch#member@user:u%d\n' % n for n in range(25))
        out = self.pemba('relationship', 'touch', '--batch-size', '10', stdin='// people\n' + lines)
        self.assertEqual(out.splitlines()[0], 'touched 25 relationships')
        self.assertEqual(len(self.read('team:batch')), 25)
        self.pemba('relationship', 'delete', '-', stdin=lines)
        self.assertEqual(self.read('team:batch'), [])

    def test_a_wrong_line_on_standard_input_stops_before_anything_is_written(self):
        text = self.refused('relationship', 'touch', stdin='team:w#member@user:ann\nteam:w#member\n')
        self.assertIn('<stdin>:2: ', text)
        self.assertEqual(self.read('team:w'), [])

    def test_what_the_schema_does_not_allow_is_refused_with_the_reason(self):
        text = self.refused('relationship', 'touch', 'team:a', 'member', 'organization:acme')
        self.assertIn('ERROR_REASON_INVALID_SUBJECT_TYPE', text)
        text = self.refused('relationship', 'touch', 'team:a', 'all_members', 'user:ann')
        self.assertIn('ERROR_REASON_CANNOT_UPDATE_PERMISSION', text)

    def test_bulk_delete_takes_all_or_nothing_unless_forced(self):
        lines = ''.join('team:bulk%d#member@user:ann\n' % n for n in range(7))
        self.pemba('relationship', 'touch', stdin=lines)
        text = self.refused('relationship', 'bulk-delete', 'team:bulk%', '--limit', '5')
        self.assertIn('--force', text)
        self.assertEqual(len(self.read('team:bulk%')), 7)
        out = self.pemba('relationship', 'bulk-delete', 'team:bulk%', '--limit', '5', '--force')
        self.assertEqual(out.splitlines()[0], 'deleted 7 relationships')
        self.assertEqual(self.read('team:bulk%'), [])

    def test_a_filter_that_makes_no_sense_is_refused(self):
        self.assertIn('is no filter', self.refused('relationship', 'read', 'Team'))
        self.assertIn('`wolf`', self.refused('relationship', 'read', 'wolf'))


class ImportAndExport(running.TestWithServer):
    def setUp(self):
        self.pemba('schema', 'write', SCHEMA)
        self.file = self.server.folder / 'some.txt'

    def tearDown(self):
        for kind in ('team', 'organization', 'repository'):
            self.pemba('relationship', 'bulk-delete', kind, '--force')

    def test_what_is_exported_is_what_was_imported(self):
        out = self.pemba('import', TUPLES)
        self.assertIn('imported 8,062 relationships', out)
        self.assertNotIn('\033', out)
        exported = self.server.folder / 'exported.txt'
        self.pemba('export', exported)
        self.assertEqual(sorted(exported.read_text().split()), sorted(TUPLES.read_text().split()))
        self.assertEqual(sorted(self.pemba('export').split()), sorted(TUPLES.read_text().split()))
        teams = self.pemba('export', '--filter', 'team').split()
        self.assertEqual(len(teams), sum(line.startswith('team:') for line in TUPLES.read_text().split()))

    def test_on_a_terminal_there_is_a_bar_and_colour_unless_it_is_not_wanted(self):
        status, printed = running.run_on_terminal(running.program('pemba'), 'import', TUPLES,
                                                  env=self.server.environment())
        self.assertEqual(status, 0, printed)
        self.assertIn('█' * 30 + '  8,062 of 8,062', printed)
        ask = (running.program('pemba'), 'permission', 'check', REPOSITORY, 'push', RELEASE_MANAGER)
        self.assertIn('\033[32m✓ allowed\033[0m', running.run_on_terminal(*ask, env=self.server.environment())[1])
        plain = running.run_on_terminal(*ask, env=self.server.environment(NO_COLOR='1'))[1]
        self.assertEqual(plain, '✓ allowed\r\n')

    def test_a_file_with_wrong_lines_is_refused_whole_and_each_is_named(self):
        self.file.write_text('team:a#member@user:ann\n\n// fine\nteam:a#member\nteam:a@user:ann\n')
        text = self.refused('import', self.file)
        self.assertIn('%s:4: ' % self.file, text)
        self.assertIn('%s:5: ' % self.file, text)
        self.assertEqual(self.pemba('export'), '')

    def test_a_batch_that_is_refused_says_how_to_go_on(self):
        self.file.write_text(''.join('team:a#member@user:u%d\n' % n for n in range(8)) +
                             'team:a#all_members@user:x\n')
        text = self.refused('import', self.file, '--batch-size', '4')
        self.assertIn('--skip 8', text)
        self.assertEqual(len(self.pemba('export').split()), 8)
        self.file.write_text(self.file.read_text().replace('all_members', 'member'))
        self.assertIn('imported 1 relationship in', self.pemba('import', self.file, '--skip', '8'))

    def test_relationships_that_are_there_need_touch(self):
        self.file.write_text('team:a#member@user:ann\n')
        self.pemba('import', self.file)
        text = self.refused('import', self.file)
        self.assertIn('--touch', text)
        self.assertIn('nothing was imported', text)
        self.assertIn('zookie ', self.pemba('import', self.file, '--touch'))

    def test_import_as_json_counts(self):
        self.file.write_text('team:a#member@user:ann\nteam:a#member@user:ben\n')
        answer = json.loads(self.pemba('import', '-', '--json', stdin=self.file.read_text()))
        self.assertEqual(answer['imported'], '2')
        self.assertEqual(answer['batches'], 1)

    def test_a_file_that_is_not_there_is_named(self):
        self.assertIn('cannot open `/nowhere`', self.refused('import', '/nowhere'))


class Schemas(running.TestWithServer):
    def setUp(self):
        self.pemba('schema', 'write', SCHEMA)
        self.file = self.server.folder / 'schema.zed'

    def test_written_and_read_back(self):
        out = self.pemba('schema', 'write', SCHEMA)
        self.assertTrue(out.startswith('schema written: 4 definitions, '), out)
        text = self.pemba('schema', 'read')
        self.assertIn('definition repository {', text)
        self.assertIn('permission push = writer + maintain', text)
        self.assertTrue(json.loads(self.pemba('schema', 'read', '--json'))['schemaText'])

    def test_a_wrong_schema_is_shown_where_it_is_wrong_and_changes_nothing(self):
        before = self.pemba('schema', 'read')
        self.file.write_text('definition user {}\n\ndefinition team {\n\trelation member: usr\n}\n')
        for sub_command in ('check', 'write'):
            text = self.refused('schema', sub_command, self.file)
            self.assertIn('%s:4:' % self.file, text)
            self.assertIn('`usr`', text)
        self.assertEqual(self.pemba('schema', 'read'), before)

    def test_a_schema_that_would_orphan_relationships_is_refused_by_the_server(self):
        self.pemba('relationship', 'touch', 'team:a#member@user:ann')
        self.file.write_text('definition user {}\n')
        text = self.refused('schema', 'write', self.file)
        self.assertIn('team', text)
        self.pemba('relationship', 'delete', 'team:a#member@user:ann')

    def test_check_counts_what_is_right(self):
        self.assertEqual(self.pemba('schema', 'check', SCHEMA),
                         '%s: 4 definitions, 12 relations, 9 permissions\n' % SCHEMA)

    def test_format_prints_or_writes_the_canonical_form(self):
        self.file.write_text('definition   user   {}\ndefinition team{\nrelation member:user\n}\n')
        text = self.pemba('schema', 'format', self.file)
        self.assertIn('definition team {\n', text)
        self.pemba('schema', 'format', '--write', self.file)
        self.assertEqual(self.file.read_text(), text)
        self.assertEqual(self.pemba('schema', 'format', '-', stdin=text), text)

    def test_diff_shows_what_changes(self):
        self.assertEqual(self.pemba('schema', 'diff', SCHEMA), 'no differences\n')
        self.file.write_text(SCHEMA.read_text().replace('writer + maintain', 'writer + triager + maintain'))
        for files in ((self.file,), (SCHEMA, self.file)):
            out = self.pemba('schema', 'diff', *files).splitlines()
            self.assertIn('- \tpermission push = writer + maintain', out)
            self.assertIn('+ \tpermission push = writer + triager + maintain', out)
            self.assertTrue(out[0].startswith('permission `push` of `repository` is now `'), out[0])
        self.assertTrue(json.loads(self.pemba('schema', 'diff', self.file, '--json'))['differs'])

    def test_a_dry_run_says_all_that_would_change_and_break_and_writes_nothing(self):
        before = self.pemba('schema', 'read')
        tuples = ('repository:dry#writer@user:ann', 'team:dry#member@user:ann')
        self.pemba('relationship', 'touch', stdin='\n'.join(tuples))
        self.file.write_text('definition user {}\n')
        done = self.server.run('schema', 'write', self.file, '--dry-run')
        self.assertEqual(done.returncode, 2)
        self.assertIn('definition `repository` is gone', done.stdout)
        self.assertIn('refused: namespace `repository` is gone, and its relation `writer` still has', done.stdout)
        self.assertIn('refused: namespace `team` is gone', done.stdout)
        self.assertIn('it cannot be written', done.stdout)
        self.file.write_text(SCHEMA.read_text() + '\ndefinition more {}\n')
        self.assertEqual(self.pemba('schema', 'write', self.file, '--dry-run'),
                         'definition `more` is new\nit can be written\n')
        self.assertTrue(json.loads(self.pemba('schema', 'write', self.file, '--dry-run', '--json'))['canBeWritten'])
        self.assertEqual(self.pemba('schema', 'read'), before)
        self.pemba('relationship', 'delete', stdin='\n'.join(tuples))


class Connections(running.TestWithServer):
    def test_no_server_says_where_and_what_to_do(self):
        text = self.refused('schema', 'read', '--endpoint', 'http://127.0.0.1:%d' % running.free_port())
        self.assertIn('no server answers at http://127.0.0.1:', text)
        self.assertIn('pembad --data', text)

    def test_a_wrong_key_and_no_key_are_refused(self):
        text = self.refused('schema', 'read', '--key', 'wrong')
        self.assertIn('UNAUTHENTICATED', text)
        done = running.run(running.program('pemba'), 'schema', 'read', '--endpoint', self.server.endpoint,
                           env=running.clean_environment(self.server.folder))
        self.assertEqual(done.returncode, 2)
        self.assertIn('UNAUTHENTICATED', done.stderr)
        self.assertIn('--key-file', done.stderr)

    def test_an_endpoint_that_is_none_is_refused(self):
        self.assertIn('is no endpoint', self.refused('schema', 'read', '--endpoint', 'ftp://x'))

    def test_something_that_is_no_pembad_is_told(self):
        self.assertIn('error: ', self.refused('schema', 'read', '--endpoint', self.server.endpoint + '/v2'))

    def test_a_key_may_come_from_a_file(self):
        self.pemba('schema', 'write', SCHEMA, '--key-file', self.server.key_file, PEMBA_KEY='wrong')

    def test_contexts_are_saved_used_listed_and_removed(self):
        home = self.server.folder / 'home'
        def pemba(*arguments, status=0, stdin=''):
            done = running.run(running.program('pemba'), *arguments, stdin=stdin,
                               env=running.clean_environment(home, XDG_CONFIG_HOME=str(home / 'config')))
            self.assertEqual(done.returncode, status, done.stderr)
            return done.stdout + done.stderr
        pemba('context', 'set', 'here', self.server.endpoint, '-', stdin=running.KEY + '\n')
        pemba('context', 'set', 'away', 'pemba.example:8443', 'another')
        self.pemba('schema', 'write', SCHEMA)
        pemba('schema', 'read', '--context', 'here')
        pemba('context', 'use', 'here')
        pemba('schema', 'read')
        listed = pemba('context', 'list')
        self.assertIn('*  here  ' + self.server.endpoint, listed)
        self.assertNotIn(running.KEY, listed)
        self.assertIn(running.KEY, pemba('context', 'list', '--reveal-keys'))
        self.assertNotIn('key', json.loads(pemba('context', 'list', '--json').splitlines()[0]))
        file = home / 'config/pemba/contexts.json'
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
        pemba('context', 'remove', 'away')
        self.assertIn('no saved context is called `away`', pemba('context', 'use', 'away', status=2))

    def test_usage_that_is_wrong_has_status_2_and_help_has_0(self):
        self.refused()
        self.refused('permission')
        self.refused('permission', 'chekc')
        self.refused('permission', 'check')
        self.assertIn('permission', self.pemba('--help'))
        for group in ('schema', 'relationship', 'permission', 'context', 'import', 'export', 'backup'):
            text = self.pemba(group, '--help')
            self.assertIn('Options', text)
            self.assertIn('`pemba --help`', text)


if __name__ == '__main__':
    running.main()
