"""What all sessions and watchers of one store wrote down, and when what of it has to have been seen."""
import bisect
import json

from mortal_server import revision_of

WRITES = ('write', 'delete', 'schema')


def write_records(path, records):
    path.write_text(''.join(json.dumps(record) + '\n' for record in records))


def read_history(folder, start):
    """The records of a folder's files; `start` is the first revision's zookie."""
    calls, watchers = [], {}
    for file in sorted(folder.glob('*.jsonl')):
        records = [json.loads(line) for line in file.read_text().splitlines()]
        if file.stem.startswith('watch'):
            watchers[file.stem] = records
        else:
            calls += records
    return History(calls, watchers, revision_of(start))


class History:
    """Calls, in the order of their beginning, and each watcher's revisions."""

    def __init__(self, calls, watchers, start):
        self.calls, self.watchers, self.start = sorted(calls, key=lambda call: call['begin']), watchers, start

    def order(self):
        """The revisions as the first watcher was told them."""
        return next(iter(self.watchers.values()))


class Revisions:
    """Which call has which revision, as far as the answers and the order of revisions tell."""

    def __init__(self, history):
        self.of_op = {event['op']: event['revision'] for event in history.order() if event['op']}
        self.variants = {}        # of the schema that a revision wrote
        self.too_many = []        # calls that wrote a schema more often than they were made
        self._give_schemas_names(history)

    def _give_schemas_names(self, history):
        """A revision that writes a schema does not tell which. One session writes them, and again until it is
        acknowledged: what is new by then it has written."""
        schemas = [event['revision'] for event in history.order() if event['is_schema']]
        at, tries = 0, 0
        for call in (call for call in history.calls if call['kind'] == 'schema'):
            tries += 1
            if call['outcome'] != 'ok':
                continue
            upto = bisect.bisect_right(schemas, revision_of(call['head']))
            self.variants.update(dict.fromkeys(schemas[at:upto], call['variant']))
            if upto - at > tries:
                self.too_many.append(call)
            if upto > at and tries == 1:
                self.of_op[call['op']] = schemas[at]
            at, tries = upto, 0

    def told(self, call):
        """That of the answer's zookie, None if it has none."""
        return revision_of(call['token']) if call.get('token') else None

    def made(self, call):
        """The one that a write made; None if it made none: it changed nothing, or it was not done."""
        return self.of_op.get(call['op'])

    def seen(self, call):
        """The newest that the call's client knows of when it has the answer; None if it does not tell."""
        if call['outcome'] != 'ok' or is_exact(call):
            return None
        made = self.made(call) if call['kind'] in WRITES else None
        return self.told(call) if made is None else made


def consistency_of(call):
    """Kind and zookie."""
    return call.get('consistency') or ('newest', None)


def is_exact(call):
    return consistency_of(call)[0] == 'atExactSnapshot'


class Clock:
    """What real time says of revisions."""

    def __init__(self, history, revisions):
        seen = sorted(((call['end'], revisions.seen(call)) for call in history.calls
                       if revisions.seen(call) is not None))
        self.ends = [end for end, _ in seen]
        self.newest = running_maximum([revision for _, revision in seen])
        made = sorted(((call['begin'], revisions.made(call)) for call in history.calls
                       if call['kind'] in WRITES and revisions.made(call) is not None))
        self.begins = [begin for begin, _ in made]
        self.oldest = running_maximum([-revision for _, revision in reversed(made)])[::-1]
        self.start = history.start

    def at_least(self, moment):
        """The newest revision that somebody knew of before."""
        count = bisect.bisect_left(self.ends, moment)
        return self.newest[count - 1] if count else self.start

    def before(self, moment, last):
        """The oldest revision that is made by a write that begins later; past the last one if there is none."""
        at = bisect.bisect_right(self.begins, moment)
        return -self.oldest[at] if at < len(self.oldest) else last + 1


def running_maximum(values):
    maxima = []
    for value in values:
        maxima.append(max(value, maxima[-1]) if maxima else value)
    return maxima
