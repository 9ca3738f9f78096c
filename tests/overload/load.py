"""One process of load: connections that send requests in the form of a schedule, and what came back when.

Closed: each connection sends its next request when it has the last answer. Open: requests are sent at a rate, whether
or not the ones before were answered, as they come from very many callers, each on a connection that is free.
"""
import collections
import multiprocessing
import os
import selectors
import socket
import time

# Where the load runs: all but the first, which is the server's.
OTHER_PROCESSORS = sorted(os.sched_getaffinity(0))[1:]

# Seconds at the beginning of an open load, in which a burst is served that would not come again.
SETTLING = 1

HEAD_END = b'\r\n\r\n'


class Connection:
    """Requests that are under way, in their order, and the answers as they come."""

    def __init__(self, port):
        self.socket = socket.create_connection(('127.0.0.1', port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self.sent_at = collections.deque()
        self.unsent, self.received = b'', b''

    def send(self, request, now):
        self.sent_at.append(now)
        self.unsent += request
        self.push()

    def push(self):
        try:
            self.unsent = self.unsent[self.socket.send(self.unsent):] if self.unsent else b''
        except BlockingIOError:
            pass

    def answers(self):
        """(status, when its request was sent) of each answer that is whole. Fails if the server has closed."""
        more = self.socket.recv(1 << 18)
        if not more:
            raise ConnectionError('the server closed the connection')
        self.received += more
        at = 0
        while (end := self.received.find(HEAD_END, at)) >= 0:
            head = self.received[at:end].lower()
            length = int(head.split(b'content-length: ')[1].split(b'\r\n')[0])
            if len(self.received) < end + 4 + length:
                break
            yield int(head[9:12]), self.sent_at.popleft()
            at = end + 4 + length
        self.received = self.received[at:]


def keep_off_server():
    if OTHER_PROCESSORS:
        os.sched_setaffinity(0, OTHER_PROCESSORS)


def pump(port, request, connections, seconds, rate, results):
    """Runs one process of load; rate 0: closed. Puts [(status, seconds it took)], what could not be sent as there was no
    connection free, and how many were never answered."""
    keep_off_server()
    selector = selectors.DefaultSelector()
    idle = [Connection(port) for _ in range(connections)]
    for connection in idle:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    seen, begin, due, unsent = [], time.monotonic(), 0, 0
    under_way = connections - len(idle)
    while (now := time.monotonic()) < begin + seconds or (under_way and now < begin + seconds + 20):
        sending = now < begin + seconds
        while sending and (due < (now - begin) * rate if rate else idle):
            due += 1
            if not idle:
                unsent += 1
                continue
            idle.pop().send(request, now)
            under_way += 1
        for key, _ in selector.select(0.001):
            for status, since in key.data.answers():
                if sending and (now > begin + SETTLING or not rate):
                    seen.append((status, time.monotonic() - since))
                under_way -= 1
                idle.insert(0, key.data)
            key.data.push()
    results.put((seen, unsent, under_way))


def ask_for_lists(port, request, connections, seconds, results):
    """As pump() when closed, of requests whose answers are streams. Puts how many ended."""
    keep_off_server()
    selector, ended, begin = selectors.DefaultSelector(), 0, time.monotonic()
    for _ in range(connections):
        one = socket.create_connection(('127.0.0.1', port))
        one.sendall(request)
        selector.register(one, selectors.EVENT_READ)
    while time.monotonic() < begin + seconds:
        for key, _ in selector.select(0.01):
            if key.fileobj.recv(1 << 20).endswith((b'\r\n0\r\n\r\n', b'}')):  # a stream's end, or a refusal
                ended += 1
                key.fileobj.sendall(request)
    results.put(ended)


class Lists:
    """A process that asks for lists on many connections."""

    def __init__(self, port, request, connections, seconds):
        self.results = multiprocessing.Queue()
        self.process = multiprocessing.Process(target=ask_for_lists, daemon=True,
                                               args=(port, request, connections, seconds, self.results))
        self.process.start()

    def ended(self):
        """Waits for its end."""
        count = self.results.get()
        self.process.join()
        return count


class Load:
    """Processes of load that run beside whoever asks for them."""

    def __init__(self, port, request, connections, seconds, rate=0, processes=1):
        self.seconds, self.is_open, self.results = seconds, rate > 0, multiprocessing.Queue()
        self.processes = [
            multiprocessing.Process(target=pump, args=(port, request, connections // processes, seconds,
                                                       rate / processes, self.results), daemon=True)
            for _ in range(processes)]
        for process in self.processes:
            process.start()

    def outcome(self):
        """Waits for its end."""
        gathered = [self.results.get() for _ in self.processes]
        for process in self.processes:
            process.join()
        seen = [one for each, _, _ in gathered for one in each]
        settled = self.seconds - (SETTLING if self.is_open else 0)
        return Outcome(seen, sum(unsent for _, unsent, _ in gathered), sum(lost for *_, lost in gathered), settled)


class Outcome:
    """What was answered while it was sent."""

    def __init__(self, seen, unsent, lost, seconds):
        self.unsent, self.lost = unsent, lost
        self.statuses = collections.Counter(status for status, _ in seen)
        self.rate = self.statuses[200] / seconds
        self.offered = len(seen) / seconds
        self.times = sorted(took for status, took in seen if status == 200)

    def milliseconds(self, share):
        """The time that this share of the allowed requests took at most."""
        return 1e3 * self.times[min(len(self.times) - 1, int(share * len(self.times)))] if self.times else 0.0
