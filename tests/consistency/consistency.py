"""Clients write and ask at the same time, and what they were told is proved to have one order that explains it.

    consistency.py --seconds N     of each store: in SpiceDB's language, and in OpenFGA's with both APIs
                   --rounds N      of both
                   --kills N       of the server, in each: kill -9 and a restart
                   --keep FOLDER   for the records of what went wrong
                   planted         violations that are planted into a good history, each of which has to be found

Ends with `N passed, N failed`: one case a rule and store, or a planted violation.
"""
import argparse
import multiprocessing
import pathlib
import random
import shutil
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / 'support'))
import checker  # noqa: E402
import history as histories  # noqa: E402
import model  # noqa: E402
import planted  # noqa: E402
from mortal_server import Broken, Server  # noqa: E402
from sessions import LAST, Board, Session, Watcher, World  # noqa: E402

SESSIONS = 4
WATCHERS = 2


def make_store(server, language):
    """The world with the model's first schema in it, and the zookie of that revision."""
    connection = server.connect()
    if language == 'zed':
        world = World(server.port_file)
        status, answer = connection.post('/v1/schema/write', {'schema': model.zed_schema(0)})
    else:
        world = World(server.port_file, language, connection.post('/stores', {'name': 'consistency'})[1][0]['id'])
        status, answer = connection.post('/stores/%s/authorization-models' % world.store, model.fga_model(0))
    if status not in (200, 201):
        raise SystemExit('no schema can be written: %s' % answer)
    return world, world.head(world.connect())


def start_processes(world, start, folder, seed, seconds):
    """Sessions, which end by themselves, and watchers, which end with the last write."""
    board, until = Board(), time.monotonic() + seconds
    sessions = [Session('s%d' % i, world, board, '%s-%d' % (seed, i), changes_schema=i == 0)
                for i in range(SESSIONS)]
    watchers = [Watcher('watch%d' % i, world, start) for i in range(WATCHERS)]
    sessions = [multiprocessing.Process(target=one.run, args=(until, folder / (one.name + '.jsonl')))
                for one in sessions]
    watchers = [multiprocessing.Process(target=one.run, args=(i * seconds / 3, folder / (one.name + '.jsonl')))
                for i, one in enumerate(watchers)]
    for process in sessions + watchers:
        process.start()
    return sessions, watchers


def kill_now_and_then(server, kills, seconds, dice):
    """kill -9 and a restart, at random moments."""
    moments = sorted(dice.uniform(0.1, 0.9) * seconds for _ in range(kills))
    begin = time.monotonic()
    for moment in moments:
        time.sleep(max(0, begin + moment - time.monotonic()))
        server.kill(0)
        server.start()
        if not server.is_ready():
            raise SystemExit('pembad does not start again:\n' + server.log.read_text())


def write_the_last(world, folder):
    """The write that tells the watchers that nothing follows."""
    last = Session('last', world, Board(), 0)
    last.connection = world.connect()
    last.perform({'kind': 'write', 'op': LAST, 'updates': [['touch', 'group:last#member@user:u0']]}, 'native')
    histories.write_records(folder / 'last.jsonl', last.records)


def wait_for(processes, seconds):
    until = time.monotonic() + seconds
    for process in processes:
        process.join(max(0, until - time.monotonic()))
        if process.exitcode is None:
            process.terminate()
    return ['a client ended with %s' % process.exitcode for process in processes if process.exitcode != 0]


def record(language, folder, seed, seconds, kills):
    """Plays on a new store. Returns the history, and what went wrong with the playing."""
    dice = random.Random(seed)
    server = Server(folder)
    records = folder / 'records'
    records.mkdir()
    server.start()
    if not server.is_ready():
        raise SystemExit('pembad does not start:\n' + server.log.read_text())
    try:
        world, start = make_store(server, language)
        sessions, watchers = start_processes(world, start, records, seed, seconds)
        kill_now_and_then(server, kills, seconds, dice)
        wrong = wait_for(sessions, seconds + 90)
        write_the_last(world, records)
        wrong += wait_for(watchers, 60)
    except Broken as error:
        wrong = ['the server went away: %s' % error]
    finally:
        server.kill(0)
    wrong += [line for line in [server.problems()] if line]
    return histories.read_history(records, start), wrong


def report(history):
    calls = history.calls
    unknown = sum(call['outcome'] == 'unknown' for call in calls)
    refused = sum(call['outcome'] == 'refused' for call in calls)
    return '%d calls, %d revisions, %d refused, %d of unknown outcome' % (
        len(calls), len(history.order()), refused, unknown)


def play(arguments):
    """Returns how many cases passed and failed."""
    passed = failed = 0
    for number in range(arguments.rounds):
        for language in ('zed', 'openfga'):
            seed = '%d-%d-%s' % (arguments.seed, number, language)
            with tempfile.TemporaryDirectory(prefix='pemba-consistency-') as name:
                folder = pathlib.Path(name)
                history, wrong = record(language, folder, seed, arguments.seconds, arguments.kills)
                complaints = checker.judge(history) if not wrong else {'played': wrong}
                if complaints and arguments.keep:
                    shutil.copytree(folder / 'records', pathlib.Path(arguments.keep) / seed)
            print('%s: %s' % (seed, report(history)), flush=True)
            for rule, lines in complaints.items():
                print('%s is broken %d times:\n  %s' % (rule, len(lines), '\n  '.join(lines[:5])), flush=True)
            passed, failed = passed + len(checker.RULES) - len(complaints), failed + len(complaints)
    return passed, failed


def play_planted(arguments):
    """Returns how many planted violations were found, and how many not."""
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix='pemba-consistency-') as name:
        history, wrong = record('openfga', pathlib.Path(name), arguments.seed, arguments.seconds, arguments.kills)
    wrong = wrong or checker.judge(history)
    if wrong:
        print('the history is not good: %s' % wrong)
        return 0, 1
    print(report(history))
    for violation in planted.VIOLATIONS:
        said = planted.said_of(violation, history, random.Random(arguments.seed))
        if said:
            print('%s: %s' % (violation.__name__, said))
        passed, failed = passed + (not said), failed + bool(said)
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('what', nargs='?', choices=['histories', 'planted'], default='histories')
    parser.add_argument('--seconds', type=float, default=20)
    parser.add_argument('--rounds', type=int, default=1)
    parser.add_argument('--kills', type=int, default=3)
    parser.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument('--keep')
    arguments = parser.parse_args()
    passed, failed = (play if arguments.what == 'histories' else play_planted)(arguments)
    print('%d passed, %d failed' % (passed, failed))
    sys.exit(1 if failed or not passed else 0)


if __name__ == '__main__':
    main()
