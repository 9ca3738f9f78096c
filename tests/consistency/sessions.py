"""Client processes that write and ask at the same time, and write down what they did and were told.

A record is the call (see dice.py) and: `session`, `api`, `begin` and `end` by the clock that all processes
share, `outcome` (`ok`, `refused`, `unknown`: the server died; `failed`: it answered what it may not),
`answer`, and `token`, the zookie of the answer. A watcher's record is a revision that it was told.
"""
import multiprocessing
import queue
import random
import time

import dice
import native
import openfga
from history import write_records
from mortal_server import Broken, Connection, revision_of

BOARD = 64      # zookies that sessions pass to one another
ZOOKIE = 32     # bytes
ENEMY = 'mallory'
LAST = 'last'   # the name of the write that ends a history
LEAST_CALLS = 400  # of a session, however slow the machine is
LONGEST_ABSENCE = 30  # seconds in which a server comes back


class Board:
    """What sessions tell each other beside the server: zookies, and secrets that somebody may not see any more."""

    def __init__(self):
        self.tokens = multiprocessing.Array('c', BOARD * ZOOKIE)
        self.secrets = multiprocessing.Queue()

    def post(self, token, place):
        at = place % BOARD * ZOOKIE
        with self.tokens.get_lock():
            self.tokens.get_obj()[at:at + ZOOKIE] = token.encode()

    def any(self, dice_):
        at = dice_.randrange(BOARD) * ZOOKIE
        with self.tokens.get_lock():
            token = self.tokens.get_obj()[at:at + ZOOKIE]
        return token.decode() if token[0] else None


class World:
    """Where a store is: the server's port file, the store's language, and its id if it is not the default one."""

    def __init__(self, port_file, language='zed', store=None, key=None):
        self.port_file, self.language, self.store, self.key = port_file, language, store, key

    def connect(self):
        """Waits for a server that was killed."""
        until = time.monotonic() + LONGEST_ABSENCE
        while time.monotonic() < until:
            try:
                connection = Connection(int(self.port_file.read_text()), **self.headers())
                connection.http.connect()
                return connection
            except (OSError, ValueError):
                time.sleep(0.01)
        raise SystemExit('the server does not come back')

    def headers(self):
        headers = {'Pemba-Store': self.store, 'Authorization': self.key and 'Bearer ' + self.key}
        return {name: value for name, value in headers.items() if value}

    def apis(self):
        return ['native', 'openfga'] if self.language == 'openfga' else ['native']

    def schema_api(self):
        """The one that writes schemas of the store's language."""
        return self.apis()[-1]

    def call(self, connection, call, api):
        """Status, lines, and the API's module."""
        module = openfga if api == 'openfga' else native
        path, body = module.request_of(call)
        status, lines = connection.post('/stores/%s%s' % (self.store, path) if module is openfga else path, body)
        return status, lines, module

    def head(self, connection):
        """The zookie of the newest revision."""
        status, lines = connection.post('/v1/schema/read', {})
        if status != 200:
            raise SystemExit('the schema cannot be read: %s' % lines)
        return lines[0]['readAt']['token']


