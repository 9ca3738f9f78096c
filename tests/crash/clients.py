"""Writers that keep a journal of what they were told is written, and compare a store with it.

Each writer has ids of its own, so that its journal says all about them; a call that broke off leaves two
states that are right, the one before it and the one after it, and nothing between them.
"""
import calendar
import collections
import re
import time

from server import Broken, revision_of

Tuple = collections.namedtuple('Tuple', 'type id relation subject_type subject_id subject_relation')
CLOCKS = 0.1  # seconds around an expiry in which a tuple may be there or not

SCHEMA = '''use expiration
definition user {}
definition team { relation member: user | user with expiration | team#member }
definition doc {
  relation viewer: user | user with expiration | team#member
  relation owner: user
  permission view = viewer%s
}
definition version%d {}
'''


def to_json(tuple_, expiry=None):
    subject = {'object': {'objectType': tuple_.subject_type, 'objectId': tuple_.subject_id},
               'optionalRelation': tuple_.subject_relation}
    message = {'resource': {'objectType': tuple_.type, 'objectId': tuple_.id}, 'relation': tuple_.relation,
               'subject': subject}
    if expiry:
        message['optionalExpiresAt'] = time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(expiry)) + 'Z'
    return message


def from_json(message):
    """The tuple, and when it expires."""
    subject = message['subject']
    expiry = message.get('optionalExpiresAt')
    return (Tuple(message['resource']['objectType'], message['resource']['objectId'], message['relation'],
                  subject['object']['objectType'], subject['object']['objectId'], subject['optionalRelation']),
            calendar.timegm(time.strptime(expiry[:19], '%Y-%m-%dT%H:%M:%S')) if expiry else None)


def differences(expected, seen, since):
    """What of the tuples seen is not as expected; `since` is when the reading began."""
    alive = {t: e for t, e in expected.items() if not e or e > since - CLOCKS}
    surely = {t: e for t, e in alive.items() if not e or e > time.time() + CLOCKS}
    return (['missing: %s' % (t,) for t in surely if t not in seen] +
            ['not expected: %s' % (t,) for t, e in seen.items() if t not in alive or alive[t] != e])


class Call:
    """A call, and the state that it leads to."""

    def __init__(self, path, messages, after):
        self.path, self.messages, self.after = path, messages, after


class Client:
    """What all writers share: the journal, in the memory of this process, which outlives the server's."""

    def __init__(self, name, random):
        self.name, self.random = name, random
        self.state = self.start_state()
        self.broken_off = None   # the state that the call leads to of which nobody knows
        self.revision = 0        # of the greatest zookie
        self.zookie = None
        self.acknowledged = 0
        self.complaints = []     # what was wrong with the answers, until settle() tells

    def perform(self, connection, call):
        """Makes a call; true if it is acknowledged, false if it is refused. Raises Broken."""
        self.broken_off = call.after
        status, answer = connection.post(call.path, *call.messages)
        self.broken_off = None
        self.answer = answer[0] if answer else {}
        if status != 200:
            return False
        self.state = call.after
        self.acknowledged += 1
        self.take_zookie(self.answer)
        return True

    def take_zookie(self, answer):
        token = next((v['token'] for k, v in answer.items() if k in ('writtenAt', 'deletedAt')), None)
        if not token:
            return
        if revision_of(token) < self.revision:
            self.complaints.append('%s: a zookie of revision %d after one of %d' %
                                   (self.name, revision_of(token), self.revision))
        self.revision, self.zookie = revision_of(token), token

    def make_call(self, connection):
        """Makes the next call; whether it is acknowledged. A refusal is a failure: nothing here deserves one."""
        try:
            if self.perform(connection, self.next_call()):
                return True
            self.complaints.append('%s was refused: %s' % (self.name, self.answer))
        except Broken:
            pass
        return False

    def work(self, connection):
        """Writes until the server dies."""
        while self.make_call(connection):
            pass

    def settle(self, seen, since):
        """Compares what a server has with the journal, and goes on from there. Returns what is wrong."""
        complaints, self.complaints = self.complaints, []
        if self.broken_off is None:
            return complaints + self.compare(self.state, seen, since)
        if self.compare(self.state, seen, since) or not self.compare(self.broken_off, seen, since):
            self.state = self.broken_off
        self.broken_off = None
        return complaints + self.compare(self.state, seen, since)


