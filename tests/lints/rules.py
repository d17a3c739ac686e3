"""The project's own rules, checked on the syntax tree: `python tests/lints/rules.py [FILE …]`.

Prints `file:line: rule: what` for every finding and ends with 1 if there is one. A line may be excused by the
comment `# allow RULE: reason`; without a reason it is not.
"""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path

# split, so that this file does not break its own rule
REGISTRIES = "|".join(
    re.escape(".".join(parts))
    for parts in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("repo", "maven"),
        ("repo1", "maven"),
        ("crates", "io"),
        ("proxy", "golang"),
        ("deb", "debian"),
        ("tuna", "tsinghua"),
    ]
)
FOREIGN = re.compile(rf"(?:{REGISTRIES})|(?<![\w./:}}<-])/(?:{'|'.join(['work', 'root', 'tmp', 'home'])})(?![\w-])")
SQL_NOW = re.compile(r"\bnow\(\)|\bcurrent_(?:timestamp|date|time)\b|\bclock_timestamp\(", re.IGNORECASE)
EXCUSED = re.compile(r"# allow ([a-z-]+): \S.{9,}")
MUTED = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b(?P<rest>.*)")
NAMED_AND_EXPLAINED = re.compile(r"(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|\[[a-z, -]+\])\s+(?:#|-|—|–)\s*\S.{7,}")

Found = Iterator[tuple[int, str]]


@dataclass(frozen=True)
class Source:
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)


@dataclass(frozen=True)
class Rule:
    name: str
    where: tuple[str, ...]
    check: Callable[[Source], Found]


def commits(source: Source) -> Found:
    """Only the chassis opens and ends transactions."""
    for call in _calls(source):
        if call.func.attr in {"commit", "rollback", "begin", "begin_nested"} and not call.args:
            yield call.lineno, f".{call.func.attr}() belongs to the chassis: a use case receives an open transaction"


def floats(source: Source) -> Found:
    """Money, weights, rates and scores are Decimal."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"the float {node.value}: write Decimal with a string"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield node.lineno, "float: use Decimal"


def clocks(source: Source) -> Found:
    """Business times come from the transaction (`tx.now`); wall time has its own name in the chassis."""
    for call in _calls(source):
        if not isinstance(call.func.value, ast.Name | ast.Attribute):
            continue  # of a text or a call; Python 3.11 cannot even write some f-strings again
        owner = ast.unparse(call.func.value)
        said = f"{owner.rsplit('.', 1)[-1]}.{call.func.attr}"
        if said in {
            "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "func.now",
            "func.current_timestamp", "func.clock_timestamp", "func.current_date",
        }:  # fmt: skip
            yield call.lineno, f"{said}(): a business time is tx.now, any other comes from chassis.clock"
    docstrings = set(map(id, _docstrings(source.tree)))
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield from ((node.lineno, "SQL's own clock: bind tx.now") for _ in SQL_NOW.finditer(node.value))


def sleeps(source: Source) -> Found:
    """Tests wait for what they wait for."""
    for call in _calls(source):
        if call.func.attr == "sleep" and ast.unparse(call).rsplit("(", 1)[1] != "0)":
            yield call.lineno, "sleep in a test: wait until the thing has happened, with a bound"


def foreign(source: Source) -> Found:
    """The repository works anywhere: no registry by name, no folder of somebody's machine."""
    for number, line in enumerate(source.text.splitlines(), 1):
        for hit in FOREIGN.finditer(line):
            yield number, f"{hit.group()} names one machine or registry"


def muted(source: Source) -> Found:
    """A silenced check names what it silences, and why."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        found = MUTED.search(token.string) if token.type == tokenize.COMMENT else None
        if found and not NAMED_AND_EXPLAINED.match(found["rest"]):
            yield token.start[0], "a silenced check needs its code and a reason: `# noqa: T201 - why`"


RULES = (
    Rule("commit", ("services/*/src/*.py", "deploy/*/src/*.py", "shared/src/contracts/*.py"), commits),
    Rule(
        "float",
        (
            "services/*/src/*/domain/*.py",
            "services/scoring/src/scoring/engine/*.py",
            "shared/src/contracts/*.py",
            "shared/src/formulas/*.py",
        ),
        floats,
    ),
    Rule("clock", ("services/*/src/*.py",), clocks),
    Rule("sleep", ("*tests/*.py",), sleeps),
    Rule("foreign", ("*",), foreign),
    Rule("muted", ("*.py",), muted),
)


def findings(source: Source) -> Iterator[str]:
    """`file:line: rule: what` for everything in one file that breaks a rule and is not excused."""
    lines = source.text.splitlines()
    for rule in RULES:
        if any(fnmatch(source.path, pattern) for pattern in rule.where):
            for number, what in rule.check(source):
                excuse = EXCUSED.search(lines[number - 1])
                if not (excuse and excuse[1] == rule.name):
                    yield f"{source.path}:{number}: {rule.name}: {what}"


def sources(paths: Iterable[str]) -> Iterator[Source]:
    for path in paths:
        try:
            yield Source(path, Path(path).read_text())
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue  # pictures; files removed and not yet committed


def _calls(source: Source) -> Iterator["MethodCall"]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield node  # type: ignore[misc] # narrowed by the line above, which mypy cannot express


class MethodCall(ast.Call):
    """A call of the form `owner.name(…)`."""

    func: ast.Attribute


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                yield first.value


def forks(read: Iterable[Source]) -> Iterator[str]:
    """Migrations of one service are a chain: each revision once, and at most one after each."""
    known: dict[tuple[str, str, object], str] = {}
    for source in read:
        folder, _, name = source.path.rpartition("/")
        if not folder.endswith("migrations/versions") or name == "__init__.py":
            continue
        for node in source.tree.body:
            match node:
                case ast.Assign([ast.Name("revision" | "down_revision" as kind)], ast.Constant(value)):
                    other = known.setdefault((folder, kind, value), name)
                    if other != name:
                        said = f"{kind} {value!r} is that of {other} too: number the later one anew"
                        yield f"{source.path}:{node.lineno}: migrations: {said}"


def main(paths: list[str]) -> int:
    if not paths:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            capture_output=True,
            text=True,
            check=True,
        )
        paths = listed.stdout.splitlines()
    read = list(sources(paths))
    found = [*(line for source in read for line in findings(source)), *forks(read)]
    print("\n".join(found) or f"own rules: {len(paths)} files, nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
