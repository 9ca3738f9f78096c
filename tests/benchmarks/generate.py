"""Workloads with known answers: direct, nested, listing and github. question_benchmark makes large stores of copies.

A workload is a folder: schema.zed, relationships.txt (a tuple a line), checks.txt (`object#permission@subject
yes|no kind` a line), and of some listings.txt (`objects namespace permission subject results` or `subjects object
permission namespace results` a line).
"""

import random
from pathlib import Path

GITHUB = Path(__file__).resolve().parent.parent.parent / "examples" / "github-org"
LEVELS = ("administer", "maintain", "push", "triage", "pull")
DIRECT_SCHEMA = """definition user {}

definition document {
	relation viewer: user
	permission view = viewer
}
"""
NESTED_SCHEMA = """definition user {}

definition group {
	relation member: user | group#member
}

definition document {
	relation viewer: user | group#member
	permission view = viewer
}
"""
LISTING_SCHEMA = """definition user {}

definition group {
	relation member: user | group#member
}

definition folder {
	relation viewer: user | group#member
	permission view = viewer
}

definition document {
	relation parent: folder
	relation viewer: user | group#member
	permission view = viewer + parent->view
}
"""
FOLDERS_SCHEMA = """definition user {}

definition folder {
	relation parent: folder
	relation editor: user
	relation viewer: user
	permission edit = editor + parent->edit
	permission view = viewer + edit + parent->view
}

definition document {
	relation parent: folder
	relation banned: user
	permission view = parent->view - banned
}
"""


class Direct:
    """Documents with ten viewers each, and a popular one that half of all users may view."""
    schema = DIRECT_SCHEMA
    viewers = 10

    def __init__(self, documents=90_000, popular=100_000):
        self.documents, self.popular, self.users = documents, popular, 2 * popular

    def viewer(self, document, index):
        return (document * 7907 + index * 7919) % self.users

    def tuples(self):
        for user in range(self.popular):
            yield f"document:popular#viewer@user:u{2 * user}"
        for document in range(self.documents):
            for index in range(self.viewers):
                yield f"document:d{document}#viewer@user:u{self.viewer(document, index)}"

    def checks(self, pick):
        for _ in range(5_000):
            document = pick.randrange(self.documents)
            viewers = {self.viewer(document, index) for index in range(self.viewers)}
            user = pick.choice(sorted(viewers))
            yield f"document:d{document}#view@user:u{user}", True, "allowed"
            user = pick.randrange(self.users)
            if user not in viewers:
                yield f"document:d{document}#view@user:u{user}", False, "denied"
            yield f"document:popular#view@user:u{2 * pick.randrange(self.popular) + 1}", False, "popular-denied"


class Nested:
    """Chains of groups 8 deep, and a group over 100 columns of groups 3 deep; documents shared with the first group."""
    schema = NESTED_SCHEMA
    chains, depth, columns, levels, members, documents = 50, 8, 100, 3, 20, 2_000

    def tuples(self):
        for chain in range(self.chains):
            yield from self.groups(f"chain{chain}", self.depth)
        for column in range(self.columns):
            yield f"group:wide#member@group:column{column}_0#member"
            yield from self.groups(f"column{column}", self.levels)
        for document in range(self.documents):
            yield f"document:deep{document}#viewer@group:chain{document % self.chains}_0#member"
            yield f"document:wide{document}#viewer@group:wide#member"

    def groups(self, name, depth):
        for level in range(depth):
            if level + 1 < depth:
                yield f"group:{name}_{level}#member@group:{name}_{level + 1}#member"
            for user in range(self.members):
                yield f"group:{name}_{level}#member@user:{name}_{level}_{user}"

    def checks(self, pick):
        for _ in range(5_000):
            document, user = pick.randrange(self.documents), pick.randrange(self.members)
            chain = document % self.chains
            other = (chain + pick.randrange(1, self.chains)) % self.chains
            inner = f"{self.depth - 1}_{user}"
            column = f"column{pick.randrange(self.columns)}_{self.levels - 1}_{user}"
            yield f"document:deep{document}#view@user:chain{chain}_{inner}", True, "deep-yes"
            yield f"document:deep{document}#view@user:chain{other}_{inner}", False, "deep-no"
            yield f"document:wide{document}#view@user:{column}", True, "wide-yes"
            yield f"document:wide{document}#view@user:chain{other}_{inner}", False, "wide-no"


