"""Contents for stores, written over HTTP, with questions about them."""

GROUPS = '''use expiration
caveat small(amount int, most int) { amount <= most }
definition user {}
definition team { relation member: user | team#member }
definition doc {
  relation viewer: user | user:* | user with expiration | user with small | team#member
  relation banned: user
  permission view = viewer - banned
}'''
MODEL = {'schema_version': '1.1', 'type_definitions': [
    {'type': 'user'},
    {'type': 'doc', 'relations': {'viewer': {'this': {}}}, 'metadata': {'relations': {
        'viewer': {'directly_related_user_types': [{'type': 'user'}]}}}}]}


def subject(name):
    kind, _, rest = name.partition(':')
    identity, _, relation = rest.partition('#')
    return {'object': {'objectType': kind, 'objectId': identity}, 'optionalRelation': relation}


def tuple_of(resource, relation, whom, **more):
    kind, _, identity = resource.partition(':')
    return {'resource': {'objectType': kind, 'objectId': identity}, 'relation': relation,
            'subject': subject(whom), **more}


class Filling:
    """Fills a store over HTTP, and lists the questions about what is in it."""

    def __init__(self, connection):
        self.connection, self.questions = connection, []

    def do(self, path, *messages):
        status, answer = self.connection.post(path, *messages)
        if status not in (200, 201):
            raise SystemExit('%s was refused: %s' % (path, answer))
        return answer[0] if answer else {}

    def touch(self, *tuples):
        for at in range(0, len(tuples), 500):
            self.zookie = self.do('/v1/relationships/write', {'updates': [
                {'operation': 'OPERATION_TOUCH', 'relationship': one} for one in tuples[at:at + 500]],
                'optionalTransactionMetadata': {'why': 'a test'}})['writtenAt']['token']

    def ask(self, path, message):
        self.questions.append((path, message))

    def ask_everything(self, resources, users, relation='view', zookie=None):
        consistency = {'atExactSnapshot': {'token': zookie}} if zookie else {'fullyConsistent': True}
        for resource in resources:
            kind, _, identity = resource.partition(':')
            named = {'objectType': kind, 'objectId': identity}
            for user in users:
                self.ask('/v1/permissions/check', {'consistency': consistency, 'resource': named,
                                                   'permission': relation, 'subject': subject(user),
                                                   'context': {'amount': 5}})
            self.ask('/v1/permissions/subjects', {'consistency': consistency, 'resource': named,
                                                  'permission': relation, 'subjectObjectType': 'user'})
        for user in users:
            self.ask('/v1/permissions/resources', {'consistency': consistency, 'resourceObjectType': 'doc',
                                                   'permission': relation, 'subject': subject(user)})
        self.ask('/v1/schema/read', {})
        for kind in ('team', 'doc'):
            self.ask('/v1/relationships/read', {'consistency': consistency, 'relationshipFilter': {'resourceType': kind}})
        self.ask('/v1/relationships/exportbulk', {'consistency': consistency, 'optionalLimit': 10000})

    def groups(self, users=12, teams=9, docs=6):
        self.do('/v1/schema/write', {'schema': GROUPS})
        tuples = []
        for team in range(teams):
            tuples += [tuple_of('team:t%d' % team, 'member', 'user:u%d' % ((team * 5 + i) % users)) for i in range(3)]
            if team % 3:
                tuples.append(tuple_of('team:t%d' % (team - 1), 'member', 'team:t%d#member' % team))
        for doc in range(docs):
            tuples.append(tuple_of('doc:d%d' % doc, 'viewer', 'team:t%d#member' % (doc % teams)))
            tuples.append(tuple_of('doc:d%d' % doc, 'banned', 'user:u%d' % (doc % users)))
        self.touch(*tuples)
        self.ask_everything(['doc:d%d' % i for i in range(docs)], ['user:u%d' % i for i in range(users)])


def fill_small(filling):
    filling.groups()
    filling.zookie_before = filling.zookie
    filling.touch(tuple_of('doc:d0', 'viewer', 'user:*'))
    filling.ask_everything(['doc:d0', 'doc:d1'], ['user:u1', 'user:u7'], zookie=filling.zookie_before)


def fill_details(filling):
    filling.groups(users=5, teams=3, docs=3)
    filling.touch(*[tuple_of('doc:c%d' % i, 'viewer', 'user:u%d' % (i % 5), optionalCaveat={
        'caveatName': 'small', 'context': {'most': i % 9}}) for i in range(120)])
    filling.touch(*[tuple_of('doc:e%d' % i, 'viewer', 'user:u%d' % (i % 5),
                             optionalExpiresAt='2090-01-01T00:00:%02dZ' % (i % 60)) for i in range(60)])
    filling.ask_everything(['doc:c1', 'doc:c2', 'doc:c7', 'doc:e3'], ['user:u1', 'user:u2'])


def fill_several(filling):
    filling.groups(users=5, teams=3, docs=3)
    for number in range(3):
        store = filling.do('/stores', {'name': 'store %d' % number})['id']
        filling.do('/stores/%s/authorization-models' % store, MODEL)
        filling.do('/stores/%s/write' % store, {'writes': {'tuple_keys': [
            {'user': 'user:u%d' % (i % 7), 'relation': 'viewer', 'object': 'doc:s%d-%d' % (number, i)}
            for i in range(90)]}})
        for i in range(8):
            filling.ask('/stores/%s/check' % store, {'tuple_key': {
                'user': 'user:u%d' % i, 'relation': 'viewer', 'object': 'doc:s%d-%d' % (number, i * 2)}})
        filling.ask('/stores/%s/read' % store, {'page_size': 100})
        filling.ask('/stores/%s/list-objects' % store, {'user': 'user:u1', 'relation': 'viewer', 'type': 'doc'})


def fill_large(filling):
    """Trees of several levels, a set with a tree of its own, ids longer than LMDB's keys."""
    filling.groups()
    long_id = 'x' * 600
    rows = [tuple_of('doc:big', 'viewer', 'user:member%d' % i) for i in range(3000)]
    rows += [tuple_of('doc:%s%d' % (long_id, i), 'viewer', 'user:u%d' % (i % 12)) for i in range(40)]
    rows += [tuple_of('doc:n%d' % i, 'viewer', 'user:u%d' % (i % 12)) for i in range(4000)]
    filling.do('/v1/relationships/importbulk', *[{'relationships': rows[at:at + 500]} for at in range(0, len(rows), 500)])
    filling.ask_everything(['doc:big', 'doc:n7', 'doc:n9', 'doc:%s3' % long_id], ['user:u3', 'user:member7'])


def fill_freed(filling):
    """Most pages were given back."""
    filling.groups()
    rows = [tuple_of('doc:gone%d' % i, 'viewer', 'user:u%d' % (i % 12)) for i in range(2500)]
    filling.do('/v1/relationships/importbulk', *[{'relationships': rows[at:at + 500]} for at in range(0, len(rows), 500)])
    filling.do('/v1/relationships/delete', {'relationshipFilter': {
        'resourceType': 'doc', 'optionalResourceIdPrefix': 'gone'}})
    filling.ask_everything(['doc:d1', 'doc:gone7'], ['user:u3', 'user:u7'])


FILLINGS = {'small': fill_small, 'details': fill_details, 'several': fill_several, 'large': fill_large,
            'freed': fill_freed}
