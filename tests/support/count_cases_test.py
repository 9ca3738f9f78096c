"""Tests of count_cases.py: the closing line of tests/run counts right."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from count_cases import cases_of


def entry(result, stdout):
    return {"name": "some test", "result": result, "stdout": stdout, "returncode": 0}


CASES = [
    ("a doctest summary counts its cases", entry("OK",
     "[doctest] test cases:  3 |  2 passed | 0 failed | 1 skipped\n"), (2, 0, 1)),
    ("a failed doctest case is one failure", entry("FAIL",
     "[doctest] test cases: 3 | 2 passed | 1 failed |\n"), (2, 1, 0)),
    ("a plain closing line counts", entry("OK", "hello\n12 passed, 0 failed\n"), (12, 0, 0)),
    ("a program that passed everything and then died failed", entry("FAIL", "12 passed, 0 failed\n"), (12, 1, 0)),
    ("a program that says nothing is one case", entry("OK", "fine\n"), (1, 0, 0)),
    ("a crash without a word is one failure", entry("FAIL", ""), (0, 1, 0)),
    ("a timeout is a failure", entry("TIMEOUT", ""), (0, 1, 0)),
    ("skipped is not passed", entry("SKIP", "skipped: no data\n"), (0, 0, 1)),
]


def main():
    failed = 0
    for name, given, wanted in CASES:
        if cases_of(given) != wanted:
            failed += 1
            print(f"FAILED {name}: {cases_of(given)} instead of {wanted}")
    print(f"{len(CASES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
