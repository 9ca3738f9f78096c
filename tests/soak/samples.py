"""What a server and its store take, over time and over the server's lives, and whether it stays so."""
import json
import os
import statistics
import time
import urllib.request

WARM_UP = 0.5      # of a life; what comes after is judged
MIB = 1 << 20

# What is sampled: its unit, and how much it may grow, absolutely and as a part of what it is.
KINDS = {
    'memory': ('MiB', 3.0, 0.05),
    'files': ('', 2.0, 0.0),
    'threads': ('', 1.0, 0.0),
    'store in use': ('MiB', 1.0, 0.10),
    'file': ('MiB', 4.0, 0.25),
}
OF_A_PROCESS = ['memory', 'files', 'threads']  # it begins anew with each life
COMPACTED = ('MiB', 0.5, 0.10)


class Sampler:
    """Samples one pembad after the other, all on the same store. Versions of schemas, which are kept for ever, are left out of
    the store's size: `schemas` tells how many there are."""

    def __init__(self, server, key, schemas):
        self.server, self.key, self.schemas = server, key, schemas
        self.lives = []  # each: [(seconds, {kind: value})]
        self.compacted = []  # MiB after each compaction
        self.schema_bytes = 0.0  # of one version

    def begin_life(self):
        self.born = time.monotonic()
        self.lives.append([])
        self.sample()

    def sample(self):
        status, metrics = self._status(), self._metrics()
        schemas = self.schemas() * self.schema_bytes
        file = metrics['pembad_store_used_bytes']
        self.lives[-1].append((time.monotonic() - self.born, {
            'memory': int(status['RssAnon'].split()[0]) * 1024 / MIB,
            'files': len(os.listdir('/proc/%d/fd' % self.server.process.pid)),
            'threads': int(status['Threads']),
            'store in use': (file - metrics['pembad_store_free_bytes'] - schemas) / MIB,
            'file': (file - schemas) / MIB,
        }))

    def newest(self):
        return ', '.join('%s %.1f' % one for one in self.lives[-1][-1][1].items())

    def _status(self):
        with open('/proc/%d/status' % self.server.process.pid, encoding='ascii') as lines:
            return dict(line.split(':', 1) for line in lines)

    def _metrics(self):
        request = urllib.request.Request('http://127.0.0.1:%d/metrics' % self.server.port,
                                         headers={'Authorization': 'Bearer ' + self.key})
        with urllib.request.urlopen(request, timeout=60) as answer:
            lines = answer.read().decode().splitlines()
        return {line.split()[0]: float(line.split()[1]) for line in lines if not line.startswith('#')}

    def note_compaction(self, statistics_text):
        """What `pembadb stat --json` says of a store that was just compacted."""
        told = json.loads(statistics_text)
        schemas = next(table for table in told['tables'] if table['name'] == 'schemas')
        self.schema_bytes = schemas['bytes'] / max(schemas['entries'], 1)
        self.compacted.append((told['usedBytes'] - schemas['bytes']) / MIB)

    # --- The judgement

    def judgements(self):
        """(what, [first, when it is judged from, last, growth by the line through the samples, most allowed])."""
        for kind in KINDS:
            yield kind, self._within_last_life(kind)
        for kind in OF_A_PROCESS:
            levels = self._levels(kind)
            yield kind + ' of each life', [levels[0], *judge(levels, KINDS[kind])]
        if self.compacted:
            yield 'compacted store', [self.compacted[0], *judge(self.compacted, COMPACTED)]

    def _within_last_life(self, kind):
        rows = [(at, values[kind]) for at, values in self.lives[-1]]
        steady = [value for at, value in rows if at >= rows[-1][0] * WARM_UP]
        return [rows[0][1], *judge(steady, KINDS[kind])]

    def _levels(self, kind):
        """Of each life, at the same age."""
        age = min(life[-1][0] for life in self.lives)
        steady = [[values[kind] for at, values in life if age * WARM_UP <= at <= age] for life in self.lives]
        return [statistics.median(values) for values in steady if values]

    def table(self):
        """Lines for people, and what grows."""
        lines = ['%-24s %10s %10s %10s %10s %10s' % ('', 'first', 'from', 'last', 'growth', 'at most')]
        growing = []
        for what, row in self.judgements():
            lines.append('%-24s' % what + ''.join(' %10.1f' % value for value in row))
            if row[3] > row[4]:
                growing.append(what)
        return lines, growing


def judge(values, kind):
    """First, last, growth by the line through values at even distances, and the most that it may be."""
    _, absolute, part = kind
    return values[0], values[-1], slope_of(values) * (len(values) - 1), max(absolute, part * values[0])


def slope_of(values):
    """Of the line with the least squares."""
    middle, mean = (len(values) - 1) / 2, statistics.fmean(values)
    spread = sum((x - middle) ** 2 for x in range(len(values)))
    return sum((x - middle) * (y - mean) for x, y in enumerate(values)) / spread if spread else 0.0
