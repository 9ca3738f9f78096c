"""Clients of stores of their own, each of which knows what its store has to answer."""
import collections
import copy
import random
import threading
import time

import dice
import model
import native

CLOCKS = 0.5      # seconds around an expiry in which a tuple may be there or not
FLEETING = 20     # documents whose viewer expires
LIFE = 400        # steps of a store that is made and deleted
STOPPING = 14     # the code of the line that ends a stream when the server stops

Then = collections.namedtuple('Then', 'state token until')  # a state of the past, and when it is asked about at last


class Wrong(Exception):
    """An answer that is not the shadow model's."""


class Tenant:
    """A store, its shadow, and one client that alone writes to it, so that every answer is known, also to what is asked at a
    snapshot of up to `memory` seconds ago."""

    def __init__(self, name, world, seed, memory):
        self.name, self.world, self.memory = name, world, memory
        self.at_work = threading.Lock()
        self.moments = None  # the states since somebody asked for them
        self.random = random.Random('%s-%s' % (seed, name))
        self.dice = dice.Dice(name, self.random)
        self.fleeting = {}  # document -> when its viewer expires
        self.calls = self.refused = 0
        self.slowest = 0.0  # seconds that an answer took

    def connect(self):
        self.connection = self.world.connect()

    def begin(self):
        self.state, self.then = model.State(), None
        self.schemas = 0  # versions that the store has
        self.write_schema()

    def work(self):
        with self.at_work:
            self.step()

    def step(self):
        chosen = self.random.choices(
            (self.write, self.ask, self.ask_about_then, self.write_schema, self.lend, self.ask_for_lent),
            (20, 55, 5, 0.3, 2, 6))[0]
        chosen()

    def api(self):
        return self.random.choice(self.world.apis())

    def call(self, call, api):
        """Status, answer, zookie."""
        self.calls += 1
        began = time.monotonic()
        status, lines, module = self.world.call(self.connection, call, api)
        self.slowest = max(self.slowest, time.monotonic() - began)
        if status not in (200, 201):
            if lines[0].get('code') in module.REFUSALS:
                return status, None, None
            raise Wrong('%s: status %d: %s' % (call, status, lines))
        if any('error' in line for line in lines):
            raise Wrong('%s: %s' % (call, lines[-1]))
        answer = module.answer_of(call, lines)
        return (status, *((answer, None) if api == 'openfga' else answer))

    def write(self):
        api = self.api()
        call = self.dice.write() if api == 'openfga' else self.dice.native_write()
        effect = self.state.effect_of(call)
        status, _, self.zookie = self.call(call, api)
        if (effect is None) != (status >= 400):
            raise Wrong('%s: status %d, its effect is %s' % (call, status, effect))
        self.refused += effect is None
        self.apply(effect or {})

    def apply(self, effect):
        self.state.apply(effect)
        self.note_moment()

    def write_schema(self):
        variant, api = self.random.randrange(len(model.VARIANTS)), self.world.schema_api()
        self.call({'kind': 'schema', 'variant': variant}, api)
        self.schemas += variant != self.state.variant or api == 'openfga'  # a model of OpenFGA's is always a new one
        self.state.variant = variant
        self.note_moment()

    def ask(self):
        question, api = self.dice.question(), self.api()
        self.compare(question, 'native' if question['kind'] == 'subjects' else api, self.state)

    def ask_about_then(self):
        """Asks at a snapshot of the past, which may be before a restart."""
        if self.then is None or time.monotonic() > self.then.until:
            self.then = Then(copy.deepcopy(self.state), self.world.head(self.connection), time.monotonic() + self.memory)
        question = dict(self.dice.question(), consistency=['atExactSnapshot', self.then.token])
        self.compare(question, 'native', self.then.state)

    def compare(self, question, api, state):
        answer, right = self.call(question, api)[1], state.answer(question)
        if answer != right:
            raise Wrong('%s: %s instead of %s' % (question, answer, right))

    # --- What a copy of the store has to hold: the state of one of the moments at which it may have been made

    def note_moment(self):
        if self.moments is not None:
            self.moments.append(copy.deepcopy(self.state))

    def remember_moments(self):
        with self.at_work:
            self.moments = [copy.deepcopy(self.state)]

    def moments_since(self):
        with self.at_work:
            moments, self.moments = self.moments, None
        return moments

    def compare_copy(self, world, moments):
        """Asks a copy of the store everything, and returns how much that was."""
        copied = Tenant(self.name, world, 0, 0)
        copied.connect()
        questions = dice.all_questions()
        for question in questions:
            answer = copied.call(question, 'native')[1]
            explained = [state for state in moments if state.answer(question) == answer]
            if not explained:
                raise Wrong('a copy of %s: %s: %s instead of %s' % (self.name, question, answer, moments[0].answer(question)))
            moments = explained
        copied.connection.close()
        return len(questions)

    # --- Tuples that expire

    def lend(self):
        """Writes a tuple that expires, where the schema's language has such."""
        if self.world.language != 'zed':
            return
        doc = 'doc:fleeting-%d' % self.random.randrange(FLEETING)
        expiry = int(time.time()) + self.random.randrange(2, 6)
        relationship = dict(native.to_relationship(doc + '#viewer@user:borrower'), optionalExpiresAt=time.strftime(
            '%Y-%m-%dT%H:%M:%SZ', time.gmtime(expiry)))
        status, answer = self.connection.post('/v1/relationships/write', {
            'updates': [{'operation': 'OPERATION_TOUCH', 'relationship': relationship}]})
        if status != 200:
            raise Wrong('a tuple that expires: %s' % answer)
        self.fleeting[doc] = expiry

    def ask_for_lent(self):
        if not self.fleeting:
            return
        doc = self.random.choice(sorted(self.fleeting))
        begin = time.time()
        allowed = self.call({'kind': 'check', 'userset': doc + '#view', 'user': 'borrower'}, 'native')[1]
        if not allowed and begin < time.time() < self.fleeting[doc] - CLOCKS:
            raise Wrong('%s expired before its time' % doc)
        if allowed and begin > self.fleeting[doc] + CLOCKS:
            raise Wrong('%s lives after its time' % doc)


