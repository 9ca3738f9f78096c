#!/usr/bin/env python3
"""Writes a program's manual page or bash completion out of what it says to --help, all its subcommands too.

    describe.py manual PROGRAM VERSION
    describe.py completion PROGRAM
"""
import re
import subprocess
import sys
from pathlib import Path

HEADING = re.compile(r"^(\s*)(?:\[Option Group: (.*)\]|(\w[\w ]*):)\s*$")
ROW = re.compile(r"^ +(\S.*?)(?:  +(\S.*))?$")
PROGRAMS = ("pemba", "pembac", "pembad", "pembadb")
DESCRIPTION_COLUMN = 20  # what begins after it goes on with the row before


class Command:
    """What one command says of itself."""

    def __init__(self, program, path):
        self.path = path  # such as ["pemba", "schema", "write"]
        text = subprocess.run([program, *path[1:], "--help"], stdout=subprocess.PIPE, check=True,
                              text=True).stdout
        first, _, rest = text.partition("\n")
        self.summary = first.strip().rstrip(".")
        self.usage = ""
        self.sections = []  # (heading, [(term, description)])
        self.notes = []
        for line in rest.split("\n"):
            self.take(line.rstrip())
        self.commands = [Command(program, path + [name]) for heading, rows in self.sections
                         if heading == "Subcommands" for name, _ in rows]

    def take(self, line):
        heading = HEADING.match(line)
        row = ROW.match(line)
        if line.startswith("Usage: "):
            self.usage = line[len("Usage: "):]
        elif heading:
            self.sections.append((heading[2] or heading[3], []))
        elif not line.strip() or line.strip().startswith("["):
            return
        elif row and self.sections:
            self.take_row(line, row)
        else:
            self.notes.append(line.strip())

    def take_row(self, line, row):
        rows = self.sections[-1][1]
        if len(line) - len(line.lstrip()) >= DESCRIPTION_COLUMN and rows:
            term, description = rows[-1]
            rows[-1] = (term, (description + " " + line.strip()).strip())
        else:
            rows.append((row[1], row[2] or ""))

    def words(self):
        """What may stand after the command: its subcommands, then its options."""
        names = [command.path[-1] for command in self.commands]
        options = [word for heading, rows in self.sections if heading != "Subcommands"
                   for term, _ in rows for word in re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", term)]
        return names + sorted(set(options))

    def all(self):
        yield self
        for command in self.commands:
            yield from command.all()


def roff(text):
    """Text that roff prints as it is."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("`", "\\(ga").replace("'", "\\(aq")
    return "\\&" + text if text.startswith(".") else text


def body(command):
    if command.usage:
        yield from (".PP", f".B {roff(command.usage)}")
    for heading, rows in command.sections:
        if not rows:
            continue
        yield from (".PP", f"{roff(heading)}:")
        for term, description in rows:
            yield from (".TP", f".B {roff(term)}", roff(description) or "\\&")
    for note in command.notes:
        yield from (".PP", roff(note))


def manual(program, version):
    top = Command(program, [Path(program).name])
    name = top.path[0]
    yield f'.TH {name.upper()} 1 "" "pemba {version}" "Pemba"'
    yield from (".SH NAME", f"{name} \\- {roff(top.summary)}", ".SH DESCRIPTION", *body(top))
    if top.commands:
        yield ".SH COMMANDS"
    for command in top.all():
        if command is not top:
            yield from (f".SS {roff(' '.join(command.path))}", roff(command.summary), *body(command))
    others = [other for other in PROGRAMS if other != name]
    yield from (".SH SEE ALSO", ",\n".join(f".BR {other} (1)" for other in others))


COMPLETION = """# bash completion for {name}
declare -gA _{name}_words=(
{table}
)

_{name}() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} path={name} word
    for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
        [ -z "${{_{name}_words[$path $word]+known}}" ] || path="$path $word"
    done
    mapfile -t COMPREPLY < <(compgen -W "${{_{name}_words[$path]}}" -- "$current")
}}
complete -o default -F _{name} {name}"""


def completion(program):
    top = Command(program, [Path(program).name])
    rows = [f'    ["{" ".join(command.path)}"]="{" ".join(command.words())}"' for command in top.all()]
    yield COMPLETION.format(name=top.path[0], table="\n".join(rows))


def main():
    kind, *arguments = sys.argv[1:]
    print("\n".join({"manual": manual, "completion": completion}[kind](*arguments)))


main()
