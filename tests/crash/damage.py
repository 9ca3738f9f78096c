"""Stores whose file is damaged, and what verify and a server make of them.

Of each damaged file either `pembadb verify` says that it is damaged, or the damage is harmless: a server answers
every question as from the file without damage, takes a write, and verify finds nothing afterwards. What verify
calls damaged a server refuses, as it is configured by default and if it is told to look at everything.
"""
import collections
import json
import os
import pathlib
import shutil

from fillings import FILLINGS, Filling, tuple_of
from server import Server, Broken
import running

PAGE = 4096
LIMIT = 60  # seconds that verify may take
FOUND, CLEAN = 1, 0


# --- What a server makes of a store -----------------------------------------------------------

class Sample:
    """A store without damage, the questions about it, and what is right."""

    def __init__(self, folder, name):
        self.name = name
        self.server = Server(pathlib.Path(folder) / name)
        self.server.folder.mkdir()
        self.start()
        filling = Filling(self.server.connect())
        FILLINGS[name](filling)
        self.questions = filling.questions
        self.right = [self.server.connect().post(*question) for question in self.questions]
        unanswered = [(question, answer) for question, answer in zip(self.questions, self.right) if answer[0] != 200]
        if unanswered:
            raise SystemExit('%s: not answered: %s' % (name, unanswered[0]))
        self.stop()
        self.bytes = self.server.data.read_bytes()

    def start(self, *options):
        self.server.options = options
        self.server.start()
        return self.server.is_ready()

    def stop(self):
        self.server.process.terminate()
        self.server.process.wait(timeout=20)

    def put(self, data):
        """Makes `data` the store's file."""
        shutil.rmtree(self.server.store)
        self.server.store.mkdir()
        self.server.data.write_bytes(data)

    def verify(self):
        return running.run(running.program('pembadb'), 'verify', self.server.store, '--limit', LIMIT, timeout=2 * LIMIT)

    def answers(self):
        """How the server takes the questions: a word for each until it dies."""
        words, connection = [], self.server.connect()
        connection.http.timeout = 60
        for question, right in zip(self.questions, self.right):
            try:
                status, lines = connection.post(*question)
            except (Broken, json.JSONDecodeError):
                if self.server.process.poll() is not None:
                    return words + ['died']
                words.append('failed')
                connection = self.server.connect()
                continue
            failed = status != 200 or any('error' in line for line in lines)
            words.append('right' if (status, lines) == right else 'failed' if failed else 'wrong')
            if words[-1] != 'right':
                self.others.append('%s\n    answers %d %s\n    not %d %s' % (question, status, lines, *right))
        return words

    def serve(self, *options):
        """What comes of serving the store: refused, died, failed, wrong or right; `others`: what was not right."""
        self.others = []
        if not self.start(*options):
            return 'refused' if self.server.process.returncode == 1 else 'died'
        words = self.answers()
        self.server.process.kill()
        self.server.process.wait()
        return next((word for word in ('wrong', 'died', 'failed') if word in words), 'right')

    def is_written(self):
        """Whether a write is taken and does no harm. Returns what is wrong."""
        if not self.start():
            return ['it does not start: ' + self.server.log.read_text()]
        connection = self.server.connect()
        rows = [tuple_of('doc:new%d' % i, 'viewer', 'user:u%d' % i) for i in range(60)]
        try:
            status, answer = connection.post('/v1/relationships/write', {'updates': [
                {'operation': 'OPERATION_TOUCH', 'relationship': row} for row in rows]})
        except Broken as error:
            status, answer = 0, error
        self.stop()
        return [] if status == 200 else ['a write was refused: %s' % answer]


# --- Damage ------------------------------------------------------------------------------------

def any_place(data, dice):
    """A byte: anywhere, or in what LMDB itself rests on."""
    pages = len(data) // PAGE
    kind = dice.random()
    if kind < 0.2:
        return dice.randrange(2) * PAGE + dice.randrange(160)
    if kind < 0.5:
        return dice.randrange(pages) * PAGE + dice.randrange(64)
    return dice.randrange(len(data))


