"""The shadow model: a small store in memory that says what a pembad has to answer at a revision.

A tuple is its text, `doc:d1#viewer@group:g1#member`; a write and a question are dicts (see sessions.py).
"""
import collections

USERS = ['u%d' % i for i in range(6)]
GROUPS = ['g%d' % i for i in range(5)]
DOCS = ['d%d' % i for i in range(6)]
VIEWER, OWNER, BANNED = 'viewer', 'owner', 'banned'

Variant = collections.namedtuple('Variant', 'zed base but_not')
VARIANTS = [
    Variant('(viewer + owner) - banned', [VIEWER, OWNER], [BANNED]),
    Variant('viewer - banned', [VIEWER], [BANNED]),
    Variant('viewer + owner', [VIEWER, OWNER], []),
]

ZED = '''use expiration
definition user {}
definition group { relation member: user | group#member }
definition doc {
  relation viewer: user | user:* | group#member | user with expiration
  relation owner: user
  relation banned: user | group#member
  permission view = %s
}
'''


def zed_schema(variant):
    return ZED % VARIANTS[variant].zed


def _directly(*types):
    return {'directly_related_user_types': [dict({'type': name}, **more) for name, more in types]}


def fga_model(variant):
    """The same as a model of OpenFGA's."""
    def one(relations):
        children = [{'computedUserset': {'relation': name}} for name in relations]
        return children[0] if len(children) == 1 else {'union': {'child': children}}

    _, base, but_not = VARIANTS[variant]
    view = {'difference': {'base': one(base), 'subtract': one(but_not)}} if but_not else one(base)
    user, group = ('user', {}), ('group', {'relation': 'member'})
    return {'schema_version': '1.1', 'type_definitions': [
        {'type': 'user'},
        {'type': 'group', 'relations': {'member': {'this': {}}},
         'metadata': {'relations': {'member': _directly(user, group)}}},
        {'type': 'doc', 'relations': {VIEWER: {'this': {}}, OWNER: {'this': {}}, BANNED: {'this': {}}, 'view': view},
         'metadata': {'relations': {VIEWER: _directly(user, ('user', {'wildcard': {}}), group),
                                    OWNER: _directly(user), BANNED: _directly(user, group)}}}]}


class State:
    """The tuples and the schema of one revision."""

    def __init__(self):
        self.variant = None
        self.tuples = set()
        self.subjects = collections.defaultdict(set)  # of a userset
        self.usersets = collections.defaultdict(set)  # of an object

    def apply(self, changes):
        """Writes and removes tuples: {tuple: is it there then}."""
        for tuple_, is_there in changes.items():
            userset, subject = tuple_.split('@')
            if is_there:
                self.tuples.add(tuple_)
                self.subjects[userset].add(subject)
                self.usersets[userset.split('#')[0]].add(userset)
            else:
                self.tuples.discard(tuple_)
                self.subjects[userset].discard(subject)
                if not self.subjects[userset]:
                    del self.subjects[userset]
                    self._forget(userset)

    def _forget(self, userset):
        object_ = userset.split('#')[0]
        self.usersets[object_].discard(userset)
        if not self.usersets[object_]:
            del self.usersets[object_]

    def effect_of(self, write):
        """What a write changes, as apply() takes it; None if it has to be refused."""
        if write['kind'] == 'delete':
            userset = '%s#%s' % (write['object'], write['relation'])
            return {'%s@%s' % (userset, subject): False for subject in self.subjects.get(userset, ())}
        if any((tuple_ in self.tuples) != must for must, tuple_ in write.get('preconditions', ())):
            return None
        changes = {}
        for operation, tuple_ in write['updates']:
            is_there = tuple_ in self.tuples
            if is_there == {'create': True, 'remove': False}.get(operation):
                return None
            if is_there != (operation in ('create', 'touch')):
                changes[tuple_] = not is_there
        return changes

    def _is_in(self, userset, user):
        """Whether a stored relation has a user, through groups of groups."""
        seen, waiting = {userset}, [userset]
        while waiting:
            for subject in self.subjects.get(waiting.pop(), ()):
                if subject in ('user:' + user, 'user:*'):
                    return True
                if '#' in subject and subject not in seen:
                    seen.add(subject)
                    waiting.append(subject)
        return False

    def allows(self, userset, user):
        object_, relation = userset.split('#')
        if relation != 'view':
            return self._is_in(userset, user)
        _, base, but_not = VARIANTS[self.variant]
        return (any(self._is_in('%s#%s' % (object_, name), user) for name in base) and
                not any(self._is_in('%s#%s' % (object_, name), user) for name in but_not))

    def answer(self, question):
        """What is right to answer."""
        kind = question['kind']
        if kind == 'check':
            return self.allows(question['userset'], question['user'])
        if kind == 'bulk':
            return [self.allows(userset, user) for userset, user in question['items']]
        if kind == 'resources':
            return sorted(doc for doc in self.usersets if doc.startswith('doc:') and
                          self.allows('%s#view' % doc, question['user']))
        if kind == 'subjects':
            return [user for user in USERS if self.allows(question['userset'], user)]
        return sorted('%s@%s' % (userset, subject) for userset in self.usersets.get(question['object'], ())
                      for subject in self.subjects[userset])
