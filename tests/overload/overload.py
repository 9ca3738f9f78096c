"""More load than a pembad can answer, and clients that mean it ill: what it still answers, how soon, in what memory.

Each part prints what it measured and what was to be shown with it; the last line is `N passed, N failed`.
"""
import argparse
import dataclasses
import json
import os
import pathlib
import socket
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS / 'benchmarks'), str(TESTS / 'tools')]
import running  # noqa: E402
from load import OTHER_PROCESSORS, Lists, Load  # noqa: E402
from servers import Server  # noqa: E402

CONDITIONS = 900  # a check evaluates all of them: most of a millisecond
READ_TIMEOUT = 2

SCHEMA = '''definition user {}
definition group { relation member: user }
caveat reaches(level int, least int) { level >= least }
definition doc {
  relation viewer: user | group#member with reaches
  permission view = viewer
}'''


@dataclasses.dataclass
class Bars:
    """What is to be shown. Those of the short form allow for a machine that does other things, too."""
    goodput: float
    offered: float  # times capacity
    p99_ms: float


FULL, SHORT = Bars(.8, 9, 50), Bars(.5, 3, 500)


def text_of(path, message):
    body = json.dumps(message)
    return f'POST {path} HTTP/1.1\r\nHost: t\r\nContent-Length: {len(body)}\r\n\r\n{body}'.encode()


def check(doc, user):
    return text_of('/v1/permissions/check', {
        'resource': {'objectType': 'doc', 'objectId': doc}, 'permission': 'view', 'context': {'level': 1},
        'subject': {'object': {'objectType': 'user', 'objectId': user}}})


COSTLY, CHEAP = check('costly', 'somebody'), check('cheap', 'ann')
LOOKUP = text_of('/v1/permissions/resources', {  # goes through all documents, and tells one
    'resourceObjectType': 'doc', 'permission': 'view', 'optionalLimit': 1,
    'subject': {'object': {'objectType': 'user', 'objectId': 'reader'}}})


def relationship(resource, relation, subject, subject_relation='', caveat=None):
    (resource_type, resource_id), (subject_type, subject_id) = resource.split(':'), subject.split(':')
    return {'resource': {'objectType': resource_type, 'objectId': resource_id}, 'relation': relation,
            'subject': {'object': {'objectType': subject_type, 'objectId': subject_id},
                        'optionalRelation': subject_relation},
            'optionalCaveat': caveat}


def tuples():
    for i in range(CONDITIONS):
        yield relationship('doc:costly', 'viewer', f'group:g{i}', 'member',
                           {'caveatName': 'reaches', 'context': {'least': 100 + i}})
        yield relationship(f'group:g{i}', 'member', 'user:somebody')
    yield relationship('doc:cheap', 'viewer', 'user:ann')
    for i in range(20_000):
        yield relationship(f'doc:d{i}', 'viewer', 'user:reader')


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def shows(self, what, holds):
        print(f'  {"ok  " if holds else "FAIL"} {what}', flush=True)
        self.passed += bool(holds)
        self.failed += not holds


def row(name, outcome):
    print(f'  {name:10} {outcome.rate:8.0f} allowed/s of {outcome.offered:8.0f}/s   median {outcome.milliseconds(.5):6.1f}'
          f'   p99 {outcome.milliseconds(.99):6.1f} ms', flush=True)


def ten_times_too_much(server, report, bars, seconds):
    print('ten times as much as can be answered')
    Load(server.port, COSTLY, 4, 1).outcome()
    alone = Load(server.port, COSTLY, 4, seconds).outcome()
    row('capacity', alone)
    before = server.own_mib()
    much = Load(server.port, COSTLY, 600, seconds + 1, rate=10 * alone.rate, processes=2).outcome()
    row('overload', much)
    report.shows(f'{much.offered / alone.rate:.1f} times the capacity was offered, at least {bars.offered}',
                 much.offered >= bars.offered * alone.rate)
    report.shows(f'goodput is {much.rate / alone.rate:.0%} of it, at least {bars.goodput:.0%}',
                 much.rate >= bars.goodput * alone.rate)
    report.shows(f'p99 of what is allowed is {much.milliseconds(.99):.1f} ms, at most {bars.p99_ms}',
                 much.milliseconds(.99) <= bars.p99_ms)
    grown = server.own_mib() - before
    report.shows(f'memory grew by {grown:.1f} MiB, at most 64', grown <= 64)
    report.shows(f'every request was answered 200 or 503: {dict(much.statuses)}',
                 not much.lost and set(much.statuses) <= {200, 503})


