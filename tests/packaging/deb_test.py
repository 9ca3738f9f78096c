"""Builds the Debian package, installs it into an empty folder, serves from there, and removes it.

    deb_test.py BUILD-FOLDER
"""
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
EXAMPLE = PROJECT / "examples/github-org"
PROGRAMS = ("pemba", "pembac", "pembad", "pembadb")
PATIENCE_S = 60
MOST_EXPOSURE = 20  # of 100, as systemd counts


def run(*command, **more):
    """The command's standard output; a failure shows all that it said."""
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          timeout=PATIENCE_S * 5, **more)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


class Machine:
    """An empty folder that dpkg takes for a machine."""

    def __init__(self, folder):
        self.root = Path(folder)
        for name in ("info", "updates", "triggers"):
            (self.root / "var/lib/dpkg" / name).mkdir(parents=True)
        for name in ("status", "available"):
            (self.root / "var/lib/dpkg" / name).touch()

    def dpkg(self, *arguments):
        run("dpkg", f"--root={self.root}", f"--log={self.root}/var/lib/dpkg/log", "--force-not-root",
            "--force-script-chrootless", "--force-depends", *arguments,
            env=dict(os.environ, PATH=os.environ["PATH"] + ":/usr/sbin:/sbin"))

    def files(self):
        """All but dpkg's own."""
        return sorted(str(path.relative_to(self.root)) for path in self.root.rglob("*")
                      if not path.is_dir() and not path.is_relative_to(self.root / "var/lib/dpkg"))

    def environment(self, **more):
        library = next((self.root / "usr/lib").rglob("libpemba.so"))
        return dict(os.environ, LD_LIBRARY_PATH=str(library.parent), XDG_CONFIG_HOME=str(self.root / "tmp"), **more)


def unit_line(machine, key):
    unit = (machine.root / "lib/systemd/system/pembad.service").read_text()
    return shlex.split(re.search(f"^{key}=(.*)$", unit, re.MULTILINE)[1])


def is_complete(machine, package):
    control = run("dpkg-deb", "--field", package)
    for field in ("Package: pemba\n", "Depends: ", "liblmdb0", "Description: "):
        assert field in control, control
    assert run("dpkg-deb", "--ctrl-tarfile", package, errors="replace")
    files = machine.files()
    for name in ("lib/systemd/system/pembad.service", "lib/systemd/system/pembad.socket", "etc/pemba/pembad.toml", "etc/pemba/keys", "etc/pemba/administrator.key",
                 "usr/include/pemba/engine.h", "usr/include/pemba/schema/compile.h"):
        assert name in files, name
    for ending in ("/libpemba.so", "/libpemba-schema.so", "/pemba.pc"):
        assert any(name.endswith(ending) for name in files), ending
    assert (machine.root / "etc/pemba/keys").stat().st_mode & 0o777 == 0o600


def manual_is_clean(machine, package):
    for program in PROGRAMS:
        page = machine.root / f"usr/share/man/man1/{program}.1.gz"
        assert page.exists(), program
        if not shutil.which("man"):
            continue
        done = subprocess.run(["man", "--warnings", "-l", page], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, env=dict(os.environ, LC_ALL="C.UTF-8", MANWIDTH="100"))
        assert done.returncode == 0 and not done.stderr, done.stderr
        assert "--help" in done.stdout and "SEE ALSO" in done.stdout, done.stdout


def completion_knows_commands(machine, package):
    ask = 'source "$1"; COMP_WORDS=(pemba permission ch); COMP_CWORD=2; _pemba; echo "${COMPREPLY[@]}"'
    folder = machine.root / "usr/share/bash-completion/completions"
    assert run("bash", "-c", ask, "bash", folder / "pemba") == "check\n"
    for program in PROGRAMS:
        run("bash", "-n", folder / program)


