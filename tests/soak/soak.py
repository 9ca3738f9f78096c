"""A pembad under mixed load for a long time, over restarts and compactions: every answer is held against a shadow, and what it
takes has to level off.

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
from clients import CLOSED_IDLE, CROSSED, LATER, CarefulWorld, Tally  # noqa: E402
from kept_socket import KeptSocket  # noqa: E402
from key_file import write_key_file  # noqa: E402
from mortal_server import Server, running  # noqa: E402
from operation import Operator  # noqa: E402
from tenants import PassingTenant, WatchedTenant  # noqa: E402

SHORTEST_JUDGED = 5.0      # minutes; what a process takes in less says nothing about growth
SAMPLES = 240              # in the whole time
LONGEST_RELOAD = 10.0      # seconds from SIGHUP to its effect
LONGEST_TELLING = 20.0     # seconds from a write until a watcher is told
MOST_RESTARTS = 6          # in the first half of the time; the second is one life
SHORTEST_LIFE = 5.0        # seconds
RETENTIONS = (10, 60)      # seconds that the changelog is kept, at least and at most; as many as there are minutes


class Soak:
    """The server, all who work with it, and what went wrong."""

    def __init__(self, folder, arguments):
        self.folder, self.arguments, self.key = folder, arguments, running.KEY
        self.key_file = folder / 'keys.toml'
        write_key_file(self.key_file, self.key)
        self.retention = min(max(int(arguments.minutes), RETENTIONS[0]), RETENTIONS[1])
        self.server = Server(folder, '--expiry-interval', '1000', '--changelog-retention', str(self.retention),
                             kept_socket=KeptSocket())
        self.process_lock = threading.Lock()  # of who replaces the process, and of who needs it as it is
        self.start_server()
        self.seconds = arguments.minutes * 60
        self.until = time.monotonic() + self.seconds
        self.wrong = []
        self.is_stopped = False  # watchers go on until then
        self.tally = Tally(CLOSED_IDLE, CROSSED, LATER)

    def start_server(self):
        self.server.start(access=('--key-file', self.key_file))
        if not self.server.is_ready():
            raise RuntimeError('pembad does not start:\n' + self.server.log.read_text())

    def is_over(self):
        return bool(self.wrong) or time.monotonic() > self.until

    def minutes_gone(self):
        return (time.monotonic() - self.until + self.seconds) / 60

    def run(self, what, *more):
        """A thread that does something until the end, or until something goes wrong."""
        def guarded():
            try:
                what(*more)
            except Exception as error:  # whatever it is, it is told and ends the soak
                self.wrong.append('%s after %.1f minutes: %r' % (what.__qualname__, self.minutes_gone(), error))
        thread = threading.Thread(target=guarded, daemon=True)
        thread.start()
        return thread

    def pause(self, seconds):
        """Waits; true once it is over."""
        until = min(time.monotonic() + seconds, self.until)
        while not self.is_over() and time.monotonic() < until:
            time.sleep(min(0.1, seconds))
        return self.is_over()

    # --- Who works with the server

    def tenants(self):
        seed, memory = self.arguments.seed, self.retention / 2
        world = CarefulWorld(self.server.port, self.tally, key=self.key)
        status, answer = world.connect().post('/stores', {'name': 'soak'})
        if status != 201:
            raise SystemExit('no store can be made: %s' % answer)
        return [WatchedTenant('default', world, seed, memory),
                WatchedTenant('openfga', world.of('openfga', answer[0]['id']), seed, memory),
                PassingTenant('passing', world, seed, memory)]

    def work(self, tenant):
        while not self.is_over():
            tenant.work()
            time.sleep(1 / self.arguments.rate)

    def operate(self, operator):
        """Rehearses a restore now and then, and restarts each time in the first half."""
        restarts = max(1, min(MOST_RESTARTS, int(self.seconds / 2 / SHORTEST_LIFE)))
        while not self.pause(self.seconds / 2 / restarts):
            print('%.1f minutes: %s' % (self.minutes_gone(), operator.sampler.newest()), flush=True)
            operator.rehearse_restore()
            if len(operator.absences) < restarts:
                operator.restart()

    def back_up(self):
        """One backup after another, each of which is whole."""
        pemba, file = running.program('pemba'), self.folder / 'backup'
        environment = running.clean_environment(self.folder, PEMBA_KEY=self.key,
                                                PEMBA_ENDPOINT='http://127.0.0.1:%d' % self.server.port)
        while not self.pause(5):
            for command in (['create', '--force', file], ['verify', file]):
                done = running.run(pemba, 'backup', *command, env=environment)
                if done.returncode != 0:
                    raise RuntimeError(done.stdout + done.stderr)
            self.tally.add('backups')

    def change_keys(self):
        """Keys come and go with SIGHUP; what is asked with them is answered or refused."""
        pemba, is_there = running.program('pemba'), False
        while not self.pause(3):
            if is_there:
                self.pemba_key(pemba, 'revoke', '--name', 'guest')
            else:
                guest = self.pemba_key(pemba, 'create', '--name', 'guest', '--scope', 'read').strip()
            is_there = not is_there
            with self.process_lock:
                self.server.process.send_signal(signal.SIGHUP)
            self.wait_until_key_opens(guest, is_there)
            self.tally.add('reloads of keys')

    def pemba_key(self, pemba, *arguments):
        done = running.run(pemba, 'key', *arguments, '--key-file', self.key_file,
                           env=running.clean_environment(self.folder))
        if done.returncode != 0:
            raise RuntimeError(done.stdout + done.stderr)
        return done.stdout

    def wait_until_key_opens(self, key, is_there):
        connection = CarefulWorld(self.server.port, self.tally, key=key).connect()
        until = time.monotonic() + LONGEST_RELOAD
        while connection.post('/v1/schema/read', {})[0] != (200 if is_there else 401):
            if time.monotonic() > until:
                raise RuntimeError('the keys are not read again')
            time.sleep(0.05)
        connection.close()

    # --- The whole

    def play(self):
        """Until the time is over. Returns the tenants and their operator."""
        tenants = self.tenants()
        watched = [tenant for tenant in tenants if isinstance(tenant, WatchedTenant)]
        operator = Operator(self, watched)
        for tenant in tenants:
            tenant.connect()
            tenant.begin()
        for tenant in watched:
            self.run(tenant.watch, lambda: self.is_stopped)
        operator.sampler.begin_life()
        workers = [self.run(self.work, tenant) for tenant in tenants]
        workers += [self.run(self.back_up), self.run(self.change_keys), self.run(self.operate, operator)]
        while not self.pause(self.seconds / SAMPLES):
            with self.process_lock:
                operator.sampler.sample()
        for thread in workers:
            thread.join(60)
            if thread.is_alive():
                self.wrong.append('somebody still waits a minute after the end')
        self.compare_watchers(watched)
        return tenants, operator

    def compare_watchers(self, watched):
        """In the end the watchers were told all that was written."""
        for tenant in watched:
            until, single = time.monotonic() + LONGEST_TELLING, tenant.written_and_told.single
            while not self.wrong and single() and time.monotonic() < until:
                time.sleep(0.05)
            if not self.wrong and single():
                self.wrong.append('%s: not both written and told: %s' % (tenant.name, single()[:5]))
            self.tally.add('revisions told by watchers', tenant.told)

    def stop(self, operator):
        self.is_stopped = True
        try:
            operator.end_life()
        except RuntimeError as error:
            self.wrong.append(str(error))
        if self.wrong:
            print(self.server.log.read_text()[-5000:])
        self.server.kept_socket.close()


def report(soak, tenants, operator):
    """Prints what was done and measured. Returns what grows, and how much was judged."""
    for tenant in tenants:
        print('%-34s %10d calls, %d of them refused as they had to be' % (tenant.name, tenant.calls, tenant.refused))
    for what, count in sorted(soak.tally.counts.items()):
        print('%-34s %10d' % (what, count))
    print('%-34s %10.1f' % ('longest absence, s', max(operator.absences, default=0)))
    print('%-34s %10.1f' % ('longest wait for an answer, s', max(tenant.slowest for tenant in tenants)))
    lines, growing = operator.sampler.table()
    print('\n'.join(lines))
    return growing, len(lines) - 1


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--minutes', type=float, default=60)
    parser.add_argument('--rate', type=float, default=200)
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 32))
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    print('seed %d' % arguments.seed, flush=True)
    with tempfile.TemporaryDirectory(prefix='pemba-soak-') as name:
        soak = Soak(pathlib.Path(name), arguments)
        try:
            tenants, operator = soak.play()
            soak.stop(operator)
        finally:
            if soak.server.process.poll() is None:
                soak.server.process.kill()
    for line in soak.wrong:
        print('WRONG ' + line)
    growing, judged = report(soak, tenants, operator)
    if soak.wrong or arguments.minutes < SHORTEST_JUDGED:
        print('it did not last long enough to judge what grows')
        growing, judged = [], 0
    for what in growing:
        print('GROWS ' + what)
    failed = bool(soak.wrong) + len(growing)
    print('%d passed, %d failed' % (1 + judged - failed, failed))
    sys.exit(1 if failed else 0)


if __name__ == '__main__':
    main()
