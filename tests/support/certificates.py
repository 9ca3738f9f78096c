"""Certificates for tests, made by the `openssl` command: an authority, and what it signs."""
import pathlib
import subprocess


def _openssl(*arguments):
    subprocess.run(['openssl', *map(str, arguments)], check=True, capture_output=True)


class Authority:
    """Writes NAME.pem and NAME.key into a folder."""

    def __init__(self, folder, name='authority'):
        self.folder = pathlib.Path(folder)
        self.certificate, self.key = self.folder / (name + '.pem'), self.folder / (name + '.key')
        _openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', 2,
                 '-subj', '/CN=' + name, '-keyout', self.key, '-out', self.certificate)

    def issue(self, name, days=1):
        """The files of a new certificate for 127.0.0.1, and of its key; they replace older ones of that name."""
        certificate, key, request = (self.folder / (name + end) for end in ('.pem', '.key', '.csr'))
        extensions = self.folder / (name + '.ext')
        extensions.write_text('subjectAltName = IP:127.0.0.1,DNS:localhost\n')
        _openssl('req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes',
                 '-subj', '/CN=' + name, '-keyout', key, '-out', request)
        _openssl('x509', '-req', '-in', request, '-CA', self.certificate, '-CAkey', self.key, '-CAcreateserial',
                 '-days', days, '-extfile', extensions, '-out', certificate)
        key.chmod(0o600)
        return certificate, key
