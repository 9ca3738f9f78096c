"""Connections as a careful application makes them: they outlive the server's restarts."""
import collections
import http.client
import select
import threading
import time

from mortal_server import Connection
from sessions import World

MOST_TRIES = 20  # of one request that is told to come later
CLOSED = (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError)


CLOSED_IDLE, CROSSED, LATER = 'idle connections that were closed', 'requests that crossed a close', 'told to come later'


class Tally:
    """Counts, by what was done, from any thread."""

    def __init__(self, *names):
        self.counts, self.lock = collections.Counter(dict.fromkeys(names, 0)), threading.Lock()

    def add(self, what, count=1):
        with self.lock:
            self.counts[what] += count


class CarefulConnection(Connection):
    """Takes a new connection where the server closed the old one, and comes later when it is told to. All else is an error.

    A request that finds the connection closed before a byte of its answer came is sent again, writes too: a server that
    stops promises that it was not carried out. Where it was, the shadow tells.
    """

    def __init__(self, port, tally, **headers):
        super().__init__(port, **headers)
        self.tally = tally

    def open(self, path, *messages):
        for _ in range(MOST_TRIES):
            answer = self.open_whole(path, *messages)
            pause = answer.getheader('Retry-After')
            if answer.status != 503 or pause is None:
                return answer
            answer.read()
            self.tally.add(LATER)
            time.sleep(float(pause))
        return answer

    def open_whole(self, path, *messages):
        if self.http.sock and select.select([self.http.sock], [], [], 0)[0]:
            self.http.close()
            self.tally.add(CLOSED_IDLE)
        is_new = self.http.sock is None
        try:
            return super().open(path, *messages)
        except CLOSED:
            self.http.close()
            if is_new:
                raise
        self.tally.add(CROSSED)
        return super().open(path, *messages)


class CarefulWorld(World):
    """A store at a port where somebody always listens."""

    def __init__(self, port, tally, language='zed', store=None, key=None):
        super().__init__(None, language, store, key)
        self.port, self.tally = port, tally

    def connect(self):
        return CarefulConnection(self.port, self.tally, **self.headers())

    def of(self, language='zed', store=None):
        """Another store of the same server."""
        return CarefulWorld(self.port, self.tally, language, store, self.key)