def unit_is_valid_and_sandboxed(machine, package):
    """systemd knows every line, and finds that little is open to the service. The rest of a machine is not there."""
    if not shutil.which("systemd-analyze"):
        return
    for name in ("pembad.service", "pembad.socket"):
        done = subprocess.run(["systemd-analyze", "verify", "--man=no", f"--root={machine.root}", name],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert "ignoring" not in done.stdout and name in done.stdout, done.stdout
    run("systemd-analyze", "security", "--offline=yes", f"--root={machine.root}",
        f"--threshold={MOST_EXPOSURE}", "pembad.service")


def serves(machine, package):
    """The unit's own lines; only where things are is changed, by variables, which come before the file."""
    root = machine.root
    port_file = root / "tmp/port"
    port_file.parent.mkdir()
    (root / "var/lib/pemba").mkdir()  # StateDirectory
    (root / "var/log/pemba").mkdir(parents=True)  # LogsDirectory
    environment = machine.environment(PEMBA_DATA=str(root / "var/lib/pemba"), PEMBA_LISTEN="127.0.0.1:0",
                                      PEMBA_KEY_FILE=str(root / "etc/pemba/keys"), PEMBA_PORT_FILE=str(port_file),
                                      PEMBA_AUDIT_FILE=str(root / "var/log/pemba/audit.log"), PEMBA_MAP_SIZE="1",
                                      PEMBA_READY_MIN_SPACE="0")

    def here(key):
        return [str(root) + word if word.startswith("/") else word for word in unit_line(machine, key)]

    run(*here("ExecStartPre"), env=environment)
    with open(root / "tmp/log", "w") as log:
        server = subprocess.Popen(here("ExecStart"), env=environment, stderr=log)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not (port_file.exists() and port_file.read_text()) and time.monotonic() < deadline:
            assert server.poll() is None, (root / "tmp/log").read_text()
            time.sleep(0.02)
        ask_main_questions(machine, port_file.read_text().strip())
    finally:
        server.terminate()
        assert server.wait(PATIENCE_S) == 0, (root / "tmp/log").read_text()
    shutil.rmtree(root / "tmp")


def ask_main_questions(machine, port):
    environment = machine.environment(PEMBA_ENDPOINT=f"http://127.0.0.1:{port}")

    def pemba(*arguments):
        return run(machine.root / "usr/bin/pemba", "--key-file", machine.root / "etc/pemba/administrator.key", *arguments,
                   env=environment)

    pemba("schema", "write", EXAMPLE / "schema.zed")
    pemba("import", EXAMPLE / "relationships.txt")
    question = ("repository:kubernetes/sig-release", "push", "user:u3154ad37")
    pemba("permission", "check", *question, "--explain")  # denied would end with 1
    assert question[0] in pemba("permission", "lookup-resources", "repository", *question[1:])


def removal_leaves_data(machine, package):
    machine.dpkg("--remove", "pemba")
    data = ["var/lib/pemba/" + path.name for path in sorted((machine.root / "var/lib/pemba").iterdir())]
    assert "var/lib/pemba/data.mdb" in data, data
    data.append("var/log/pemba/audit.log")
    assert "/v1/schema/write" in (machine.root / data[-1]).read_text()
    assert machine.files() == sorted(["etc/pemba/administrator.key", "etc/pemba/keys", "etc/pemba/pembad.toml", *data]), machine.files()
    machine.dpkg("--purge", "pemba")
    assert machine.files() == data, machine.files()


STEPS = (is_complete, manual_is_clean, completion_knows_commands, unit_is_valid_and_sandboxed, serves,
         removal_leaves_data)


def main():
    missing = [tool for tool in ("dpkg-deb", "dpkg", "meson") if not shutil.which(tool)]
    if missing:
        print(f"skipped: there is no {missing[0]}")
        sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        package = run(PROJECT / "packaging/deb/build", sys.argv[1], work).strip()
        machine = Machine(Path(work, "root"))
        machine.dpkg("--install", package)
        for step in STEPS:
            step(machine, package)
            print(f"ok {step.__name__}")
    print(f"{len(STEPS)} passed, 0 failed")


main()
