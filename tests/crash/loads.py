"""A `pembadb load` that is killed leaves a whole store, or none and word that it was interrupted."""
import pathlib
import shutil
import subprocess
import time

import clients
from server import running

TUPLES = 20_000


class Load:
    """A text to load, and the folder that is to hold its store."""

    def __init__(self, folder):
        self.store, self.schema, self.text = (pathlib.Path(folder) / name for name in ('store', 'schema', 'text'))
        self.schema.write_text(clients.SCHEMA % ('', 1))
        self.text.write_text(''.join('team:t%d#member@user:u%d\n' % (i % 700, i) for i in range(TUPLES)))

    def pembadb(self, *arguments):
        return subprocess.Popen([running.program('pembadb'), *arguments], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def start(self):
        return self.pembadb('load', self.store, self.text, '--schema', self.schema)

    def duration(self):
        """Seconds that a load takes which nobody kills. Leaves no store."""
        begin = time.monotonic()
        self.start().communicate()
        shutil.rmtree(self.store)
        return time.monotonic() - begin

    def play(self, after):
        """Returns what is wrong. Leaves no store."""
        loading = self.start()
        time.sleep(after)
        loading.kill()
        loading.communicate()
        wrong = self.check_whole() if (self.store / 'data.mdb').exists() else self.check_none()
        shutil.rmtree(self.store, ignore_errors=True)
        return wrong

    def check_whole(self):
        said = self.pembadb('verify', self.store).communicate()[0]
        return [] if 'sound: {:,} tuples'.format(TUPLES) in said else ['half a store: ' + said]

    def check_none(self):
        if not self.store.exists() or not any(self.store.iterdir()):
            return []
        said = self.start().communicate()[0]
        return [] if 'making a store there was interrupted' in said else ['a second load does not say what is the matter: ' + said]
