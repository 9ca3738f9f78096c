"""pembac as a person runs it: commands, exit statuses, messages. Ends with `N passed, N failed`."""
import json
import os
import subprocess
import sys
import tempfile

pembac = sys.argv[1]
passed = failed = 0
GOOD = b"definition user {}\n"
BAD = b"definition doc {\n\trelation viewer: usr\n}\n"


def run(*args, text=b""):
    done = subprocess.run([pembac, *args], input=text, capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def expect(what, is_right, seen):
    global passed, failed
    if is_right:
        passed += 1
    else:
        failed += 1
        print(f"failed: {what}\n  saw {seen}")


with tempfile.TemporaryDirectory() as folder:
    good = os.path.join(folder, "good.zed")
    with open(good, "wb") as file:
        file.write(b"definition   user {}\n")
    output = os.path.join(folder, "good.bin")

    seen = run("check", "-", text=GOOD)
    expect("check: a good schema is 0 and counted", seen[0] == 0 and "1 definition" in seen[2], seen)
    seen = run("check", "-", text=BAD)
    expect("check: a bad schema is 1 with its place",
           seen[0] == 1 and "<stdin>:2:19: error: unknown type `usr`" in seen[2], seen)
    expect("check: no colour in a pipe", "\x1b" not in seen[2], seen)
    seen = run("check", "--colour", "always", "-", text=BAD)
    expect("check: colour when asked for", "\x1b[1;31merror" in seen[2], seen)
    seen = run("check", "--format", "json", "-", text=BAD)
    expect("check: JSON on the standard output", json.loads(seen[1])[0]["code"] == "unknown-type", seen)
    seen = run("check", os.path.join(folder, "missing.zed"))
    expect("check: a missing file is 2 and named",
           seen[0] == 2 and "missing.zed`: No such file" in seen[2], seen)
    seen = run("check", folder)
    expect("check: a folder is 2 and named", seen[0] == 2 and "Is a directory" in seen[2], seen)

    seen = run("compile", good, "-o", output)
    expect("compile: says what it wrote", seen[0] == 0 and f"to {output}" in seen[2], seen)
    with open(output, "rb") as file:
        expect("compile: bytes with the schema's identifier", file.read()[4:8] == b"PMBS", output)
    seen = run("compile", "-", "-o", os.path.join(folder, "bad.bin"), text=BAD)
    expect("compile: writes nothing of a bad schema",
           seen[0] == 1 and not os.path.exists(os.path.join(folder, "bad.bin")), seen)
    seen = run("compile", good, "-o", os.path.join(folder, "none", "x"))
    expect("compile: a folder that is missing is 2", seen[0] == 2 and "cannot create" in seen[2], seen)

    newer = os.path.join(folder, "newer.zed")
    with open(newer, "wb") as file:
        file.write(b"definition user {}\ndefinition doc {\n\trelation viewer: user\n}\n")
    seen = run("diff", good, newer)
    expect("diff: says what is new", seen[:2] == (0, "definition `doc` is new\n"), seen)
    seen = run("diff", newer, "-", "--json", text=open(newer, "rb").read().replace(b"user\n", b"user:*\n"))
    expect("diff: JSON has kinds, names and types",
           [(d["kind"], d["definition"], d["relation"], d["subjectType"]) for d in json.loads(seen[1])] ==
           [("SubjectTypeRemoved", "doc", "viewer", "user"), ("SubjectTypeAdded", "doc", "viewer", "user:*")], seen)
    seen = run("diff", good, good)
    expect("diff: nothing to say", seen[:2] == (0, "no differences\n"), seen)
    seen = run("diff", good, "-", text=BAD)
    expect("diff: a bad schema is 1 with its place", seen[0] == 1 and "<stdin>:2:19" in seen[2], seen)
    seen = run("diff", good, os.path.join(folder, "missing.zed"))
    expect("diff: a missing file is 2", seen[0] == 2 and "missing.zed" in seen[2], seen)

    seen = run("format", good)
    expect("format: prints", seen[:2] == (0, "definition user {}\n"), seen)
    seen = run("format", "--check", good)
    expect("format --check: 1 for another layout", seen[0] == 1 and not seen[1], seen)
    seen = run("format", "--write", good)
    expect("format --write: changes the file", seen[0] == 0 and open(good).read() == "definition user {}\n", seen)
    seen = run("format", "--check", good)
    expect("format --check: 0 afterwards", seen[0] == 0, seen)
    seen = run("format", "-", text=b"definition {")
    expect("format: a text that does not parse is 1", seen[0] == 1 and "expected-name" in seen[2], seen)

    def write(name, text):
        path = os.path.join(folder, name)
        with open(path, "wb") as file:
            file.write(text)
        return path

    model = b"model\n  schema 1.1\ntype user\n"
    fga = write("model.fga", model)
    seen = run("check", fga)
    expect("check: a .fga is a model of OpenFGA", seen[0] == 0 and "1 definition" in seen[2], seen)
    seen = run("check", "--language", "fga", "-", text=model)
    expect("check --language: says it of the standard input", seen[0] == 0, seen)
    json_model = write("model.json", b'{"schema_version": "1.1", "type_definitions": [{"type": "user"}]}')
    seen = run("diff", fga, json_model)
    expect("diff: a model and its JSON are the same", seen[:2] == (0, "no differences\n"), seen)
    seen = run("format", json_model)
    expect("format: a .json is laid out", seen[0] == 0 and seen[1].startswith('{\n  "schema_version": "1.1",\n'), seen)
    manifest = write("fga.mod", b"schema: '1.2'\ncontents:\n  - core.fga\n  - more.fga\n")
    write("core.fga", b"module core\ntype user\n")
    seen = run("check", manifest)
    expect("check: a missing module is 2 and named", seen[0] == 2 and "more.fga`: No such file" in seen[2], seen)
    write("more.fga", b"module more\nextend type user\n  relations\n    define boss: [user]\n")
    seen = run("compile", manifest, "-o", output)
    expect("compile: a manifest brings its modules", seen[0] == 0 and "1 relation" in seen[2], seen)
    write("more.fga", b"module more\nextend type usr\n  relations\n    define boss: [user]\n")
    seen = run("check", manifest)
    expect("check: a fault in a module has its place",
           seen[0] == 1 and os.path.join(folder, "more.fga") + ":2:13: error" in seen[2], seen)
    seen = run("check", "--format", "json", manifest)
    expect("check: JSON tells the file of a module", json.loads(seen[1])[0]["file"].endswith("more.fga"), seen)
    seen = run("format", manifest)
    expect("format: a manifest is refused", seen[0] == 2 and "modules" in seen[2], seen)

    seen = run("check", "--colour", "sometimes", "-", text=GOOD)
    expect("an unknown value of an option: misuse is 2", seen[0] == 2 and "colour" in seen[2], seen)
    seen = run("--help")
    expect("--help: names the commands", seen[0] == 0 and all(
        word in seen[1] for word in ("check", "compile", "format", "Exit status")), seen)
    expect("no command: misuse is 2", run()[0] == 2, None)
    expect("unknown option: misuse is 2", run("check", "--frobnicate", "-")[0] == 2, None)

print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed else 0)
