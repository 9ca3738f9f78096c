"""A pembad that is meant to come to harm: it may be killed, and its disk may fail."""
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'support'))
import mortal_server  # noqa: E402
from mortal_server import Broken, revision_of, running  # noqa: E402, F401

DISK = os.environ.get('FAILING_DISK') or str(running.PROJECT / 'build/tests/crash/libfailing_disk.so')


if not pathlib.Path(DISK).exists():
    raise SystemExit('build `failing_disk` first, or say where it is with FAILING_DISK')


class Server(mortal_server.Server):
    def __init__(self, folder, *options):
        super().__init__(folder, '--expiry-interval', '30', *options)

    def start(self, **disk):
        """Starts it, on a failing disk if anything is said about one (see failing_disk.cpp)."""
        super().start(**({'LD_PRELOAD': DISK, 'DISK_FOLDER': str(self.store), **disk} if disk else {}))
