"""Checks what a compiler does not: directions of includes, lengths, READMEs, goldens, first sentences.

    tests/tidy/tidy.py [ROOT]

Prints `file:line: error: ...` for each offence and ends with `N passed, N failed`: one case a rule and file.
"""

import ast
import os
import re
import sys
from pathlib import Path

import source

LONGEST_FUNCTION = 70
LONGEST_FILE = 600
AIM_FILE = 400
LONGEST_README = 80
CPP = {".cpp", ".h"}
SOURCES = CPP | {".py", ".fbs", ".def", ".lua"}
INCLUDE_ROOTS = ("lib", "lib/include", "schema-compiler", "schema-compiler/include", "daemon", "tools", "tests")
MIRRORS = re.compile(r"^tests/(lib|schema-compiler|daemon|tools|golden|scenarios|fuzz)(/|$)")
# Written in parts, so that this file does not offend.
MACHINE = re.compile("/" + r"work/|/" + r"home/\w|/" + r"root/|" + r"/tmp/\w+/\w+")
SHARED = re.compile(r"\.\./" + "shared")
DIAGNOSTIC = re.compile(r'^PEMBA_DIAGNOSTIC\(\s*\w+,\s*"([a-z0-9-]+)",\s*(\w+)', re.MULTILINE)


class Tidy:
    def __init__(self, root):
        self.root = root
        self.checked = self.failed = 0
        self.rooms, self.owners = self.read_layers()
        self.files = sorted(self.walk())

    # --- What is there

    def walk(self):
        for folder, names, files in os.walk(self.root):
            names[:] = [n for n in names if not n.startswith("build") and n not in (".git", "__pycache__", "corpus")]
            for name in files:
                path = Path(folder, name)
                if not path.is_symlink():
                    yield path.relative_to(self.root).as_posix()

    def text(self, file):
        return (self.root / file).read_text(encoding="utf-8", errors="replace")

    def read_layers(self):
        rooms, owners = {}, []
        for line in (Path(__file__).parent / "layers.txt").read_text().splitlines():
            if line.startswith("<"):
                header, *allowed = line.split()
                owners.append((header[1:].rstrip(">"), allowed))
            elif line and not line.startswith("#"):
                room, _, allowed = line.partition(":")
                rooms[room] = allowed.split()
        return rooms, owners

    def room_of(self, file):
        folder = file
        while "/" in folder:
            folder = folder.rsplit("/", 1)[0]
            if folder in self.rooms:
                return folder
        return None

    # --- How offences are told

    def expect(self, good, place, message):
        self.checked += 1
        if not good:
            self.failed += 1
            print(f"{place}: error: {message}")

    # --- The rules

    def check_layers(self, file):
        room = self.room_of(file)
        if room is None:
            return self.expect(False, f"{file}:1", "this folder is no room of tests/tidy/layers.txt")
        offences = 0
        for line, quote, path in source.includes(self.text(file)):
            wrong = self.wrong_system(room, path) if quote == "<" else self.wrong_room(file, room, path)
            if wrong:
                offences += 1
                self.expect(False, f"{file}:{line}", wrong)
        if not offences:
            self.expect(True, file, "")

    def wrong_system(self, room, path):
        for header, allowed in self.owners:
            if path.startswith(header):
                fits = any(room == name or room.startswith(name + "/") for name in allowed)
                return None if fits else f"{room} may not include <{path}>"
        return None

    def wrong_room(self, file, room, path):
        target = self.target_room(file, path)
        allowed = self.rooms[room]
        if target is None or target == room or target in allowed or "*" in allowed:
            return None
        top = room.split("/")[0] + "/"
        return f"{room.removeprefix(top)} may not include {target.removeprefix(top)}"

    def target_room(self, file, path):
        if path.endswith("_generated.h"):
            return "generated"
        folder, top = file.rsplit("/", 1)[0], file.split("/")[0]
        for root in (folder, top, *INCLUDE_ROOTS):
            candidate = os.path.normpath(f"{root}/{path}")
            if (self.root / candidate).is_file():
                return self.room_of(candidate)
        return None

    def check_lengths(self, file):
        text = self.text(file)
        lines = text.count("\n")
        self.expect(lines <= LONGEST_FILE, f"{file}:{LONGEST_FILE}", f"{lines} lines; {LONGEST_FILE} is the end")
        if AIM_FILE < lines <= LONGEST_FILE:
            print(f"{file}:{AIM_FILE}: note: {lines} lines; aim at {AIM_FILE}")
        spans = self.python_functions(text) if file.endswith(".py") else source.functions(text)
        for first, last in spans:
            length = last - first + 1
            self.expect(length <= LONGEST_FUNCTION, f"{file}:{first}",
                        f"a function of {length} lines; {LONGEST_FUNCTION} is the end")

    @staticmethod
    def python_functions(text):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.lineno, node.end_lineno

    def check_first_sentence(self, file):
        lines = self.text(file).splitlines() or [""]
        if lines[0].startswith("#!"):
            lines = lines[1:] or [""]
        name = Path(file).with_suffix(".h").name
        if file.endswith(".cpp") and lines[0].startswith("#include") and lines[0].endswith(f'{name}"'):
            return  # its header says it
        begins = {".py": '"""', ".lua": "--"}.get(Path(file).suffix, "//" if Path(file).suffix else "#")
        sentence = lines[0].removeprefix(begins).strip()
        self.expect(lines[0].startswith(begins) and len(sentence) >= 3, f"{file}:1",
                    "the first line is a sentence that says what this file is")

    def check_pragma_once(self, file):
        self.expect("\n#pragma once\n" in self.text(file), f"{file}:1", "a header without `#pragma once`")

    def check_paths(self, file):
        if file.startswith("tests/tidy/"):
            return
        text, wrong = self.text(file), []
        patterns = [(MACHINE, "a path of this machine")]
        if not file.startswith("tests/"):
            patterns.append((SHARED, "only tests may look outside the project"))
        for pattern, message in patterns:
            for match in pattern.finditer(text):
                if not match[0].startswith("/tmp/") or file.startswith(("lib/", "schema-compiler/")):
                    wrong.append((text.count("\n", 0, match.start()) + 1, message))
        for line, message in wrong:
            self.expect(False, f"{file}:{line}", message)
        if not wrong:
            self.expect(True, file, "")

    def check_readmes(self, folder):
        readme = self.root / folder / "README.md"
        if not self.expect_readme(folder, readme):
            return
        lines = readme.read_text().count("\n")
        if lines > LONGEST_README:
            print(f"{folder}/README.md:{LONGEST_README}: note: {lines} lines; one screen is {LONGEST_README}")

    def expect_readme(self, folder, readme):
        self.expect(readme.is_file(), f"{folder}:1", "a room without a README.md")
        return readme.is_file()

    def check_goldens(self):
        listed = "schema-compiler/diagnostics/kind.def"
        if listed not in self.files:
            return
        goldens = [f for f in self.files if re.match(r"tests/golden/\w+/fail_", f)]
        told = {code for f in goldens for code in re.findall(r"\[([a-z0-9-]+)\]", self.text(f))}
        text = self.text(listed)
        for match in DIAGNOSTIC.finditer(text):
            code = match[1]
            shown = any(re.match(rf"tests/golden/\w+/fail_{code}[._]", f) for f in goldens)
            if "bug" in code or "internal" in code:
                continue
            self.expect(shown and code in told, f"{listed}:{text.count(chr(10), 0, match.start()) + 1}",
                        f"no golden shows `{code}`: write one such as tests/golden/zed/fail_{code}.zed")

    # --- All of them

    def is_script(self, file):
        return "." not in Path(file).name and self.text(file).startswith("#!")

    def run(self):
        rooms = set()
        for file in self.files:
            suffix = Path(file).suffix
            if suffix in CPP:
                self.check_layers(file)
            if suffix == ".h":
                self.check_pragma_once(file)
            if suffix in CPP | {".py"}:
                self.check_lengths(file)
            if suffix in SOURCES or self.is_script(file):
                self.check_first_sentence(file)
                folder = file.rpartition("/")[0]
                if folder and not MIRRORS.match(folder):
                    rooms.add(folder)
            if suffix in SOURCES | {".md", ".build", ".txt"} or self.is_script(file):
                self.check_paths(file)
        for room in sorted(rooms):
            self.check_readmes(room)
        self.check_goldens()
        print(f"{self.checked - self.failed} passed, {self.failed} failed")
        return 1 if self.failed else 0


if __name__ == "__main__":
    default = Path(__file__).resolve().parent.parent.parent
    sys.exit(Tidy(Path(sys.argv[1]) if len(sys.argv) > 1 else default).run())
