"""Plants each offence in a copy of the project and sees tidy fail on it, with the words that name it."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent


def append(file, text):
    def plant(root):
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "a", encoding="utf-8") as out:
            out.write(text)
    return plant


def long_function(lines):
    return "\nint planted(int x) {\n" + "    ++x;\n" * (lines - 3) + "    return x;\n}\n"


CASES = [
    ("a wrong include", append("lib/storage/key.h", '#include "graph/lookup.h"\n'),
     "error: storage may not include graph"),
    ("lmdb outside of storage", append("lib/graph/lookup.h", "#include <lmdb.h>\n"),
     "lib/graph may not include <lmdb.h>"),
    ("a library's private header in a tool", append("tools/planted/planted.cpp", '#include "storage/key.h"\n'),
     "error: tools may not include lib/storage"),
    ("a function over 70 lines", append("lib/tuple/names.cpp", long_function(71)), "a function of 71 lines"),
    ("a file over 600 lines", append("lib/tuple/names.cpp", "\n" * 600), "600 is the end"),
    ("a room without a README", append("lib/planted/planted.h", "// A file that is planted.\n#pragma once\n"),
     "lib/planted:1: error: a room without a README.md"),
    ("a room that layers.txt does not know", append("lib/planted/planted.h", "// A file that is planted.\n"),
     "no room of tests/tidy/layers.txt"),
    ("a file without a first sentence", append("lib/tuple/planted.h", "#pragma once\n"),
     "lib/tuple/planted.h:1: error: the first line is a sentence"),
    ("a path outside the project", append("lib/README.md", "see ../" + "shared/notes\n"), "only tests may look outside"),
    ("a diagnostic without a golden", append("schema-compiler/diagnostics/kind.def",
     '\nPEMBA_DIAGNOSTIC(Planted, "planted-here", Error, Syntax, "planted")\n'), "no golden shows `planted-here`"),
]


def run(root):
    return subprocess.run([sys.executable, HERE / "tidy.py", root], capture_output=True, text=True,
                          env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}, check=False)


def copy(target):
    ignored = shutil.ignore_patterns("build*", ".git", "__pycache__", "corpus")
    shutil.copytree(ROOT, target, ignore=ignored)


def main():
    passed = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        clean = Path(folder, "clean")
        copy(clean)
        before = run(clean).stdout
        for name, plant, words in CASES:
            planted = Path(folder, "planted")
            shutil.copytree(clean, planted)
            plant(planted)
            result = run(planted)
            good = result.returncode == 1 and words in result.stdout and words not in before
            passed, failed = passed + good, failed + (not good)
            if not good:
                print(f"FAILED: tidy did not say `{words}` of {name}:\n{result.stdout[-2000:]}{result.stderr}")
            shutil.rmtree(planted)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
