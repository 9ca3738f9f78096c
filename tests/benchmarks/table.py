"""The table that a run ends with: what was measured, beside what, against which bar."""


class Table:
    def __init__(self):
        self.rows = []

    def add(self, what, measured, ratio, bar, good):
        self.rows.append((what, measured, ratio, bar, "ok" if good else "MISSED"))

    def note(self, what, measured, ratio=""):
        """A figure without a bar."""
        self.rows.append((what, measured, ratio, "", ""))

    def skip(self, what, why):
        self.rows.append((what, "skipped", why, "", ""))

    def print(self):
        rows = [("what", "measured", "ratio", "bar", ""), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
        print(f"\n{self.count('ok')} bars met, {self.count('MISSED')} missed, {len(self.skipped())} skipped")

    def count(self, verdict):
        return sum(row[4] == verdict for row in self.rows)

    def skipped(self):
        return [row for row in self.rows if row[1] == "skipped"]
