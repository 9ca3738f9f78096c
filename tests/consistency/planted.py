"""Violations that are planted into a good history, each of which the checker has to find.

Each function changes a copy of the history in one place and names the rule that must be found broken.
"""
import copy

import checker
from history import WRITES, Clock, Revisions, is_exact
from mortal_server import revision_of


class NoPlace(Exception):
    """The history has no place for the violation."""


class Plot:
    """A copy of a history, and what helps to find a place in it."""

    def __init__(self, history, dice):
        self.history, self.dice = copy.deepcopy(history), dice
        self.revisions = Revisions(self.history)
        self.clock = Clock(self.history, self.revisions)

    def any(self, fits, of=None):
        places = [one for one in (self.history.calls if of is None else of) if fits(one)]
        if not places:
            raise NoPlace
        return self.dice.choice(places)

    def read(self, kind, fits=lambda call: True):
        return self.any(lambda call: call['kind'] == kind and call['outcome'] == 'ok' and
                        not call.get('is_secret') and fits(call))

    def write(self, fits=lambda call: True):
        """A native write that was acknowledged and made a revision."""
        return self.any(lambda call: call['kind'] == 'write' and call['api'] == 'native' and
                        call['outcome'] == 'ok' and self.revisions.made(call) and fits(call))

    def change_all(self, revision, change):
        """Changes what all watchers were told of a revision."""
        for events in self.history.watchers.values():
            change(events, next(at for at, event in enumerate(events) if event['revision'] == revision))


def lose_a_write(plot):
    """What was acknowledged is in nobody's watch."""
    plot.change_all(plot.revisions.made(plot.write()), lambda events, at: events.pop(at))
    return 'told_in_order'


def lose_a_write_for_one_watcher(plot):
    events = plot.history.watchers['watch1']
    events.pop(plot.dice.randrange(len(events)))
    return 'told_the_same'


def tell_a_write_twice(plot):
    def repeat(events, at):
        events.insert(at, copy.deepcopy(events[at]))
    plot.change_all(plot.revisions.made(plot.write()), repeat)
    return 'told_once'


def tell_out_of_order(plot):
    def swap(events, at):
        events[at - 1], events[at] = events[at], events[at - 1]
    call = plot.write(lambda call: plot.revisions.made(call) > plot.history.start + 1)
    plot.change_all(plot.revisions.made(call), swap)
    return 'told_in_order'


def tell_a_refused_write(plot):
    call = plot.any(lambda call: call['outcome'] == 'refused')

    def rename(events, at):
        events[at]['op'] = call['op']
    plot.change_all(plot.revisions.made(plot.write()), rename)
    return 'told_once'


def acknowledge_what_changed_nothing(plot):
    """An acknowledged write is told as an empty revision."""
    def empty(events, at):
        events[at]['changes'] = []
    plot.change_all(plot.revisions.made(plot.write()), empty)
    return 'explained'


def do_half_a_write(plot):
    def halve(events, at):
        events[at]['changes'].pop()
    revision = plot.any(lambda event: len(event['changes']) > 1, plot.history.order())['revision']
    plot.change_all(revision, halve)
    return 'explained'


def answer_with_another_writes_zookie(plot):
    one, other = plot.write(), plot.write()
    while one is other:
        other = plot.write()
    one['token'], other['token'] = other['token'], one['token']
    return 'own_revision'


def swap_writes(plot):
    """A write has an older revision than one that ended before it began."""
    later = plot.write(lambda call: plot.clock.at_least(call['begin']) > plot.history.start + 20)
    earlier = plot.write(lambda call: call['end'] < later['begin'])
    revisions = plot.revisions.made(earlier), plot.revisions.made(later)
    for events in plot.history.watchers.values():
        one, other = (next(event for event in events if event['revision'] == revision) for revision in revisions)
        one['op'], other['op'] = other['op'], one['op']
        one['changes'], other['changes'] = other['changes'], one['changes']
    earlier['token'], later['token'] = later['token'], earlier['token']
    return 'real_time'


def create_what_is_there(plot):
    """A creation is acknowledged although the tuple was there."""
    call = plot.any(lambda call: call['kind'] == 'write' and call['outcome'] == 'ok' and
                    plot.revisions.made(call) is None)
    call['updates'] = [['create', tuple_] for _, tuple_ in call['updates']]
    return 'explained'


def ignore_a_precondition(plot):
    call = plot.write(lambda call: call.get('preconditions'))
    call['preconditions'] = [[not must, tuple_] for must, tuple_ in call['preconditions']]
    return 'explained'


