"""pemba key: a server's file of keys, and that the server follows it."""
import json
import signal
import stat
import time

import running


class Key(running.TestWithServer):
    def setUp(self):
        self.file = self.server.folder / 'made.toml'
        self.file.unlink(missing_ok=True)

    def key(self, verb, *arguments, **more):
        return self.pemba('key', verb, *arguments, '--key-file', self.file, **more)

    def test_a_key_is_printed_once_and_only_its_hash_is_kept(self):
        key = self.key('create', '--name', 'ci', '--scope', 'check,read', '--namespace', 'doc').strip()
        self.assertRegex(key, '^pemba_[0-9a-f]{64}$')
        self.assertNotIn(key[6:], self.file.read_text())
        self.assertEqual(stat.S_IMODE(self.file.stat().st_mode), 0o600)
        listed = self.key('list')
        self.assertNotIn(key[6:], listed)
        self.assertIn('namespaces doc', listed)
        told = json.loads(self.key('list', '--json'))
        self.assertEqual((told['name'], told['scopes'], told['namespaces'], told['stores']),
                         ('ci', ['read', 'check'], ['doc'], None))

    def test_what_is_not_understood_makes_no_key(self):
        self.assertIn('no scope `all`', self.refused('key', 'create', '--name', 'a', '--scope', 'all',
                                                     '--key-file', self.file))
        self.assertIn('`name` is not', self.refused('key', 'create', '--name', 'a b', '--scope', 'read',
                                                    '--key-file', self.file))
        self.assertIn('no time to come', self.refused('key', 'create', '--name', 'a', '--scope', 'read',
                                                      '--expires', '2020-01-01', '--key-file', self.file))
        self.assertFalse(self.file.exists())

    def test_rotation_makes_two_keys_of_a_name_and_revoking_takes_one_or_all(self):
        self.key('create', '--name', 'ci', '--scope', 'check', '--store', '01H0H015178Y2V4CX10C2KGHF4')
        self.key('create', '--name', 'other', '--scope', 'read')
        self.key('rotate', '--name', 'ci', '--grace', '1')
        old, other, new = [json.loads(line) for line in self.key('list', '--json').splitlines()]
        self.assertEqual((old['name'], other['name'], new['name']), ('ci', 'other', 'ci'))
        self.assertEqual((new['scopes'], new['stores']), (old['scopes'], old['stores']))
        self.assertTrue(old['expires'])
        self.assertIsNone(new['expires'])
        self.key('revoke', '--name', 'ci', '--id', old['id'])
        self.assertEqual(len(self.key('list').splitlines()), 2)
        self.key('revoke', '--name', 'ci')
        self.assertEqual(len(self.key('list').splitlines()), 1)
        self.assertIn('there is no key `ci`', self.refused('key', 'revoke', '--name', 'ci', '--key-file', self.file))

    def test_the_server_reads_its_file_again_and_logs_who_was_refused(self):
        self.file = self.server.server_key_file
        kept = self.file.read_text()
        key = self.key('create', '--name', 'asker', '--scope', 'check').strip()
        self.assertIn('UNAUTHENTICATED', self.refused('schema', 'read', PEMBA_KEY=key))
        self.server.process.send_signal(signal.SIGHUP)
        self.wait_for_log('keys read again')
        self.assertIn('PERMISSION_DENIED', self.refused('schema', 'read', PEMBA_KEY=key))
        line = self.wait_for_log('key="asker"')
        self.assertIn('path="/v1/schema/read"', line)
        self.assertIn('request_id=', line)
        self.assertNotIn(key[6:], (self.server.folder / 'pembad.log').read_text())
        self.file.write_text(kept)
        self.server.process.send_signal(signal.SIGHUP)

    def wait_for_log(self, text):
        until = time.monotonic() + 20
        while time.monotonic() < until:
            for line in (self.server.folder / 'pembad.log').read_text().splitlines():
                if text in line:
                    return line
            time.sleep(0.02)
        self.fail('the log does not say `%s`' % text)


if __name__ == '__main__':
    running.main()