class Session:
    """One client: a connection, the APIs it speaks, and what it knows."""

    def __init__(self, name, world, board, seed, changes_schema=False):
        self.name, self.world, self.board = name, world, board
        self.random = random.Random(seed)
        self.dice = dice.Dice(name, self.random)
        self.changes_schema = changes_schema
        self.tokens = []
        self.records = []

    def run(self, until, path):
        self.connection = self.world.connect()
        while time.monotonic() < until or len(self.records) < LEAST_CALLS:
            self.step()
        self.board.secrets.cancel_join_thread()
        write_records(path, self.records)

    def step(self):
        kind = self.random.choices((self.write, self.ask, self.keep_secret, self.spy, self.change_schema),
                                   (8, 16, 1, 4, 2 if self.changes_schema else 0))[0]
        kind()
        time.sleep(self.random.choice((0, 0, 0.001, 0.004)))

    # --- One call

    def perform(self, call, api):
        """Makes a call and writes it down."""
        record = dict(call, session=self.name, api=api, begin=time.monotonic())
        try:
            status, lines, module = self.world.call(self.connection, call, api)
        except Broken:
            record.update(end=time.monotonic(), outcome='unknown')
            self.connection = self.world.connect()
        else:
            record.update(end=time.monotonic())
            record.update(self.result(call, status, lines, module))
        self.records.append(record)
        return record

    def result(self, call, status, lines, module):
        if status in (200, 201) and not any('error' in line for line in lines):
            answer = module.answer_of(call, lines)
            answer, token = (answer, None) if module is openfga else answer
            self.take(token)
            return {'outcome': 'ok', 'answer': answer, 'token': token}
        refused = call['kind'] in ('write', 'delete') and lines and lines[0].get('code') in module.REFUSALS
        return {'outcome': 'refused' if refused else 'failed', 'answer': [status, lines]}

    def take(self, token):
        if token:
            self.tokens = self.tokens[-20:] + [token]
            self.board.post(token, self.random.randrange(BOARD))

    def api(self):
        return self.random.choice(self.world.apis())

    # --- What it does

    def write(self):
        api = self.api()
        self.perform(self.marked(self.dice.write()) if api == 'openfga' else self.dice.native_write(), api)

    def marked(self, write):
        """The same with a tuple that is the write's name: OpenFGA's writes carry no metadata."""
        is_strict = any(operation in ('create', 'remove') for operation, _ in write['updates'])
        marker = ['create' if is_strict else 'touch', openfga.MARKER % write['op']]
        return dict(write, updates=write['updates'] + [marker])

    def ask(self):
        question, api = self.dice.question(), self.api()
        if question['kind'] == 'subjects':
            api = 'native'
        self.perform(dict(question, consistency=self.consistency()) if api == 'native' else question, api)

    def consistency(self):
        token = self.board.any(self.random) if self.dice.chance(0.5) else None
        token = token or (self.random.choice(self.tokens) if self.tokens else None)
        kind = self.random.choice(('minimizeLatency', 'fullyConsistent', 'atLeastAsFresh', 'atExactSnapshot'))
        if token is None or kind in ('minimizeLatency', 'fullyConsistent'):
            return ['fullyConsistent' if token is None else kind, None]
        return [kind, token]

    # --- The new enemy: access is taken away, then something is added that must not be seen

    def keep_secret(self):
        op, api = self.dice.op(), self.api()
        doc, group = 'doc:secret-' + op, 'group:secret-' + op
        access, content = self.random.choice((
            ('%s#viewer@user:%s' % (doc, ENEMY), '%s#owner@user:u0' % doc),
            ('%s#member@user:%s' % (group, ENEMY), '%s#viewer@%s#member' % (doc, group))))
        for operation, tuple_ in (('touch', access), ('delete', access), ('touch', content)):
            write = {'kind': 'write', 'op': self.dice.op(), 'updates': [[operation, tuple_]]}
            record = self.perform(self.marked(write) if api == 'openfga' else write, api)
            if record['outcome'] != 'ok':
                return
        for _ in range(3):
            self.board.secrets.put((doc, record['token']))

    def spy(self):
        """Asks for what it was told of; the answer has to be no."""
        try:
            doc, token = self.board.secrets.get_nowait()
        except queue.Empty:
            return
        question = {'kind': 'check', 'userset': doc + '#view', 'user': ENEMY, 'is_secret': True}
        api = self.api()
        if api == 'native':
            kind = self.random.choice(('atLeastAsFresh', 'atExactSnapshot')) if token else 'minimizeLatency'
            question['consistency'] = [kind, token]
        self.perform(question, api)

    # --- The schema, which one session changes, so that its versions need no names

    def change_schema(self):
        variant = self.random.randrange(3)
        api = self.world.schema_api()
        while True:  # until it is acknowledged, so that it does not matter which of them was done
            record = self.perform({'kind': 'schema', 'op': self.dice.op(), 'variant': variant}, api)
            if record['outcome'] != 'unknown':
                break
        while 'head' not in record:
            try:
                record['head'] = self.world.head(self.connection)
            except Broken:
                self.connection = self.world.connect()


class Watcher:
    """Is told every revision, from a zookie to the last write, over all deaths of the server."""

    def __init__(self, name, world, start):
        self.name, self.world, self.start = name, world, start

    def run(self, delay, path):
        time.sleep(delay)
        token, records = self.start, []
        until = time.monotonic() + 24 * 3600
        while time.monotonic() < until and not (records and records[-1]['op'] == LAST):
            connection = self.world.connect()
            for line in connection.lines('/v1/watch', self.request(token)):
                records.append(self.record(line['result']))
                token = line['result']['changesThrough']['token']
                if records[-1]['op'] == LAST:
                    break
            connection.close()
        write_records(path, records)

    @staticmethod
    def request(token):
        return {'optionalStartCursor': {'token': token},
                'optionalUpdateKinds': ['WATCH_KIND_INCLUDE_RELATIONSHIP_UPDATES', 'WATCH_KIND_INCLUDE_SCHEMA_UPDATES']}

    def record(self, told):
        changes = [[native.to_tuple(update['relationship']), update['operation'] == 'OPERATION_TOUCH']
                   for update in told['updates']]
        return {'session': self.name, 'kind': 'watched', 'op': self.op_of(told, changes), 'changes': changes,
                'is_schema': told['schemaUpdated'], 'revision': revision_of(told['changesThrough']['token'])}

    @staticmethod
    def op_of(told, changes):
        if told['optionalTransactionMetadata']:
            return told['optionalTransactionMetadata']['op']
        before, after = openfga.MARKER.split('%s')
        return next((tuple_[len(before):-len(after)] for tuple_, _ in changes
                     if tuple_.startswith(before) and tuple_.endswith(after)), None)
