"""Reads meson's testlog.json, shows what failed, and ends with `N passed, N failed`.

A test program's cases are counted one by one where it says how many there were: doctest's summary, or a
last line `N passed, N failed` (`, N skipped` may follow). Otherwise it is one case. A program that died
counts as one failure more than it told of. Skipped is said, never counted as passed.
"""

import json
import re
import sys

DOCTEST = re.compile(
    r"\[doctest\] test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed(?: \|\s*(\d+) skipped)?")
PLAIN = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.MULTILINE)
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SHOWN_LINES = 60


def cases_of(entry):
    """(passed, failed, skipped) of one meson test."""
    output = COLOUR.sub("", entry.get("stdout") or "")
    good = entry["result"] in ("OK", "EXPECTEDFAIL")
    passed = failed = skipped = 0
    told = False
    for match in DOCTEST.finditer(output):
        told = True
        passed, failed = passed + int(match[2]), failed + int(match[3])
        skipped += int(match[4] or 0)
    if not told:
        plain = list(PLAIN.finditer(output))
        if plain:
            told = True
            passed, failed, skipped = (int(number or 0) for number in plain[-1].groups())
    if entry["result"] == "SKIP":
        return passed, failed, max(skipped, 1)
    if not told:
        return (1, 0, 0) if good else (0, 1, 0)
    if not good and failed == 0:
        failed = 1
    return passed, failed, skipped


def show(entry):
    print(f"\n--- {entry['name']}: {entry['result'].lower()} (exit status {entry['returncode']})")
    text = (entry.get("stdout") or "") + (entry.get("stderr") or "")
    lines = text.rstrip().splitlines()
    if len(lines) > SHOWN_LINES:
        print(f"    ... {len(lines) - SHOWN_LINES} lines before")
    for line in lines[-SHOWN_LINES:]:
        print(f"    {line}")


def main():
    try:
        with open(sys.argv[1], encoding="utf-8") as log:
            entries = [json.loads(line) for line in log if line.strip()]
    except OSError as error:
        print(f"error: meson left no log of the tests: {error}")
        entries = []
    passed = failed = skipped = 0
    for entry in entries:
        counts = cases_of(entry)
        passed, failed, skipped = passed + counts[0], failed + counts[1], skipped + counts[2]
        if counts[1]:
            show(entry)
        for line in (entry.get("stdout") or "").splitlines():
            if line.startswith("skipped"):
                print(f"{entry['name']}: {line}")
    if not entries:
        failed = 1
    if skipped:
        print(f"\n{skipped} skipped (not counted below)")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
