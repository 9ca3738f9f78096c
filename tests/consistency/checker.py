"""Proves of a history that there is one order of writes which explains every answer.

Each rule returns complaints; judge() returns them all, each with the rule's name before it.
"""
import collections


import model
from history import WRITES, Clock, Revisions, consistency_of, is_exact
from mortal_server import revision_of


def text_of(call):
    shown = {name: value for name, value in call.items() if name not in ('begin', 'end', 'token')}
    return str(shown)[:400]


class Judgement:
    """A history with all that follows from it."""

    def __init__(self, history):
        self.history = history
        self.revisions = Revisions(history)
        self.clock = Clock(history, self.revisions)
        self.last = max([event['revision'] for event in history.order()], default=history.start)
        self.writes = [call for call in history.calls if call['kind'] in WRITES]
        self.reads = [call for call in history.calls if call['kind'] not in WRITES]

    # --- Watchers

    def told_in_order(self):
        """Each watcher is told every revision, once, one after the other."""
        for name, events in self.history.watchers.items():
            expected = self.history.start
            for event in events:
                expected += 1
                if event['revision'] != expected:
                    yield '%s: revision %d instead of %d' % (name, event['revision'], expected)
                    break

    def told_the_same(self):
        """All watchers are told the same."""
        def content(events):
            return {event['revision']: (event['op'], sorted(event['changes']), event['is_schema']) for event in events}

        first, *others = self.history.watchers.items()
        order = content(first[1])
        for name, events in others:
            other = content(events)
            for revision in sorted(order.keys() | other.keys()):
                if order.get(revision) != other.get(revision):
                    yield '%s was told %s of revision %d, %s %s' % (
                        first[0], order.get(revision), revision, name, other.get(revision))

    def told_once(self):
        """No write is told twice, none that nobody made, and none that was refused."""
        ops = collections.Counter(event['op'] for event in self.history.order() if event['op'])
        yield from ('the write %s is told %d times' % (op, count) for op, count in ops.items() if count > 1)
        known = {call['op'] for call in self.writes if call['outcome'] in ('ok', 'unknown')}
        yield from ('the write %s is told, which nobody made, or was refused' % op for op in ops if op not in known)

    # --- Writes

    def answered(self):
        """Nothing here deserves another answer than yes, no or a refusal that says why."""
        return ('%s' % text_of(call) for call in self.history.calls if call['outcome'] == 'failed')

    def own_revision(self):
        """A write's zookie names the revision it made; what was acknowledged is told."""
        yield from ('more schemas than were written, until %s' % text_of(call) for call in self.revisions.too_many)
        for call in self.writes:
            told, made = self.revisions.told(call), self.revisions.made(call)
            if call['outcome'] != 'ok' or call['kind'] == 'schema':
                continue
            if call['api'] == 'openfga' and made is None:
                yield 'acknowledged, but not told: %s' % text_of(call)
            if told is not None and made is not None and told != made:
                yield 'acknowledged as revision %d, told as %d: %s' % (told, made, text_of(call))

    def real_time(self):
        """What begins after something was known makes a newer revision, or sees that one."""
        for call in self.history.calls:
            made = self.revisions.made(call) if call['kind'] in WRITES else None
            seen, known = self.revisions.seen(call), self.clock.at_least(call['begin'])
            if made is not None and made <= known:
                yield 'made revision %d, although %d was there before: %s' % (made, known, text_of(call))
            elif made is None and seen is not None and seen < known:
                yield 'saw revision %d, although %d was there before: %s' % (seen, known, text_of(call))

    def zookies(self):
        """A zookie is seen, or a newer one; an exact one exactly."""
        for call in self.reads:
            kind, zookie = consistency_of(call)
            told = self.revisions.told(call)
            if zookie is None or told is None:
                continue
            wanted = revision_of(zookie)
            if told < wanted or (is_exact(call) and told != wanted):
                yield 'revision %d for %s %d: %s' % (told, kind, wanted, text_of(call))

    def sessions(self):
        """A session never goes back, unless it asks for it."""
        newest = {}
        for call in self.history.calls:
            seen = self.revisions.seen(call)
            if seen is None:
                continue
            if seen < newest.get(call['session'], 0):
                yield 'revision %d after %d: %s' % (seen, newest[call['session']], text_of(call))
            newest[call['session']] = max(seen, newest.get(call['session'], 0))

    def new_enemies(self):
        """What was added after access was taken away is not seen with that access."""
        return (text_of(call) for call in self.reads
                if call.get('is_secret') and call['outcome'] == 'ok' and call['answer'])

    # --- Answers, along the order of revisions

    def explained(self):
        """Each revision is what its write does to the one before; each answer is right at its revision, or,
        if it tells none, at one that it may be of."""
        walk = Walk(self)
        yield from walk.judge_at(self.history.start)
        for event in self.history.order():
            yield from walk.go_to(event)
            yield from walk.judge_at(event['revision'])
        yield from walk.leftover()

    def window(self, call):
        """The first and the last revision that an answer may be of."""
        kind, zookie = consistency_of(call)
        told = self.revisions.told(call)
        if kind == 'atExactSnapshot':
            return revision_of(zookie), revision_of(zookie)
        if told is not None:
            return told, told
        known = self.clock.at_least(call['begin'])
        first = max(known, revision_of(zookie)) if zookie else known
        return first, min(self.clock.before(call['end'], self.last) - 1, self.last)


