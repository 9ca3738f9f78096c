"""Workloads and the stores made of them, which later parts of a run use again."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import generate

ROOT = Path(__file__).resolve().parent.parent.parent
PEERS = ROOT.parent / "shared" / "bench"    # the peers' figures and their workloads, if they are there


class Shelf:
    def __init__(self, run):
        self.run = run

    def workload(self, name, **sizes):
        """The folder of a workload of ours."""
        mark = "".join(f"-{value}" for value in sizes.values())
        return generate.write(name, self.run.folder / f"workload-{name}{mark}", **sizes)

    def peers_workload(self, name, *options):
        """The folder of a workload that the peers were measured with; None if its generator is not there."""
        if not (PEERS / "workloads.py").exists():
            return None
        if name == "github":
            options = (*options, "--github", str(generate.GITHUB))
        folder = self.run.folder / "-".join(["peers", name, *(word.strip("-") for word in options if word[0] != "/")])
        if not (folder / "meta.json").exists():
            self.run.say(f"generating {name} {' '.join(options)}")
            subprocess.run([sys.executable, "-B", PEERS / "workloads.py", name, folder, *options], check=True,
                           capture_output=True)
        return folder

    def store(self, workload, copies):
        """The folder of a store that holds so many copies of a workload."""
        folder = self.store_folder(workload, copies)
        whole = folder / "whole"
        if not whole.exists():
            shutil.rmtree(folder, ignore_errors=True)
            self.run.say(f"loading {copies} copies of {workload.name}")
            self.load(folder, workload, copies)
            whole.touch()
        return folder

    def load(self, store, workload, copies):
        """Makes a store of a text by `pembadb load`; the seconds that took, without the writing of the text."""
        text = store.with_suffix(".txt")
        with open(text, "wb") as file:
            subprocess.run([self.run.questions, "text", workload, str(copies)], stdout=file, check=True)
        start = time.perf_counter()
        subprocess.run([self.run.build / "tools/pembadb/pembadb", "load", store, text, "--schema",
                        workload / "schema.zed"], check=True, capture_output=True)
        seconds = time.perf_counter() - start
        text.unlink()
        return seconds

    def drop(self, workload, copies):
        """Makes room, unless stores are to be kept."""
        if not self.run.keep:
            shutil.rmtree(self.store_folder(workload, copies), ignore_errors=True)

    def store_folder(self, workload, copies):
        return self.run.folder / f"store-{workload.name}-{copies}"


def copies_for(workload, tuples):
    """How many copies make a store of about so many tuples."""
    with open(workload / "relationships.txt", encoding="utf-8") as file:
        return max(1, round(tuples / sum(1 for _ in file)))
