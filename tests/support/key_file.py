"""A key file for a pembad under test."""
import hashlib
import os


def write_key_file(path, key):
    """Makes a file for --key-file, in which the key opens everything."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 'w', encoding='utf-8') as out:
        out.write('[[key]]\nname = "tests"\nhash = "sha256:%s"\n'
                  'scopes = ["read", "check", "write", "schema", "admin"]\n'
                  'created = "2026-01-01T00:00:00Z"\n' % hashlib.sha256(key.encode()).hexdigest())