class Walk:
    """The shadow model on its way through the revisions, with the calls that are open."""

    def __init__(self, judgement):
        self.revisions = judgement.revisions
        self.state = model.State()
        self.state.variant = 0
        self.by_op = {call['op']: call for call in judgement.writes}
        self.opening = collections.defaultdict(list)
        for call in judgement.history.calls:
            if self.is_answer(call):
                first, last = judgement.window(call)
                self.opening[first].append((last, call))
        self.open = []

    def is_answer(self, call):
        """Whether the call tells something of a state: all do, but writes that made a revision, and those
        of which nobody knows what came of them."""
        if call['outcome'] == 'refused':
            return True
        return call['outcome'] == 'ok' and (call['kind'] not in WRITES or self.revisions.made(call) is None)

    def fits(self, call):
        if call['outcome'] == 'refused':
            return self.state.effect_of(call) is None
        if call['kind'] == 'schema':
            return self.state.variant == call['variant']
        if call['kind'] in WRITES:
            return self.state.effect_of(call) == {}
        return self.state.answer(call) == call['answer']

    def go_to(self, event):
        """Applies a revision."""
        changes = dict(map(tuple, event['changes']))
        if event['is_schema']:
            self.state.variant = self.revisions.variants.get(event['revision'])
        elif event['op'] in self.by_op:
            effect = self.state.effect_of(self.by_op[event['op']])
            if effect != changes:
                yield 'revision %d changes %s, its write %s: %s' % (
                    event['revision'], changes, effect, text_of(self.by_op[event['op']]))
        self.state.apply(changes)

    def judge_at(self, revision):
        still_open = []
        for last, call in self.open + self.opening.pop(revision, []):
            if self.fits(call):
                continue
            if last > revision:
                still_open.append((last, call))
            else:
                yield self.complaint(call, revision)
        self.open = still_open

    def complaint(self, call, revision):
        right = 'a refusal without a reason' if call['kind'] in WRITES else self.state.answer(call)
        return 'not explained by revision %d, nor one before it that it may be of; there it is %s: %s' % (
            revision, right, text_of(call))

    def leftover(self):
        for calls in self.opening.values():
            yield from ('of a revision that nobody was told of: %s' % text_of(call) for _, call in calls)


RULES = (Judgement.answered, Judgement.told_in_order, Judgement.told_the_same, Judgement.told_once,
         Judgement.own_revision, Judgement.real_time, Judgement.zookies, Judgement.sessions, Judgement.new_enemies,
         Judgement.explained)


def judge(history):
    """Complaints by the name of the rule that was broken."""
    judgement = Judgement(history)
    return {rule.__name__: complaints for rule in RULES if (complaints := list(rule(judgement)))}


