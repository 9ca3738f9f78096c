"""Measures Pemba against the bars that it holds itself to, and prints one table; see README.md."""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

import audit
import in_process
import listings
import loading
import over_http
import peers
import writes
from stores import Shelf
from table import Table

PARTS = {
    "process": in_process.measure,
    "http": over_http.measure,
    "audit": audit.measure,
    "listings": listings.measure,
    "writes": writes.measure,
    "load": loading.measure,
    "peers": peers.measure,
    "huge": in_process.measure_huge,
}


class Run:
    """Where things are, how much is measured, and the table; what each part is given."""

    def __init__(self, arguments, folder):
        self.build, self.folder, self.threads = arguments.build, folder, arguments.threads
        self.keep = arguments.keep is not None
        self.questions = self.build / "tests/benchmarks/question_benchmark"
        self.tuples = arguments.tuples or (1_000_000 if arguments.quick else 10_000_000)
        self.questions_asked = 50_000 if arguments.quick else 200_000
        self.question_rounds = 3 if arguments.quick else 5
        self.seconds = arguments.seconds or (1 if arguments.quick else 3)
        self.rounds = arguments.rounds or (2 if arguments.quick else 3)
        self.shelf, self.table = Shelf(self), Table()
        self.start = time.monotonic()

    def say(self, what):
        print(f"{time.monotonic() - self.start:5.0f} s  {what}", file=sys.stderr, flush=True)


class OthersLoad:
    """How many cores other programs than ours used since the start."""

    def __init__(self):
        self.begin = self.clocks()

    @staticmethod
    def clocks():
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(word) for word in file.readline().split()[1:9]]
        busy = (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")
        return time.monotonic(), busy - sum(os.times()[:4])

    def cores(self):
        (begin, before), (now, after) = self.begin, self.clocks()
        return (after - before) / (now - begin)


def run_part(run, part):
    """A part that breaks off has missed its bars; the others go on."""
    try:
        PARTS[part](run)
    except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
        print(f"error: {part}: {error}", file=sys.stderr)
        run.table.add(part, "broke off", str(error)[:60], "", False)


def parts_of(text):
    parts = text.split(",")
    if unknown := set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"no part `{unknown.pop()}`; they are {', '.join(PARTS)}")
    return parts


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("--only", type=parts_of, metavar="PARTS", help=f"some of {','.join(PARTS)}")
    parser.add_argument("--huge", action="store_true", help="also 100 M tuples, which take 12 GB and long")
    parser.add_argument("--quick", action="store_true", help="a tenth of the tuples, shorter runs, fewer rounds")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep stores there, and use those that are there")
    parser.add_argument("--tuples", type=int, help="of the large stores (default 10 M, or 1 M with --quick)")
    parser.add_argument("--seconds", type=int, help="of each load over HTTP (default 3, or 1)")
    parser.add_argument("--rounds", type=int, help="of each load over HTTP (default 3, or 2)")
    parser.add_argument("--threads", type=int, default=1, help="io threads of the servers (default %(default)s)")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    chosen = arguments.only or [part for part in PARTS if part != "huge" or arguments.huge]
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
    with nullcontext(arguments.keep) if arguments.keep else tempfile.TemporaryDirectory(prefix="pemba-bench-") as folder:
        run, others = Run(arguments, Path(folder)), OthersLoad()
        for part in chosen:
            run_part(run, part)
    run.table.print()
    print(f"other programs used {others.cores():.1f} of {os.cpu_count()} cores: the more, the less do times by the clock say")
    return 1 if run.table.count("MISSED") else 0


if __name__ == "__main__":
    sys.exit(main())