def flip(data, dice, bits):
    for _ in range(bits):
        data[any_place(data, dice)] ^= 1 << dice.randrange(8)


def a_page(data, dice):
    return dice.randrange(len(data) // PAGE) * PAGE


def zero_page(data, dice):
    at = a_page(data, dice)
    length = dice.choice((PAGE, PAGE, 512))
    data[at:at + length] = bytes(length)


def swap_pages(data, dice):
    one, other = a_page(data, dice), a_page(data, dice)
    data[one:one + PAGE], data[other:other + PAGE] = data[other:other + PAGE], data[one:one + PAGE]


def repeat_page(data, dice):
    one, other = a_page(data, dice), a_page(data, dice)
    data[one:one + PAGE] = data[other:other + PAGE]


def cut_tail(data, dice):
    del data[dice.choice((len(data) - PAGE * dice.randrange(1, 4), dice.randrange(len(data)))):]


DAMAGES = {
    'a bit': lambda data, dice: flip(data, dice, 1),
    'bits': lambda data, dice: flip(data, dice, dice.randrange(2, 9)),
    'a page of zeros': zero_page,
    'pages swapped': swap_pages,
    'a page repeated': repeat_page,
    'a tail cut off': cut_tail,
}
WEIGHTS = (10, 3, 2, 2, 2, 1)


def play_round(sample, name, dice, tally):
    """Damages a store once. Returns what is wrong with what is said of it."""
    data = bytearray(sample.bytes)
    DAMAGES[name](data, dice)
    if data == sample.bytes:
        tally[name, 'none'] += 1
        return []
    sample.put(data)
    verified = sample.verify()
    said = verified.stdout + verified.stderr
    if verified.returncode == FOUND:
        tally[name, 'damaged'] += 1
        wrong = [] if 'damaged: ' in said else ['verify does not say what is damaged: ' + said]
        options = ('--verify-at-start', 'full') if dice.random() < 0.2 else ()
        served = sample.serve(*options)
        return wrong + ([] if served == 'refused' else ['verify finds damage, and a server: ' + served])
    if verified.returncode != CLEAN:
        return ['verify ended with %d: %s' % (verified.returncode, said)]
    served = sample.serve()
    tally[name, 'harmless'] += 1
    if served != 'right':
        return ['verify finds nothing, and a server: ' + served, *sample.others]
    wrong = sample.is_written()
    again = sample.verify()
    return wrong + ([] if again.returncode == CLEAN else ['after a write verify says: ' + again.stdout])


def differences(before, after):
    """Where two files differ, for who looks for the reason."""
    places = [at for at in range(min(len(before), len(after))) if before[at] != after[at]]
    return '%d bytes differ: %s' % (len(places), ', '.join(
        'page %d + %d: %02x to %02x' % (at // PAGE, at % PAGE, before[at], after[at]) for at in places[:8]))


def tell_tally(tally):
    rows = collections.defaultdict(collections.Counter)
    for (name, kind), count in tally.items():
        rows[name][kind] += count
    columns = ('none', 'harmless', 'damaged')
    print('%-16s' % 'damage' + ''.join('%9s' % column for column in columns))
    for name, row in rows.items():
        print('%-16s' % name + ''.join('%9d' % row[column] for column in columns))


def play(arguments, folder, dice, tell):
    """Returns how many rounds were played and how many went wrong."""
    samples = [Sample(folder, name) for name in FILLINGS]
    for sample in samples:
        sound = sample.verify()
        if sound.returncode != CLEAN:
            raise SystemExit('%s: %s' % (sample.name, sound.stdout + sound.stderr))
    tally, failed = collections.Counter(), 0
    for number in range(arguments.rounds):
        sample = samples[number % len(samples)]
        name = dice.choices(list(DAMAGES), WEIGHTS)[0]
        wrong = play_round(sample, name, dice, tally)
        failed += tell('round %d, %s of %s' % (number, name, sample.name), wrong)
    tell_tally(tally)
    return arguments.rounds, failed