class Folders:
    """Documents in folders eight deep; people view and edit at any level, and may be banned from a document."""
    schema = FOLDERS_SCHEMA
    chains, depth, documents, viewers, editors = 100, 8, 20, 10, 3

    def tuples(self):
        for chain in range(self.chains):
            for level in range(self.depth):
                folder = f"folder:f{chain}_{level}"
                if level:
                    yield f"{folder}#parent@folder:f{chain}_{level - 1}"
                for user in range(self.viewers):
                    yield f"{folder}#viewer@user:v{chain}_{level}_{user}"
                for user in range(self.editors):
                    yield f"{folder}#editor@user:e{chain}_{level}_{user}"
            for document in range(self.documents):
                yield f"document:d{chain}_{document}#parent@folder:f{chain}_{self.depth - 1}"
                yield f"document:d{chain}_{document}#banned@user:v{chain}_0_0"

    def checks(self, pick):
        for _ in range(5_000):
            chain, document = pick.randrange(self.chains), pick.randrange(self.documents)
            view, user = f"document:d{chain}_{document}#view", pick.randrange(1, self.viewers)
            yield f"{view}@user:v{chain}_{self.depth - 1}_{user}", True, "own-folder"
            yield f"{view}@user:v{chain}_0_{user}", True, "top-folder"
            yield f"{view}@user:e{chain}_{self.depth // 2}_0", True, "editor-above"
            yield f"{view}@user:v{chain}_0_0", False, "banned"
            yield f"{view}@user:v{(chain + 1) % self.chains}_0_{user}", False, "stranger"


class Listing:
    """A user who sees so many documents through groups and folders, and a document that so many users see."""
    schema = LISTING_SCHEMA
    groups, size = 10, 100

    def __init__(self, results=10_000):
        self.results = results
        self.folders = results // self.size    # that the seeker sees all documents of

    def tuples(self):
        for group in range(self.groups):
            yield f"group:g{group}#member@group:seekers#member"
        yield "group:seekers#member@user:seeker"
        for folder in range(2 * self.folders):    # one in two is nothing to the seeker
            group = f"g{folder % self.groups}" if folder % 2 else f"other{folder % self.groups}"
            yield f"folder:f{folder}#viewer@group:{group}#member"
            for document in range(self.size):
                yield f"document:d{folder}_{document}#parent@folder:f{folder}"
        for circle in range(self.folders):
            yield f"document:popular#viewer@group:p{circle}#member"
            for user in range(self.size):
                yield f"group:p{circle}#member@user:p{circle}_{user}"

    def checks(self, pick):
        for _ in range(5_000):
            folder, document = pick.randrange(2 * self.folders), pick.randrange(self.size)
            yield f"document:d{folder}_{document}#view@user:seeker", folder % 2 == 1, "seeker"

    def listings(self):
        yield f"objects document view user:seeker {self.results}"
        yield f"subjects document:popular view user {self.results}"


class GitHub:
    """A real organisation: random repositories, levels and people, half of those who hold the level."""
    schema = (GITHUB / "schema.zed").read_text()

    def __init__(self):
        self.edges = {}
        for line in self.tuples():
            left, _, subject = line.partition("@")
            self.edges.setdefault(left, set()).add(subject)

    def tuples(self):
        return (GITHUB / "relationships.txt").read_text().split()

    def users(self, *usersets):
        """Those whom these usersets name, directly or through teams."""
        found, pending, seen = set(), list(usersets), set()
        while pending:
            userset = pending.pop()
            if userset in seen:
                continue
            seen.add(userset)
            for subject in self.edges.get(userset, ()):
                team = subject.removesuffix("#all_members")
                if subject.startswith("user:"):
                    found.add(subject)
                elif subject.startswith("team:"):
                    pending += [f"{team}#member", f"{team}#maintainer", f"{team}#child"]
        return found

    def holders(self, repository):
        """Of each level, from the highest on."""
        organizations = self.edges.get(f"{repository}#org", ())
        roles = ("admin", "maintainer", "writer", "triager", "reader")
        usersets = {role: [f"{repository}#{role}"] for role in roles}
        usersets["admin"] += [f"{organization}#admin" for organization in organizations]
        usersets["reader"] += [f"{organization}#member" for organization in organizations]
        above = set()
        for role in roles:
            above = above | self.users(*usersets[role])
            yield above

    def checks(self, pick):
        repositories = sorted({left.split("#")[0] for left in self.edges if left.startswith("repository:")})
        levels = {name: dict(zip(LEVELS, self.holders(name))) for name in repositories}
        everybody = sorted({one for some in self.edges.values() for one in some if one.startswith("user:")})
        for number in range(20_000):
            repository, level = pick.choice(repositories), pick.choice(LEVELS)
            holders = levels[repository][level]
            user = pick.choice(sorted(holders) if number % 2 and holders else everybody)
            yield f"{repository}#{level}@{user}", user in holders, level


WORKLOADS = {"direct": Direct, "nested": Nested, "folders": Folders, "listing": Listing, "github": GitHub}


def write(name, folder, **sizes):
    """Writes the files of a workload, unless they are there; returns the folder."""
    if (folder / "checks.txt").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    workload = WORKLOADS[name](**sizes)
    (folder / "schema.zed").write_text(workload.schema)
    (folder / "relationships.txt").write_text("".join(f"{line}\n" for line in workload.tuples()))
    checks = [f"{question} {'yes' if allowed else 'no'} {kind}\n"
              for question, allowed, kind in workload.checks(random.Random(20261125))]
    if hasattr(workload, "listings"):
        (folder / "listings.txt").write_text("".join(f"{line}\n" for line in workload.listings()))
    (folder / "checks.txt").write_text("".join(checks))    # last: it says that the rest is there
    return folder