def refuse_without_a_reason(plot):
    call = plot.any(lambda call: call['outcome'] == 'refused')
    call['preconditions'] = []
    call['updates'] = [['touch', tuple_] for _, tuple_ in call['updates']]
    return 'explained'


def turn_an_answer(plot):
    call = plot.read('check', lambda call: call['token'])
    call['answer'] = not call['answer']
    return 'explained'


def turn_an_answer_without_a_zookie(plot):
    """The answer can be of one revision only."""
    judgement = checker.Judgement(plot.history)
    call = plot.read('check', lambda call: call['api'] == 'openfga' and len(set(judgement.window(call))) == 1)
    call['answer'] = not call['answer']
    return 'explained'


def turn_an_answer_of_many(plot):
    call = plot.read('bulk', lambda call: call['token'])
    at = plot.dice.randrange(len(call['answer']))
    call['answer'][at] = not call['answer'][at]
    return 'explained'


def leave_out_of_a_listing(plot):
    call = plot.read(plot.dice.choice(('resources', 'subjects', 'read')), lambda call: call['answer'] and call['token'])
    call['answer'].pop(plot.dice.randrange(len(call['answer'])))
    return 'explained'


def add_to_a_listing(plot):
    plot.read('read', lambda call: call['token'])['answer'].append('doc:d0#viewer@user:nobody')
    return 'explained'


def answer_from_before(plot, kind, rule):
    """An answer of one of the first revisions, when many more were known."""
    call = plot.read('check', lambda call: call.get('consistency', [''])[0] == kind and
                     plot.clock.at_least(call['begin']) > plot.history.start + 50)
    call['token'] = plot.write(lambda one: plot.revisions.made(one) < plot.history.start + 20)['token']
    return rule


def read_stale_although_fully_consistent(plot):
    return answer_from_before(plot, 'fullyConsistent', 'real_time')


def read_stale_with_the_least_latency(plot):
    return answer_from_before(plot, 'minimizeLatency', 'sessions')


def read_older_than_a_zookie(plot):
    call = plot.read('check', lambda call: call.get('consistency', [''])[0] == 'atLeastAsFresh' and
                     revision_of(call['consistency'][1]) > plot.history.start + 20)
    wanted = revision_of(call['consistency'][1])
    call['token'] = plot.write(lambda one: plot.revisions.made(one) < wanted)['token']
    return 'zookies'


def read_another_snapshot(plot):
    call = plot.read('check', lambda call: is_exact(call))
    call['token'] = plot.write(lambda one: one['token'] != call['consistency'][1])['token']
    return 'zookies'


def let_a_new_enemy_in(plot):
    plot.any(lambda call: call.get('is_secret') and call['outcome'] == 'ok')['answer'] = True
    return 'new_enemies'


def forget_a_schema(plot):
    """The answers of the schema that was in force longest are those of another."""
    schemas = [call for call in plot.history.calls if call['kind'] == 'schema' and call['outcome'] == 'ok']
    if len(schemas) < 2:
        raise NoPlace
    call = max(zip(schemas, schemas[1:]), key=lambda pair: pair[1]['begin'] - pair[0]['end'])[0]
    call['variant'] = (call['variant'] + 1) % 3
    return 'explained'


def break_down(plot):
    call = plot.any(lambda call: call['outcome'] == 'ok' and call['kind'] not in WRITES)
    call.update(outcome='failed', answer=[500, []])
    return 'answered'


VIOLATIONS = (
    lose_a_write, lose_a_write_for_one_watcher, tell_a_write_twice, tell_out_of_order, tell_a_refused_write,
    acknowledge_what_changed_nothing, do_half_a_write, answer_with_another_writes_zookie, swap_writes,
    create_what_is_there, ignore_a_precondition, refuse_without_a_reason, turn_an_answer,
    turn_an_answer_without_a_zookie, turn_an_answer_of_many, leave_out_of_a_listing, add_to_a_listing,
    read_stale_although_fully_consistent, read_stale_with_the_least_latency, read_older_than_a_zookie,
    read_another_snapshot, let_a_new_enemy_in, forget_a_schema, break_down)


def said_of(violation, history, dice):
    """What is wrong with the checker: '' if it finds the violation."""
    plot = Plot(history, dice)
    try:
        rule = violation(plot)
    except NoPlace:
        return 'the history has no place for it'
    found = checker.judge(plot.history)
    return '' if rule in found else 'not found by `%s`, but by %s' % (rule, sorted(found))
