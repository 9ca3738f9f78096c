"""Fails when a question reads more tuples, or takes more instructions, than check_costs.txt allows.

    check_costs_test.py PROGRAM [--instructions] [--renew]

Neither depends on the machine's speed. Instructions are counted by valgrind's callgrind, of optimised programs only, since
those are what the bounds are of. --renew writes check_costs.txt anew, after a change that is meant.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import generate

BOUNDS = Path(__file__).with_suffix("").with_name("check_costs.txt")
QUESTIONS = 400
WORKLOADS = {
    "direct": {"documents": 1_000, "popular": 5_000},
    "nested": {},
    "folders": {},
    "github": {},
    "listing": {"results": 1_000},
}
SLACK = 1.05    # of the instructions: compilers and libraries differ a little
HEADER = """\
# What a check, or a result of a listing, may cost at most: workload, kind of question, tuples read, instructions.
# After a change that is meant: tests/benchmarks/check_costs_test.py build/tests/benchmarks/check_costs --instructions --renew
"""


def counted_instructions(folder):
    """{kind: instructions} of the dumps that callgrind left."""
    counts = {}
    for dump in folder.glob("callgrind.out.*"):
        text = dump.read_text()
        kind = re.search(r"^desc: Trigger: Client Request: (\S+)$", text, re.MULTILINE)
        if kind:
            counts[kind[1]] = int(re.search(r"^totals: (\d+)", text, re.MULTILINE)[1])
    return counts


def costs_of(program, workload, instructions):
    """{kind: (reads, instructions or None)} of one answer, on average."""
    with tempfile.TemporaryDirectory(prefix="pemba-costs-") as folder:
        command = [program, workload, str(QUESTIONS)]
        if instructions:
            command = ["valgrind", "-q", "--tool=callgrind", "--instr-atstart=no", "--callgrind-out-file=callgrind.out",
                       *command]
        # meson sets MALLOC_PERTURB_, and filling memory takes instructions.
        environment = {name: value for name, value in os.environ.items() if name != "MALLOC_PERTURB_"}
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{workload.name}: {done.stderr}")
        counts = counted_instructions(Path(folder)) if instructions else {}
        costs = {}
        for kind, answers, reads in (line.split() for line in done.stdout.splitlines()):
            costs[kind] = (int(reads) / int(answers), counts[kind] / int(answers) if instructions else None)
        return costs


def measure(program, instructions):
    """{(workload, kind): (reads, instructions or None)}"""
    costs = {}
    with tempfile.TemporaryDirectory(prefix="pemba-costs-") as folder:
        for name, sizes in WORKLOADS.items():
            workload = generate.write(name, Path(folder, name), **sizes)
            for kind, cost in costs_of(program, workload, instructions).items():
                costs[name, kind] = cost
    return costs


def read_bounds():
    rows = (line.split() for line in BOUNDS.read_text().splitlines() if not line.startswith("#"))
    return {(workload, kind): (float(reads), int(instructions)) for workload, kind, reads, instructions in rows}


def write_bounds(costs):
    rows = [f"{workload:8} {kind:16} {reads + 0.05:6.1f} {round(instructions * SLACK, -2):8.0f}\n"
            for (workload, kind), (reads, instructions) in costs.items()]
    BOUNDS.write_text(HEADER + "".join(rows))


def judge(costs, bounds):
    """The number of costs that are over their bounds; says which."""
    failed = 0
    for key in sorted(costs.keys() | bounds.keys()):
        if key not in costs or key not in bounds:
            print(f"{' '.join(key)}: {'not measured' if key in bounds else 'no bound'}; renew {BOUNDS.name}")
            failed += 1
            continue
        for what, cost, bound in zip(("tuples", "instructions"), costs[key], bounds[key]):
            if cost is not None and cost > bound:
                print(f"{' '.join(key)}: an answer takes {cost:,.1f} {what}, more than {bound:,.1f}")
                failed += 1
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path)
    parser.add_argument("--instructions", action="store_true")
    parser.add_argument("--renew", action="store_true")
    arguments = parser.parse_args()
    instructions = arguments.instructions and shutil.which("valgrind") is not None
    if not instructions:
        print("skipped: instructions are counted where programs are optimised and valgrind is installed")
    costs = measure(arguments.program.resolve(), instructions)
    if arguments.renew:
        write_bounds(costs)
    failed = judge(costs, read_bounds())
    print(f"{len(costs) * (2 if instructions else 1) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
