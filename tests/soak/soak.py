"""A pembad under mixed load for a long time: every answer is held against a shadow, and what it takes has to level off.

    soak.py --minutes N     also --rate: calls a second of each client, at most

Ends with `N passed, N failed`: no wrong answer, no error, and one case for each thing that is measured.
"""
import argparse
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent / 'support'), str(HERE.parent / 'consistency')]
import samples  # noqa: E402
from key_file import write_key_file  # noqa: E402
from mortal_server import Server, running  # noqa: E402
from sessions import World  # noqa: E402
from tenants import PassingTenant, WatchedTenant  # noqa: E402

KEY = running.KEY
SHORTEST_JUDGED = 5.0      # minutes; what a process takes in less says nothing about growth
SAMPLES = 240              # in the whole time
LONGEST_RELOAD = 10.0      # seconds from SIGHUP to its effect


class Soak:
    """The server, all who work with it, and what went wrong."""

    def __init__(self, folder, arguments):
        self.folder, self.arguments = folder, arguments
        self.key_file = folder / 'keys.toml'
        write_key_file(self.key_file, KEY)
        self.server = Server(folder, '--expiry-interval', '1000')
        self.server.start(access=('--key-file', self.key_file))
        if not self.server.is_ready():
            raise SystemExit('pembad does not start:\n' + self.server.log.read_text())
        self.until = time.monotonic() + arguments.minutes * 60
        self.wrong = []
        self.is_stopped = False  # watchers go on until then
        self.done = {}  # how often, by what

    def is_over(self):
        return bool(self.wrong) or time.monotonic() > self.until

    def run(self, what, *more):
        """A thread that does something until the end, or until something goes wrong."""
        def guarded():
            try:
                what(*more)
            except Exception as error:  # whatever it is, it is told and ends the soak
                self.wrong.append('%s: %r' % (what.__qualname__, error))
        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        return thread

    def pause(self, seconds):
        """Waits; true once it is over."""
        until = min(time.monotonic() + seconds, self.until)
        while not self.is_over() and time.monotonic() < until:
            time.sleep(min(0.1, seconds))
        return self.is_over()

    def count(self, what):
        self.done[what] = self.done.get(what, 0) + 1

    # --- Who works with the server

    def tenants(self):
        seed = self.arguments.seed
        world = World(self.server.port_file, 'zed', key=KEY)
        status, answer = world.connect().post('/stores', {'name': 'soak'})
        if status != 201:
            raise SystemExit('no store can be made: %s' % answer)
        openfga = World(self.server.port_file, 'openfga', answer[0]['id'], KEY)
        return [WatchedTenant('default', world, seed), WatchedTenant('openfga', openfga, seed),
                PassingTenant('passing', world, seed)]

    def work(self, tenant):
        while not self.is_over():
            tenant.step()
            time.sleep(1 / self.arguments.rate)

    def back_up(self):
        """One backup after another, each of which is whole."""
        pemba, file = running.program('pemba'), self.folder / 'backup'
        environment = running.clean_environment(self.folder, PEMBA_KEY=KEY,
                                                PEMBA_ENDPOINT='http://127.0.0.1:%d' % self.server.port)
        while not self.pause(5):
            for command in (['create', '--force', file], ['verify', file]):
                done = running.run(pemba, 'backup', *command, env=environment)
                if done.returncode != 0:
                    raise RuntimeError(done.stdout + done.stderr)
            self.count('backups')

    def change_keys(self):
        """Keys come and go with SIGHUP; what is asked with them is answered or refused."""
        pemba, is_there = running.program('pemba'), False
        while not self.pause(3):
            if is_there:
                self.pemba_key(pemba, 'revoke', '--name', 'guest')
            else:
                guest = self.pemba_key(pemba, 'create', '--name', 'guest', '--scope', 'read').strip()
            is_there = not is_there
            self.server.process.send_signal(signal.SIGHUP)
            self.wait_until_key_opens(guest, is_there)
            self.count('reloads of keys')

    def pemba_key(self, pemba, *arguments):
        done = running.run(pemba, 'key', *arguments, '--key-file', self.key_file,
                           env=running.clean_environment(self.folder))
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def wait_until_key_opens(self, key, is_there):
        connection = World(self.server.port_file, key=key).connect()
        until = time.monotonic() + LONGEST_RELOAD
        while connection.post('/v1/schema/read', {})[0] != (200 if is_there else 401):
            if time.monotonic() > until:
                raise RuntimeError('the keys are not read again')
            time.sleep(0.05)
        connection.close()

    # --- The whole

    def play(self):
        """Until the time is over. Returns the samples and the tenants."""
        tenants = self.tenants()
        for tenant in tenants:
            tenant.connect()
            tenant.begin()
        for tenant in tenants:
            if isinstance(tenant, WatchedTenant):
                self.run(tenant.watch, lambda: self.is_stopped)
        workers = [self.run(self.work, tenant) for tenant in tenants]
        workers += [self.run(self.back_up), self.run(self.change_keys)]
        sampler = samples.Sampler(self.server, KEY)
        while not self.pause(self.arguments.minutes * 60 / SAMPLES):
            sampler.sample()
        for thread in workers:
            thread.join(60)
        self.compare_watchers(tenants)
        return sampler, tenants

    def compare_watchers(self, tenants):
        """In the end the watchers know what the writers know."""
        for tenant in tenants:
            if not isinstance(tenant, WatchedTenant) or self.wrong:
                continue
            until = time.monotonic() + 20
            while tenant.differences() and time.monotonic() < until:
                time.sleep(0.05)
            if tenant.differences():
                self.wrong.append('%s: its watcher differs in %s' % (tenant.name, tenant.differences()[:5]))
            self.done['revisions told by watchers'] = self.done.get('revisions told by watchers', 0) + tenant.told

    def stop(self):
        self.is_stopped = True
        if self.server.process.poll() is not None:
            self.wrong.append('pembad ended with %d' % self.server.process.returncode)
        self.server.process.terminate()
        if self.server.process.wait(timeout=60) != 0:
            self.wrong.append('pembad ended with %d' % self.server.process.returncode)
        self.wrong += [line for line in [self.server.problems()] if line]


def report(soak, sampler, tenants):
    """Prints what was done and measured. Returns what grows."""
    for tenant in tenants:
        print('%-18s %10d calls, %d of them refused as they had to be' % (tenant.name, tenant.calls, tenant.refused))
    for what, count in sorted(soak.done.items()):
        print('%-18s %10d' % (what, count))
    lines, growing = sampler.table()
    print('\n'.join(lines))
    return growing


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--minutes', type=float, default=40)
    parser.add_argument('--rate', type=float, default=200)
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments = parser.parse_args()
    print('seed %d' % arguments.seed, flush=True)
    with tempfile.TemporaryDirectory(prefix='pemba-soak-') as name:
        soak = Soak(pathlib.Path(name), arguments)
        try:
            sampler, tenants = soak.play()
        finally:
            soak.stop()
    growing = report(soak, sampler, tenants)
    cases = 1 + len(samples.KINDS)
    if arguments.minutes < SHORTEST_JUDGED:
        print('too short to judge what grows')
        growing, cases = [], 1
    for line in soak.wrong:
        print('WRONG ' + line)
    for kind in growing:
        print('GROWS ' + kind)
    failed = bool(soak.wrong) + len(growing)
    print('%d passed, %d failed' % (cases - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