def costly_beside_cheap(server, report, bars, seconds):
    print('lookups on 30 connections beside cheap checks')
    row('alone', Load(server.port, CHEAP, 2, seconds).outcome())
    lists = Lists(server.port, LOOKUP, 30, seconds + 1)
    beside = Load(server.port, CHEAP, 2, seconds).outcome()
    row('beside', beside)
    report.shows(f'{lists.ended()} lookups ended meanwhile, some', True)
    report.shows('every cheap check was answered 200', set(beside.statuses) == {200} and not beside.lost)
    report.shows(f'their p99 is {beside.milliseconds(.99):.1f} ms, at most {bars.p99_ms}',
                 beside.milliseconds(.99) <= bars.p99_ms)


def connect_and_send(port, count, text):
    sockets = []
    for _ in range(count):
        one = socket.create_connection(('127.0.0.1', port))
        one.sendall(text)
        one.settimeout(READ_TIMEOUT + 10)
        sockets.append(one)
    return sockets


def statuses_of(sockets):
    """What each was answered before it was closed."""
    found = set()
    for one in sockets:
        received = b''
        try:
            while more := one.recv(1 << 16):
                received += more
        except ConnectionResetError:
            pass
        found.add(int(received[9:12] or 0))
        one.close()
    return found


def ill_meaning_clients(server, report, bars, seconds):
    print('clients that mean it ill')
    before = server.own_mib()
    head = b'POST /v1/permissions/check HTTP/1.1\r\nHost: t\r\n'
    slow = connect_and_send(server.port, 1500, head)
    slow_bodies = connect_and_send(server.port, 300, head + b'Content-Length: 2000000\r\n\r\n' + b' ' * 60_000)
    beside = Load(server.port, CHEAP, 2, min(seconds, READ_TIMEOUT - .5)).outcome()
    row('beside', beside)
    report.shows('every check beside 1,800 connections that do not go on was answered',
                 set(beside.statuses) == {200} and not beside.lost)
    report.shows(f'their p99 is {beside.milliseconds(.99):.1f} ms, at most {bars.p99_ms}',
                 beside.milliseconds(.99) <= bars.p99_ms)
    grown = server.own_mib() - before
    report.shows(f'memory grew by {grown:.1f} MiB, at most 200', grown <= 200)
    late = statuses_of(slow + slow_bodies)
    report.shows(f'after the read timeout they were answered {late}, and closed', late == {408})
    huge = statuses_of(connect_and_send(server.port, 20, head + b'X: ' + b'x' * 1_000_000))
    report.shows(f'a header of a megabyte: {huge}', huge <= {431, 0})
    deep = statuses_of(connect_and_send(server.port, 20, head + b'Connection: close\r\nContent-Length: 1000000\r\n\r\n' +
                                        b'[' * 1_000_000))
    report.shows(f'JSON a million levels deep: {deep}', deep == {400})
    half = connect_and_send(server.port, 20, CHEAP)
    for one in half:
        one.shutdown(socket.SHUT_WR)
    report.shows('a client that has closed its half has its answer', statuses_of(half) == {200})


def quiet_again(server, report, seconds):
    print('afterwards')
    after = Load(server.port, CHEAP, 2, seconds).outcome()
    row('as before', after)
    report.shows('it answers as before', set(after.statuses) == {200} and not after.lost)
    time.sleep(.2)
    descriptors = len(list(pathlib.Path(f'/proc/{server.process.pid}/fd').iterdir()))
    report.shows(f'no connection is left: {descriptors} file descriptors', descriptors < 100)


def on_one_processor():
    """So that the server's capacity is the same whether or not the load takes processor time, too."""
    return ['taskset', '--cpu-list', str(min(os.sched_getaffinity(0)))] if OTHER_PROCESSORS else []


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--seconds', type=float, default=5, help='of each measurement')
    parser.add_argument('--short', action='store_true', help='with bars for a busy machine')
    given = parser.parse_args()
    bars, report = SHORT if given.short else FULL, Report()
    with tempfile.TemporaryDirectory(prefix='pemba-overload-') as folder:
        command = lambda port_file: [  # noqa: E731
            *on_one_processor(), running.program('pembad'), '--data', f'{folder}/store', '--listen', '127.0.0.1:0', '--port-file', port_file,
            '--insecure-no-auth', '--threads', '1', '--no-sync', '--read-timeout', str(READ_TIMEOUT)]
        with Server(folder, 'pembad', command) as server:
            server.post('/v1/schema/write', json.dumps({'schema': SCHEMA}))
            server.post('/v1/relationships/importbulk', json.dumps({'relationships': list(tuples())}))
            ten_times_too_much(server, report, bars, given.seconds)
            costly_beside_cheap(server, report, bars, given.seconds)
            ill_meaning_clients(server, report, bars, given.seconds)
            quiet_again(server, report, 1)
    print(f'{report.passed} passed, {report.failed} failed')
    return 1 if report.failed else 0


if __name__ == '__main__':
    sys.exit(main())