class PassingTenant(Tenant):
    """One store after another: made, used, deleted."""

    def begin(self):
        self.step_of_life = 0
        self.fleeting = {}
        of_all_stores = self.world.of().connect()
        status, answer = of_all_stores.post('/v1/stores/create', {'name': self.name})
        of_all_stores.close()
        if status != 200:
            raise Wrong('a store cannot be made: %s' % answer)
        self.world = self.world.of('zed', answer[0]['store']['id'])
        self.connect()
        super().begin()

    def step(self):
        self.step_of_life += 1
        if self.step_of_life < LIFE:
            return super().step()
        status, answer = self.connection.post('/v1/stores/delete', {'id': self.world.store})
        if status != 200:
            raise Wrong('a store cannot be deleted: %s' % answer)
        self.connection.close()
        self.begin()


class WatchedTenant(Tenant):
    """A store with a watcher, which is told what is written, all of it, once and in order."""

    def begin(self):
        self.written_and_told = Pairs()
        self.told = 0
        super().begin()
        self.watched_from = self.world.head(self.connection)

    def apply(self, effect):
        super().apply(effect)
        if effect:
            self.written_and_told.add(Pairs.WRITTEN, effect)

    def watch(self, is_over):
        """Goes on over the server's restarts, each of which ends a stream with a line that says so."""
        token = self.watched_from
        while not is_over():
            connection, line = self.world.connect(), None
            for line in connection.lines('/v1/watch', {'optionalStartCursor': {'token': token}}):
                if is_over() or 'result' not in line:
                    break
                token = line['result']['changesThrough']['token']
                self.take(line['result'])
            connection.close()
            if not is_over() and not (line and line.get('error', {}).get('code') == STOPPING):
                raise Wrong('the watch of %s ended after %s' % (self.name, line))

    def take(self, told):
        changes = {native.to_tuple(update['relationship']): update['operation'] == 'OPERATION_TOUCH'
                   for update in told['updates']}
        if any('fleeting' not in tuple_ for tuple_ in changes):
            self.written_and_told.add(Pairs.TOLD, changes)
        self.told += 1


class Pairs:
    """What was written and what was told, which have to be the same one by one, whichever is known first."""

    WRITTEN, TOLD = 0, 1

    def __init__(self):
        self.lock, self.waiting = threading.Lock(), (collections.deque(), collections.deque())

    def add(self, side, changes):
        with self.lock:
            self.waiting[side].append(changes)
            while all(self.waiting):
                written, told = (side.popleft() for side in self.waiting)
                if written != told:
                    raise Wrong('%s was written, and %s told' % (written, told))

    def single(self):
        """What has no other side yet."""
        return [*self.waiting[self.WRITTEN], *self.waiting[self.TOLD]]
