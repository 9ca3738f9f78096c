"""Kills servers, breaks their disks, and holds what is left against what was acknowledged.

    kills      --rounds N: kill -9 at a random moment
    power      --rounds N: the same, and of writes without a sync only some reach the disk
    careless   the same with a server that does not sync, and has to be caught: a test of this test
    loads      --rounds N: kill -9 of a `pembadb load`
    damage     --rounds N: files with flipped bits, lost pages and cut tails
    faults     each write and sync fails in its turn, or each N-th of them: --every N

Plays all kinds, or those that are named. Ends with `N passed, N failed`: one case a round, or a fault.
"""
import argparse
import itertools
import os
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

import clients
import damage
import disk_image
from loads import Load
from server import Server, Broken

WRITERS = 4
ROUNDS_A_STORE = 25   # then a new one, so that the making of a store is in the mix, too
LONGEST_ROUND = 0.25  # seconds of writing
LONGEST_REOPENING = 5  # seconds in which a server gets over a failed disk, as far as reading goes


class Life:
    """One store through many deaths, and the writers that know what it has to hold."""

    def __init__(self, folder, dice, *options):
        self.server, self.dice = Server(folder, *options), dice
        self.schema = clients.SchemaWriter('schema', dice)
        self.writers = [clients.TupleWriter('w%d' % i, random.Random(dice.random())) for i in range(WRITERS)]
        self.all = [self.schema, *self.writers]
        self.unsynced = 0

    def check(self):
        """Holds what the server has against the journals. Returns what is wrong."""
        since = time.time()
        newest = max(self.all, key=lambda client: client.revision)
        try:
            seen = clients.read_everything(self.server.connect(), newest.zookie)
        except clients.Unreadable as error:
            return [str(error)]
        wrong = [] if seen['revision'] >= newest.revision else ['the newest revision is before one acknowledged']
        for client in self.all:
            wrong += client.settle(seen, since)
        return wrong

    def write_until_killed(self, after):
        connections = [self.server.connect() for _ in self.all]
        if self.schema.state == 0 and not self.schema.make_call(connections[0]):
            return
        threads = [threading.Thread(target=client.work, args=(connection,))
                   for client, connection in zip(self.all, connections)]
        for thread in threads:
            thread.start()
        self.server.kill(after)
        for thread in threads:
            thread.join()

    def play_round(self, **disk):
        """A start, a check of what is there, writes, a death. Returns what is wrong."""
        self.server.start(**disk)
        if self.dice.random() < 0.1:
            self.server.kill(self.dice.uniform(0, 0.05))
            return []
        wrong = self.check() if self.server.is_ready() else self.why_it_ended()
        if not wrong and self.server.process.poll() is None:
            self.write_until_killed(self.dice.uniform(0, LONGEST_ROUND))
        self.server.kill(0)
        return wrong

    def why_it_ended(self):
        was_killed = self.server.process.returncode == -signal.SIGKILL
        return [] if was_killed else ['it did not start:\n' + self.server.log.read_text()]

    def play_power_failure(self):
        """The same, on a disk that is left with what was synced and some of what was not."""
        before = self.server.data.read_bytes() if self.server.data.exists() else None
        log = self.server.folder / 'disk.log'
        log.unlink(missing_ok=True)
        try:
            wrong = self.play_round(DISK_LOG=str(log), DISK_KILL_AT=str(self.dice.randrange(1, 120)))
        except Broken:  # it died while it was read
            wrong = []
            self.server.kill(0)
        if log.exists() and self.server.data.exists():
            image, unsynced = disk_image.crashed(before, log.read_bytes(), self.dice)
            if image is None:
                self.server.data.unlink(missing_ok=True)
            else:
                self.server.data.write_bytes(image)
            self.unsynced += unsynced
        return wrong

    def final_check(self):
        self.server.start()
        wrong = self.check() if self.server.is_ready() else self.why_it_ended()
        self.server.kill(0)
        return wrong

    def acknowledged(self):
        return sum(client.acknowledged for client in self.all)


def play_rounds(arguments, round_of_life):
    """Rounds of many lives. Returns how many went wrong."""
    dice, played, failed, acknowledged, unsynced = random.Random(arguments.seed), 0, 0, 0, 0
    begin = time.monotonic()
    for first in range(0, arguments.rounds, ROUNDS_A_STORE):
        with tempfile.TemporaryDirectory(prefix='pemba-crash-') as folder:
            life = Life(folder, dice)
            count = min(ROUNDS_A_STORE, arguments.rounds - first)
            for number in range(first, first + count):
                wrong = round_of_life(life)
                wrong += [line for line in [life.server.problems()] if line]
                if number == first + count - 1:
                    wrong += life.final_check()
                played += 1
                failed += tell('round %d' % number, wrong)
                if wrong:
                    break
            acknowledged, unsynced = acknowledged + life.acknowledged(), unsynced + life.unsynced
    print('seed %d: %d rounds in %.0f s, %d writes acknowledged, %d writes without a sync when the power failed' %
          (arguments.seed, played, time.monotonic() - begin, acknowledged, unsynced))
    return played, failed


def play_kills(arguments):
    return play_rounds(arguments, Life.play_round)


def play_power(arguments):
    return play_rounds(arguments, Life.play_power_failure)


def play_careless(arguments):
    """A server that does not sync loses what it acknowledged, and the rounds above would say so."""
    with tempfile.TemporaryDirectory(prefix='pemba-crash-') as folder:
        life = Life(folder, random.Random(arguments.seed), '--no-sync=true')
        is_caught = any(life.play_power_failure() or life.server.problems() for _ in range(100))
    return 1, tell('careless', [] if is_caught else ['a server that does not sync was not caught'])


