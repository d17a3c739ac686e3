"""What differs between two texts of a scheme, line by line, each at its named place."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from contracts.canonical import canonical_json
from contracts.scheme import paths

NOTHING: tuple[Any, ...] = (None, [])
"""What stands where nothing was written; a text from before a field existed does not have it at all."""

ChangeKind = Literal["added", "removed", "changed", "reordered"]


@dataclass(frozen=True, slots=True)
class Change:
    """One line that differs. `at` is a path of the newer text, of a removed line a path of the older one.

    `before` and `after` are canonical: text, number, truth, or a whole item. Of a list whose order changed they are
    the names of its items; `added` has no before, `removed` no after.
    """

    at: str
    kind: ChangeKind
    before: Any = None
    after: Any = None

    def as_value(self) -> dict[str, Any]:
        """As it stands in an answer."""
        return {"at": self.at, "kind": self.kind, "before": self.before, "after": self.after}


def changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    """The lines that differ between two whole texts in canonical spelling, in the order of the newer one.

    Items that have names are the same item where they have the same name, wherever they stand; others are aligned
    by what they say. An item that came or went is one line, not one for each of its fields.
    """
    return list(_of_group(before, after, ""))


def _of_group(before: dict[str, Any], after: dict[str, Any], at: str) -> Iterator[Change]:
    for name in [*after, *(gone for gone in before if gone not in after)]:
        place = f"{at}.{name}" if at else name
        yield from _of_value(before.get(name), after.get(name), name, place)


def _of_value(before: Any, after: Any, name: str, at: str) -> Iterator[Change]:
    if before == after or (before in NOTHING and after in NOTHING):
        return
    if isinstance(before, dict) and isinstance(after, dict) and not _of_other_kind(before, after):
        yield from _of_group(before, after, at)
    elif _of_items(before, after):
        yield from _of_list(before, after, name, at)
    elif before in NOTHING:
        yield Change(at, "added", None, after)
    elif after in NOTHING:
        yield Change(at, "removed", before, None)
    else:
        yield Change(at, "changed", before, after)


def _of_items(before: Any, after: Any) -> bool:
    """Both are lists, and of groups rather than of plain values."""
    return (
        isinstance(before, list)
        and isinstance(after, list)
        and all(isinstance(item, dict) for item in (*before, *after))
    )


def _of_list(before: list[Any], after: list[Any], name: str, at: str) -> Iterator[Change]:
    older, newer = dict(paths.items(name, before)), dict(paths.items(name, after))
    if not all(_has_name(name, item) for item in (*before, *after)):
        yield from _of_unnamed(before, after, name, at)
        return
    for key, item in newer.items():
        if key in older:
            yield from _of_value(older[key], item, name, f"{at}[{key}]")
        else:
            yield Change(f"{at}[{key}]", "added", None, item)
    for key in (key for key in older if key not in newer):
        yield Change(f"{at}[{key}]", "removed", older[key], None)
    stayed = [key for key in newer if key in older]
    if stayed != [key for key in older if key in newer]:
        yield Change(at, "reordered", [key for key in older if key in newer], stayed)


def _has_name(name: str, item: dict[str, Any]) -> bool:
    return paths.key_of(name, -1, item) != "-1"


def _of_other_kind(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Another way to score has other fields: comparing them one by one would say nothing."""
    return before.get("kind") != after.get("kind") and before.keys() != after.keys()


def _of_unnamed(before: list[Any], after: list[Any], name: str, at: str) -> Iterator[Change]:
    """Equal items are the same; what stands between two equal ones on both sides is one item that changed."""
    matcher = SequenceMatcher(
        a=[canonical_json(item) for item in before], b=[canonical_json(item) for item in after], autojunk=False
    )
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        both = min(last - first, end - start)
        for offset in range(both):
            place = f"{at}[{start + offset}]"
            yield from _of_value(before[first + offset], after[start + offset], name, place)
        for index in range(start + both, end):
            yield Change(f"{at}[{index}]", "added", None, after[index])
        for index in range(first + both, last):
            yield Change(f"{at}[{index}]", "removed", before[index], None)
