"""pembad and pemba over https://: whom they trust, and what they say if they do not."""
import os
import pathlib
import signal
import tempfile
import unittest

import running
from running import PROJECT, clean_environment, program, run
from certificates import Authority

SCHEMA = PROJECT / 'examples/github-org/schema.zed'


class OverTls(unittest.TestCase):
    def setUp(self):
        self.kept = tempfile.TemporaryDirectory(prefix='pemba-test-')
        self.folder = pathlib.Path(self.kept.name)
        self.authority = Authority(self.folder)
        self.certificate, self.key = self.authority.issue('server')

    def tearDown(self):
        self.kept.cleanup()

    def serve(self, *options):
        server = running.Server(self.folder, options=(
            '--tls-certificate', self.certificate, '--tls-key', self.key, *options))
        self.addCleanup(server.stop)
        server.endpoint = server.endpoint.replace('http:', 'https:')
        return server

    def refused(self, server, *arguments):
        done = server.run(*arguments)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        return done.stderr

    def test_a_server_whose_authority_is_known_is_talked_to_and_no_other(self):
        server = self.serve()
        done = server.run('schema', 'write', SCHEMA, '--ca-file', self.authority.certificate)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('--ca-file', self.refused(server, 'schema', 'read'))
        stranger = Authority(self.folder, 'stranger')
        self.assertIn('not trusted', self.refused(server, 'schema', 'read', '--ca-file', stranger.certificate))
        self.assertIn('cannot open', self.refused(server, 'schema', 'read', '--ca-file', 'nothing.pem'))
        self.assertIn('TLS', self.refused(server, 'schema', 'read', '--ca-file', self.key))

    def test_plain_http_is_told_to_use_tls(self):
        server = self.serve()
        server.endpoint = server.endpoint.replace('https:', 'http:')
        self.assertIn('https://', self.refused(server, 'schema', 'read'))

    def test_a_server_that_asks_for_certificates_takes_those_of_its_authority(self):
        server = self.serve('--tls-client-ca', self.authority.certificate)
        certificate, key = self.authority.issue('client')
        trust = ('--ca-file', self.authority.certificate)
        done = server.run('schema', 'write', SCHEMA, *trust, '--client-certificate', certificate, '--client-key', key)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('--client-certificate', self.refused(server, 'schema', 'read', *trust))
        self.assertIn('--client-key', self.refused(server, 'schema', 'read', *trust, '--client-certificate', certificate))
        self.assertIn('did not return a certificate', (self.folder / 'pembad.log').read_text())

    def test_a_saved_context_has_the_files_whatever_folder_it_is_used_in(self):
        server = self.serve('--tls-client-ca', self.authority.certificate)
        certificate, key = self.authority.issue('client')
        home = clean_environment(self.folder)
        done = run(program('pemba'), 'context', 'set', 'secure', server.endpoint, running.KEY,
                   '--ca-file', self.authority.certificate.name, '--client-certificate', certificate.name,
                   '--client-key', key.name, env=home, cwd=self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run(program('pemba'), 'schema', 'write', SCHEMA, env=home, cwd='/')
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_sighup_brings_the_new_certificate_and_keeps_the_old_one_if_it_is_broken(self):
        server = self.serve()
        trust = ('--ca-file', self.authority.certificate)
        server.run('schema', 'write', SCHEMA, *trust)
        kept = self.certificate.read_text()
        for text, said in ((kept[:100], 'the old one stays'), (kept, 'certificate read again')):
            self.certificate.write_text(text)
            os.kill(server.process.pid, signal.SIGHUP)
            running.wait_until(lambda: said in (self.folder / 'pembad.log').read_text())
            self.assertEqual(server.run('schema', 'read', *trust).returncode, 0)

    def check_config(self, *options):
        return run(program('pembad'), '--check-config', '--data', self.folder / 'data', '--insecure-no-auth', *options,
                   env=clean_environment(self.folder))

    def test_check_config_sees_files_that_do_not_belong_together_and_a_certificate_that_ends(self):
        files = ('--tls-certificate', self.certificate, '--tls-key', self.key)
        self.assertIn('expires at', self.check_config(*files).stderr)
        self.assertEqual(self.check_config(*files).returncode, 0)
        _, other = self.authority.issue('other')
        done = self.check_config('--tls-certificate', self.certificate, '--tls-key', other)
        self.assertEqual(done.returncode, 1)
        self.assertIn(str(other), done.stderr)
        self.key.chmod(0o644)
        self.assertIn('chmod 640', self.check_config(*files).stderr)

    def test_beyond_loopback_there_is_tls_or_somebody_said_that_there_is_none(self):
        done = self.check_config('--listen', '0.0.0.0:8443')
        self.assertEqual(done.returncode, 1)
        self.assertIn('--insecure-no-tls', done.stderr)
        self.assertEqual(self.check_config('--listen', '0.0.0.0:8443', '--insecure-no-tls').returncode, 0)
        self.assertEqual(self.check_config('--listen', '0.0.0.0:8443', '--tls-certificate', self.certificate,
                                           '--tls-key', self.key).returncode, 0)


if __name__ == '__main__':
    running.main()
