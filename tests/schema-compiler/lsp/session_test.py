"""Plays recorded sessions (*.session) with `pembac lsp` over pipes and compares what it answers.

    session_test.py PEMBAC FOLDER [NAME...]

A session is a list of what the editor does, one a line, and under each the answers, on lines that begin with `< `.
README.md beside this file describes the words. PEMBA_ACCEPT=1 writes the answers into the files and counts as
skipped. Ends with `N passed, N failed`.
"""
import difflib
import json
import os
import subprocess
import sys
import tempfile

SHOWN_FOLDER = "/session"
QUESTIONS = {"hover": "hover", "definition": "definition", "complete": "completion", "references": "references"}


def utf16(text):
    return len(text.encode("utf-16-le")) // 2


def position(text, offset, units):
    before = text[:offset]
    line_begin = before.rfind("\n") + 1
    return {"line": before.count("\n"), "character": units(before[line_begin:])}


class Editor:
    """One run of the server, and the texts as the editor has them."""

    def __init__(self, pembac, folder):
        self.process = subprocess.Popen([pembac, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.folder, self.texts, self.next_id, self.units = folder, {}, 1, utf16

    def uri(self, name):
        return name if ":" in name else f"file://{self.folder}/{name}"

    # --- Bytes

    def write(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message):
        body = json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def read(self):
        length = 0
        while (line := self.process.stdout.readline()) not in (b"\r\n", b""):
            length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length)) if line else None

    def answers_until(self, wanted):
        answers = []
        while (message := self.read()) is not None and message.get("id") != wanted:
            answers.append(message)
        return answers, message

    # --- Messages

    def ask(self, method, params):
        number, self.next_id = self.next_id, self.next_id + 1
        self.send({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
        answers, last = self.answers_until(number)
        return answers + [last]

    def settle(self):
        """What comes up to the answer to a request that no server knows."""
        self.send({"jsonrpc": "2.0", "id": "settle", "method": "$/settle"})
        return self.answers_until("settle")[0]

    def tell(self, method, params):
        self.send({"jsonrpc": "2.0", "method": method, "params": params})
        return self.settle()

    def place(self, name, marked):
        text, before, after = self.texts[name], *marked.split("^")
        at = text.find(before + after)
        assert at >= 0 and text.count(before + after) == 1, f"`{marked}` is not once in {name}"
        return position(text, at + len(before), self.units)

    def range(self, name, part):
        text = self.texts[name]
        assert text.count(part) == 1, f"`{part}` is not once in {name}"
        at = text.find(part)
        return {"start": position(text, at, self.units), "end": position(text, at + len(part), self.units)}

    # --- The words of a session

    def do(self, word, rest, block):
        return getattr(self, "do_" + word)(rest, block)

    def do_initialize(self, rest, _):
        params = json.loads(rest or "{}")
        answers = self.ask("initialize", params)
        if answers[-1].get("result", {}).get("capabilities", {}).get("positionEncoding") == "utf-8":
            self.units = lambda text: len(text.encode())
        answers[-1].get("result", {}).get("serverInfo", {}).pop("version", None)
        return answers

    def do_start(self, rest, block):
        self.do_initialize(rest, block)
        return []

    def do_file(self, name, block):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(block)
        return []

    def do_open(self, rest, block):
        name, _, size = rest.partition(" pad ")
        self.texts[name] = block.ljust(int(size or 0))
        return self.tell("textDocument/didOpen", {"textDocument": {
            "uri": self.uri(name), "languageId": "zed", "version": 1, "text": self.texts[name]}})

    def change(self, name, change):
        return self.tell("textDocument/didChange", {
            "textDocument": {"uri": self.uri(name), "version": 2}, "contentChanges": [change]})

    def do_replace(self, name, block):
        self.texts[name] = block
        return self.change(name, {"text": block})

    def do_edit(self, rest, _):
        name, _, edit = rest.partition(" ")
        old, new = (json.loads(part) for part in edit.split(" -> "))
        place = self.range(name, old)
        self.texts[name] = self.texts[name].replace(old, new)
        return self.change(name, {"range": place, "text": new})

    def do_close(self, name, _):
        return self.tell("textDocument/didClose", {"textDocument": {"uri": self.uri(name)}})

    def do_question(self, word, rest):
        name, _, marked = rest.partition(" ")
        params = {"textDocument": {"uri": self.uri(name)}, "position": self.place(name, json.loads(marked))}
        if word == "references":
            params["context"] = {"includeDeclaration": True}
        return self.ask("textDocument/" + QUESTIONS[word], params)

    def do_symbols(self, name, _):
        return self.ask("textDocument/documentSymbol", {"textDocument": {"uri": self.uri(name)}})

    def do_format(self, name, _):
        return self.ask("textDocument/formatting", {
            "textDocument": {"uri": self.uri(name)}, "options": {"tabSize": 4, "insertSpaces": False}})

    def do_actions(self, rest, _):
        name, _, part = rest.partition(" ")
        return self.ask("textDocument/codeAction", {
            "textDocument": {"uri": self.uri(name)}, "range": self.range(name, json.loads(part)),
            "context": {"diagnostics": []}})

    def do_send(self, rest, _):
        self.send(json.loads(rest))
        return self.settle()

    def do_raw(self, rest, _):
        self.write(json.loads(rest).encode("latin-1"))
        return self.settle()

    def do_shutdown(self, *_):
        return self.ask("shutdown", None)

    def do_exit(self, *_):
        self.send({"jsonrpc": "2.0", "method": "exit"})
        return self.hang_up()

    def do_hang_up(self, *_):
        return self.hang_up()

    def hang_up(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        assert not rest, rest
        return [f"exit status {self.process.wait(timeout=60)}"]


for each in QUESTIONS:
    setattr(Editor, "do_" + each, lambda self, rest, _, word=each: self.do_question(word, rest))


# --- Showing answers

def is_range(value):
    return isinstance(value, dict) and sorted(value) == ["end", "start"]


def shorter(value):
    if is_range(value):
        at = [f"{value[side]['line']}:{value[side]['character']}" for side in ("start", "end")]
        return "-".join(at)
    if isinstance(value, dict):
        return {key: shorter(part) for key, part in value.items() if key != "jsonrpc"}
    return [shorter(part) for part in value] if isinstance(value, list) else value


def shown(value, indent=""):
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent + flat) <= 110 or not isinstance(value, (dict, list)) or not value:
        return flat
    deeper = indent + "  "
    if isinstance(value, list):
        return "[\n" + ",\n".join(deeper + shown(part, deeper) for part in value) + f"\n{indent}]"
    return "{\n" + ",\n".join(f"{deeper}{json.dumps(key)}: {shown(part, deeper)}"
                              for key, part in value.items()) + f"\n{indent}}}"


def lines_of(answer, folder):
    text = answer if isinstance(answer, str) else shown(shorter(answer))
    return ["< " + line for line in text.replace(folder, SHOWN_FOLDER).split("\n")]


# --- Reading and playing a file

def blocks(lines):
    """(line, the indented text under it)."""
    at = 0
    while at < len(lines):
        line, at = lines[at], at + 1
        end = at
        while end < len(lines) and (lines[end].startswith("    ") or not lines[end]):
            end += 1
        while end > at and not lines[end - 1]:
            end -= 1
        yield line, lines[at:end]
        at = end


def play(pembac, path):
    """The session's file as it should be."""
    with open(path) as file:
        lines = [line for line in file.read().split("\n") if not line.startswith("<")]
    out = []
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        editor = Editor(pembac, folder)
        for line, block in blocks(lines):
            out += [line, *block]
            if not line or line.startswith("#"):
                continue
            word, _, rest = line.partition(" ")
            text = "".join(part[4:] + "\n" for part in block)
            for answer in editor.do(word, rest, text):
                out += lines_of(answer, folder)
        if editor.process.poll() is None:
            editor.hang_up()
    return "\n".join(out)


def main():
    pembac, folder, *names = sys.argv[1:]
    accepts = os.environ.get("PEMBA_ACCEPT") == "1"
    passed = failed = 0
    for name in names or sorted(each for each in os.listdir(folder) if each.endswith(".session")):
        path = os.path.join(folder, name)
        with open(path) as file:
            expected = file.read()
        got = play(pembac, path)
        if accepts:
            with open(path, "w") as file:
                file.write(got)
        elif got == expected:
            passed += 1
        else:
            failed += 1
            print(f"{name}: what is expected (-), what came (+); PEMBA_ACCEPT=1 accepts it")
            print("\n".join(difflib.unified_diff(expected.split("\n"), got.split("\n"), lineterm="", n=4)))
    print("skipped: wrote what is expected" if accepts else f"{passed} passed, {failed} failed")
    return 77 if accepts else 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