class TupleWriter(Client):
    """Touches, deletes and imports tuples, nests groups, and lets some tuples expire."""

    def start_state(self):
        return {}

    def next_call(self):
        made = self.random.choices((self.write, self.delete, self.bulk_import), (12, 2, 1))[0]
        return made()

    def id(self, count):
        return '%s-%d' % (self.name, self.random.randrange(count))

    def any_tuple(self):
        user = ('user', 'u%d' % self.random.randrange(12), '')
        team = ('team', self.id(9), 'member')
        subject = self.random.choice((user, team))
        if self.random.random() < 0.5:
            return Tuple('team', self.id(9), 'member', *subject)
        return Tuple('doc', self.id(6), 'viewer', *subject)

    def write(self):
        after, updates = dict(self.state), {}
        for _ in range(self.random.randrange(1, 9)):
            tuple_ = self.any_tuple()
            if self.random.random() < 0.3:
                after.pop(tuple_, None)
                updates[tuple_] = {'operation': 'OPERATION_DELETE', 'relationship': to_json(tuple_)}
                continue
            expires = not tuple_.subject_relation and self.random.random() < 0.3
            after[tuple_] = int(time.time()) + 1 + self.random.randrange(2) if expires else None
            updates[tuple_] = {'operation': 'OPERATION_TOUCH', 'relationship': to_json(tuple_, after[tuple_])}
        return Call('/v1/relationships/write', [{'updates': list(updates.values())}], after)

    def delete(self):
        kind, prefix = self.random.choice((('team', self.id(9)), ('doc', self.id(6)), ('doc', self.name + '-import')))
        after = {t: e for t, e in self.state.items() if not (t.type == kind and t.id.startswith(prefix))}
        return Call('/v1/relationships/delete',
                    [{'relationshipFilter': {'resourceType': kind, 'optionalResourceIdPrefix': prefix}}], after)

    def bulk_import(self):
        first = self.random.randrange(1 << 40)
        new = [Tuple('doc', '%s-import%d' % (self.name, first + i), 'owner', 'user', 'u%d' % i, '')
               for i in range(self.random.randrange(5, 60))]
        messages = [{'relationships': [to_json(t) for t in new[at:at + 20]]} for at in range(0, len(new), 20)]
        return Call('/v1/relationships/importbulk', messages, {**self.state, **dict.fromkeys(new)})

    def compare(self, state, seen, since):
        mine = {t: e for t, e in seen['tuples'].items() if t.id.startswith(self.name + '-')}
        return ['%s: %s' % (self.name, line) for line in differences(state, mine, since)]


class SchemaWriter(Client):
    """Writes one version of the schema after another; its state is the last one's number."""

    def start_state(self):
        return 0

    def next_call(self):
        number = self.state + 1
        text = SCHEMA % (' + owner' if number % 2 else '', number)
        return Call('/v1/schema/write', [{'schema': text}], number)

    def compare(self, state, seen, since):
        found = seen['schema']
        return [] if found == state else ['%s: version %s of the schema instead of %s' % (self.name, found, state)]


class Unreadable(Exception):
    """The server does not tell what it has."""


def read_everything(connection, zookie):
    """What a server has, at least as fresh as a zookie: its tuples, the schema's version, the revision read at."""
    consistency = {'atLeastAsFresh': {'token': zookie}} if zookie else {'fullyConsistent': True}
    status, answer = connection.post('/v1/schema/read', {})
    if status == 404:  # no schema, so no tuples either
        return {'tuples': {}, 'schema': 0, 'revision': 0}
    if status != 200:
        raise Unreadable('the schema cannot be read: %s' % answer)
    seen = {'tuples': {}, 'schema': int(re.search(r'definition version(\d+)', answer[0]['schemaText'])[1]),
            'revision': revision_of(answer[0]['readAt']['token'])}
    for kind in ('team', 'doc'):
        status, rows = connection.post('/v1/relationships/read', {
            'consistency': consistency, 'relationshipFilter': {'resourceType': kind}})
        if status != 200 or any('error' in row for row in rows):
            raise Unreadable('the tuples cannot be read: %s' % rows[-1:])
        seen['tuples'].update(from_json(row['result']['relationship']) for row in rows)
    return seen
