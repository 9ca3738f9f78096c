"""What a process and its store take, over time, and whether it stays so."""
import os
import time
import urllib.request

WARM_UP = 0.5      # of the time; what comes after is judged
MIB = 1 << 20

# What is sampled: its unit, and how much it may grow after the warm-up, absolutely and as a part of what it is.
KINDS = {
    'memory': ('MiB', 3.0, 0.05),
    'files': ('', 2.0, 0.0),
    'threads': ('', 1.0, 0.0),
    'bytes a revision': ('', 64.0, 0.10),
}


class Sampler:
    """Samples a pembad."""

    def __init__(self, server, key):
        self.server, self.key = server, key
        self.begin = time.monotonic()
        self.first = None
        self.rows = []  # (seconds, {kind: value})

    def sample(self):
        status = self._status()
        metrics = self._metrics()
        used = metrics['pembad_store_used_bytes'] - metrics['pembad_store_free_bytes']
        entries = metrics['pembad_store_changelog_entries']
        self.rows.append((time.monotonic() - self.begin, {
            'memory': int(status['RssAnon'].split()[0]) * 1024 / MIB,
            'files': len(os.listdir('/proc/%d/fd' % self.server.process.pid)),
            'threads': int(status['Threads']),
            'bytes a revision': used / max(entries, 1),
        }))
        self.file_size, self.revisions = self.server.data.stat().st_blocks * 512, entries

    def _status(self):
        with open('/proc/%d/status' % self.server.process.pid, encoding='ascii') as lines:
            return dict(line.split(':', 1) for line in lines)

    def _metrics(self):
        request = urllib.request.Request('http://127.0.0.1:%d/metrics' % self.server.port,
                                         headers={'Authorization': 'Bearer ' + self.key})
        with urllib.request.urlopen(request, timeout=60) as answer:
            lines = answer.read().decode().splitlines()
        return {line.split()[0]: float(line.split()[1]) for line in lines if not line.startswith('#')}

    # --- The judgement

    def steady(self, kind):
        """The samples after the warm-up."""
        begin = self.rows[-1][0] * WARM_UP
        return [(at, values[kind]) for at, values in self.rows if at >= begin]

    def judge(self, kind):
        """(first, at the warm-up's end, last, growth since then by the line through the samples, most allowed)."""
        rows = self.steady(kind)
        growth = slope_of(rows) * (rows[-1][0] - rows[0][0])
        _, absolute, part = KINDS[kind]
        return self.rows[0][1][kind], rows[0][1], rows[-1][1], growth, max(absolute, part * rows[0][1])

    def table(self):
        """Lines for people, and the kinds that grow."""
        lines = ['%-18s %10s %10s %10s %10s %10s' % ('', 'first', 'warm', 'last', 'growth', 'at most')]
        growing = []
        for kind, (unit, _, _) in KINDS.items():
            row = self.judge(kind)
            lines.append('%-18s' % (kind + (', ' + unit if unit else '')) + ''.join(' %10.1f' % value for value in row))
            if row[3] > row[4]:
                growing.append(kind)
        lines.append('file: %.1f MiB after %d revisions' % (self.file_size / MIB, self.revisions))
        return lines, growing


def slope_of(rows):
    """Of the line with the least squares."""
    count = len(rows)
    mean_x, mean_y = sum(x for x, _ in rows) / count, sum(y for _, y in rows) / count
    spread = sum((x - mean_x) ** 2 for x, _ in rows)
    return sum((x - mean_x) * (y - mean_y) for x, y in rows) / spread if spread else 0.0