def tell(what, wrong):
    if wrong:
        print('%s:\n  %s' % (what, '\n  '.join(wrong[:20])), flush=True)
    return bool(wrong)


def play_loads(arguments):
    """Loads that are killed at any moment of theirs. Returns how many were played and how many went wrong."""
    dice, failed = random.Random(arguments.seed), 0
    with tempfile.TemporaryDirectory(prefix='pemba-crash-') as folder:
        load = Load(folder)
        longest = load.duration() * 1.1
        for number in range(arguments.rounds):
            failed += tell('load %d' % number, load.play(dice.uniform(0, longest)))
    return arguments.rounds, failed


class Fault:
    """A short life on a disk whose call `number` fails."""

    OPERATIONS = 12

    def __init__(self, folder, error, number):
        self.server, self.error = Server(folder), error
        self.happened = pathlib.Path(folder) / 'happened'
        self.disk = {'DISK_ERROR': error, 'DISK_FAIL_AT': str(number), 'DISK_FAILED': str(self.happened)}
        dice = random.Random(1)  # the same calls each time, so that each fault has its turn
        self.schema, self.writer = clients.SchemaWriter('schema', dice), clients.TupleWriter('w0', dice)
        self.refused = self.waited = 0

    def play(self):
        """Returns what is wrong."""
        self.server.start(**self.disk)
        wrong = self.write() if self.server.is_ready() else self.said_why()
        self.server.kill(0)
        wrong += [line for line in [self.server.problems()] if line]
        self.server.start()
        wrong += self.check('after a restart') if self.server.is_ready() else ['it did not start again']
        self.server.kill(0)
        return wrong

    def write(self):
        wrong = []
        for client in (self.schema, *[self.writer] * self.OPERATIONS):
            if client is self.writer and self.schema.state == 0:
                break
            connection = self.server.connect()
            if not client.perform(connection, client.next_call()):
                self.refused += 1
                wrong += self.unclear(client.answer) + self.check('after a refusal')
            connection.close()
        return wrong + self.check('at the end')

    def unclear(self, answer):
        return [] if len(answer.get('message', '')) > 20 else ['no clear refusal: %s' % answer]

    def check(self, when):
        since = time.time()
        try:
            seen = self.read_patiently(until=time.monotonic() + LONGEST_REOPENING)
        except (clients.Unreadable, Broken) as error:
            return ['%s: %r' % (when, error)]
        return ['%s: %s' % (when, line) for client in (self.schema, self.writer)
                for line in client.settle(seen, since)]

    def read_patiently(self, until):
        """Reads everything; a server that opens its store again is given the time for it."""
        newest = max((self.schema, self.writer), key=lambda client: client.revision)
        while True:
            connection = self.server.connect()
            try:
                return clients.read_everything(connection, newest.zookie)
            except (clients.Unreadable, Broken):
                if time.monotonic() > until:
                    raise
                self.waited += 1
                time.sleep(0.1)
            finally:
                connection.close()

    def said_why(self):
        text = self.server.log.read_text()
        clear = self.server.process.returncode > 0 and str(self.server.store) in text
        return [] if clear else ['status %d, having said: %s' % (self.server.process.returncode, text)]


def play_faults(arguments):
    """Every error at every call. Returns how many were played and how many went wrong."""
    played = failed = refused = 0
    for error in ('ENOSPC', 'EIO', 'EIO_LATE'):
        for number in itertools.count(1, arguments.every):
            with tempfile.TemporaryDirectory(prefix='pemba-crash-') as folder:
                fault = Fault(folder, error, number)
                wrong = fault.play()
                if not fault.happened.exists():
                    break
            played, refused = played + 1, refused + fault.refused
            failed += tell('%s at call %d' % (error, number), wrong)
    print('%d faults, %d calls refused because of them' % (played, refused))
    return played, failed


def play_damage(arguments):
    """Damaged files. Returns how many were played and how many went wrong."""
    with tempfile.TemporaryDirectory(prefix='pemba-damage-') as folder:
        return damage.play(arguments, folder, random.Random(arguments.seed), tell)


KINDS = {'kills': play_kills, 'power': play_power, 'careless': play_careless, 'loads': play_loads, 'faults': play_faults,
         'damage': play_damage}
ON_A_FAILING_DISK = {'power', 'careless', 'faults'}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('kinds', nargs='*', metavar='KIND', help=', '.join(KINDS))
    parser.add_argument('--rounds', type=int, default=100)
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument('--every', type=int, default=1)
    arguments = parser.parse_args()
    unknown = [kind for kind in arguments.kinds if kind not in KINDS]
    if unknown:
        parser.error('there is no kind `%s`; say one of %s' % (unknown[0], ', '.join(KINDS)))
    if os.environ.get('PEMBA_SANITIZE', 'none') != 'none' and set(arguments.kinds or KINDS) & ON_A_FAILING_DISK:
        print('skipped: a failing disk is not preloaded into a program with a sanitizer')
        sys.exit(77)
    played = failed = 0
    for kind in arguments.kinds or KINDS:
        print(kind, flush=True)
        more = KINDS[kind](arguments)
        played, failed = played + more[0], failed + more[1]
    print('%d passed, %d failed' % (played - failed, failed))
    sys.exit(1 if failed or not played else 0)


if __name__ == '__main__':
    main()
