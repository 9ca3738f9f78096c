"""Clients of stores of their own, each of which knows what its store has to answer."""
import random
import time

import dice
import model
import native
from sessions import World

CLOCKS = 0.5      # seconds around an expiry in which a tuple may be there or not
FLEETING = 20     # documents whose viewer expires
LIFE = 400        # steps of a store that is made and deleted


class Wrong(Exception):
    """An answer that is not the shadow model's."""


class Tenant:
    """A store, its shadow, and one client that alone writes to it, so that every answer is known."""

    def __init__(self, name, world, seed):
        self.name, self.world = name, world
        self.random = random.Random('%s-%s' % (seed, name))
        self.dice = dice.Dice(name, self.random)
        self.fleeting = {}  # document -> when its viewer expires
        self.calls = self.refused = 0

    def connect(self):
        self.connection = self.world.connect()

    def begin(self):
        self.state = model.State()
        self.write_schema()

    def step(self):
        chosen = self.random.choices((self.write, self.ask, self.write_schema, self.lend, self.ask_for_lent),
                                     (20, 60, 0.3, 2, 6))[0]
        chosen()

    def api(self):
        return self.random.choice(self.world.apis())

    def call(self, call, api):
        """Status, answer, zookie."""
        self.calls += 1
        status, lines, module = self.world.call(self.connection, call, api)
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
        self.state.apply(effect or {})

    def write_schema(self):
        variant = self.random.randrange(len(model.VARIANTS))
        self.call({'kind': 'schema', 'variant': variant}, self.world.schema_api())
        self.state.variant = variant

    def ask(self):
        question, api = self.dice.question(), self.api()
        if question['kind'] == 'subjects':
            api = 'native'
        answer, right = self.call(question, api)[1], self.state.answer(question)
        if answer != right:
            raise Wrong('%s: %s instead of %s' % (question, answer, right))

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
        of_all_stores = World(self.world.port_file, key=self.world.key).connect()
        status, answer = of_all_stores.post('/v1/stores/create', {'name': self.name})
        of_all_stores.close()
        if status != 200:
            raise Wrong('a store cannot be made: %s' % answer)
        self.world = World(self.world.port_file, 'zed', answer[0]['store']['id'], self.world.key)
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
    """A store with a watcher, whose shadow is made of what it is told."""

    def begin(self):
        super().begin()
        self.seen, self.told = model.State(), 0
        self.watched_from = self.world.head(self.connection)

    def watch(self, is_stopped):
        token = self.watched_from
        while not is_stopped():
            connection = self.world.connect()
            for line in connection.lines('/v1/watch', {'optionalStartCursor': {'token': token}}):
                if is_stopped():
                    break
                token = line['result']['changesThrough']['token']
                self.seen.apply({native.to_tuple(update['relationship']): update['operation'] == 'OPERATION_TOUCH'
                                 for update in line['result']['updates']})
                self.told += 1
            connection.close()

    def differences(self):
        """What the watcher's tuples and the writer's are not the same in."""
        return sorted(tuple_ for tuple_ in self.seen.tuples ^ self.state.tuples if 'fleeting' not in tuple_)
