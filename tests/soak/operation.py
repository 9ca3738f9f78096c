"""What an operator does with a pembad that is in use: backs it up and sees whether that can be restored, stops and compacts it."""
import shutil
import time

import samples
from clients import CarefulWorld
from mortal_server import Server, running

LONGEST_ABSENCE = 60  # seconds in which a pembad has to stop


class Operator:
    """Works on the server of a soak, to which all clients go on talking."""

    def __init__(self, soak, tenants):
        self.soak, self.server, self.tenants = soak, soak.server, tenants
        self.sampler = samples.Sampler(soak.server, soak.key, lambda: sum(tenant.schemas for tenant in tenants))
        self.absences = []  # seconds in which nobody served

    def pembadb(self, *arguments):
        done = running.run(running.program('pembadb'), *arguments)
        if done.returncode != 0:
            raise RuntimeError('pembadb %s: %s' % (arguments[0], done.stdout + done.stderr))
        return done.stdout

    # --- Restarts

    def restart(self):
        with self.soak.process_lock:
            began = time.monotonic()
            self.end_life()
            self.soak.start_server()
            self.absences.append(time.monotonic() - began)
            self.sampler.begin_life()
        self.soak.tally.add('restarts')

    def end_life(self):
        """Stops the server, proves that its store is sound and compacts it."""
        if self.server.process.poll() is None:
            self.server.process.terminate()
        if self.server.process.wait(timeout=LONGEST_ABSENCE) != 0:
            raise RuntimeError('pembad ended with %d:\n%s' % (self.server.process.returncode, self.server.log.read_text()[-2000:]))
        store = self.server.store
        self.pembadb('verify', store)
        self.pembadb('compact', store)
        self.pembadb('verify', store)
        self.sampler.note_compaction(self.pembadb('stat', store, '--json'))

    # --- Backups

    def rehearse_restore(self):
        """Copies what is being written, restores the copy elsewhere, and asks a pembad there."""
        copy, folder = self.soak.folder / 'copy', self.soak.folder / 'elsewhere'
        for tenant in self.tenants:
            tenant.remember_moments()
        self.pembadb('backup', self.server.store, copy)
        moments = [tenant.moments_since() for tenant in self.tenants]
        folder.mkdir()
        elsewhere = Server(folder)
        self.pembadb('restore', copy, elsewhere.store)
        self.pembadb('verify', elsewhere.store)
        self.ask_elsewhere(elsewhere, moments)
        for path in (copy, folder):
            shutil.rmtree(path)
        self.soak.tally.add('restored backups')

    def ask_elsewhere(self, elsewhere, moments):
        elsewhere.start()
        try:
            if not elsewhere.is_ready():
                raise RuntimeError('the restored store is not served:\n' + elsewhere.log.read_text())
            for tenant, of_tenant in zip(self.tenants, moments):
                world = CarefulWorld(elsewhere.port, self.soak.tally, tenant.world.language, tenant.world.store)
                asked = tenant.compare_copy(world, of_tenant)
                self.soak.tally.add('answers of restored backups', asked)
        finally:
            elsewhere.process.terminate()
            elsewhere.process.wait(timeout=LONGEST_ABSENCE)
