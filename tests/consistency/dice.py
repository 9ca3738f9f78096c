"""Random writes and questions about the model's few users, groups and documents."""
import model


class Dice:
    """Throws calls; `name` makes the names of its writes its own."""

    def __init__(self, name, random):
        self.name, self.random = name, random
        self.thrown = 0

    def chance(self, probability):
        return self.random.random() < probability

    def op(self):
        """A name that no other write has."""
        self.thrown += 1
        return '%s-%d' % (self.name, self.thrown)

    def user(self):
        return self.random.choice(model.USERS)

    def doc(self):
        return 'doc:' + self.random.choice(model.DOCS)

    def tuple(self):
        group = self.random.choice(model.GROUPS)
        subject = 'user:' + self.user() if self.chance(0.6) else 'group:%s#member' % group
        kind = self.random.randrange(10)
        if kind < 4:
            other = self.random.choice([name for name in model.GROUPS if name != group])
            return 'group:%s#member@%s' % (other, subject)
        if kind == 4:
            return '%s#owner@user:%s' % (self.doc(), self.user())
        if kind == 5:
            return '%s#viewer@user:*' % self.doc()
        return '%s#%s@%s' % (self.doc(), 'banned' if kind == 6 else 'viewer', subject)

    def write(self):
        """Creates, touches and deletes, now and then on a condition. One write is either strict or lenient, as
        OpenFGA's are."""
        puts, takes = self.random.choice((('create', 'remove'), ('touch', 'delete'), ('touch', 'delete')))
        tuples = {self.tuple() for _ in range(self.random.randrange(1, 5))}
        return {'kind': 'write', 'op': self.op(),
                'updates': [[takes if self.chance(0.5) else puts, tuple_] for tuple_ in sorted(tuples)]}

    def native_write(self):
        """The same in what the native API has: no delete that insists, but preconditions and filters."""
        if self.chance(0.15):
            return {'kind': 'delete', 'op': self.op(), 'object': self.doc(),
                    'relation': self.random.choice(('viewer', 'banned', 'owner'))}
        write = self.write()
        for update in write['updates']:
            update[0] = update[0].replace('remove', 'delete')
        if self.chance(0.3):
            write['preconditions'] = [[self.chance(0.4), self.tuple()]]
        return write

    def question(self):
        kind = self.random.choices(('check', 'bulk', 'resources', 'subjects', 'read'), (8, 2, 2, 2, 2))[0]
        if kind == 'check':
            return {'kind': kind, 'userset': self.userset(), 'user': self.user()}
        if kind == 'bulk':
            return {'kind': kind, 'items': [[self.userset(), self.user()] for _ in range(6)]}
        if kind == 'resources':
            return {'kind': kind, 'user': self.user()}
        if kind == 'subjects':
            return {'kind': kind, 'userset': self.doc() + '#view'}
        return {'kind': kind, 'object': self.doc() if self.chance(0.6) else
                'group:' + self.random.choice(model.GROUPS)}

    def userset(self):
        if self.chance(0.15):
            return 'group:%s#member' % self.random.choice(model.GROUPS)
        return '%s#%s' % (self.doc(), self.random.choice(('view', 'view', 'view', 'viewer', 'banned')))


def all_questions():
    """Every question about the model's users, groups and documents; those that tell most come first."""
    docs, groups = ['doc:' + name for name in model.DOCS], ['group:' + name for name in model.GROUPS]
    usersets = ['%s#%s' % (doc, relation) for doc in docs for relation in ('view', 'viewer', 'owner', 'banned')]
    usersets += [group + '#member' for group in groups]
    return ([{'kind': 'read', 'object': object_} for object_ in docs + groups] +
            [{'kind': 'resources', 'user': user} for user in model.USERS] +
            [{'kind': 'subjects', 'userset': doc + '#view'} for doc in docs] +
            [{'kind': 'check', 'userset': userset, 'user': user} for userset in usersets for user in model.USERS])
