"""A text that must hold something must hold something that can be seen.

Which texts these are the models say themselves: every text with a least length, and of those that may be empty
(`MayBeEmpty`) each that is not. What holds only spaces of any width, characters without width, controls or marks is as
good as empty. This is asked of what comes in through a door or out of a file, never of what was said or kept before.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, get_args, get_origin
from unicodedata import category, normalize

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from contracts.envelope import MayBeEmpty

BLANK = "blank_text"
"""Type of the error, beside those of pydantic."""

MESSAGE = "String should hold more than spaces and characters that cannot be seen"

_PRIVATE_USE = "Co"
"""Rare characters of names stand there in the fonts of many offices."""

_LOOK_LIKE_NOTHING = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and symbols by their category which nobody sees: Hangul fillers, an empty Braille cell, a null note head
(Unicode, DerivedCoreProperties: Default_Ignorable_Code_Point, and the names of the two symbols)."""

_SELECTORS = frozenset({"\u034f", "\u180b", "\u180c", "\u180d", "\u180f", *map(chr, range(0xFE00, 0xFE10))})
"""Marks that only choose how the character before them is drawn."""

Loc = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Blank:
    """A text that holds nothing: where it stands, and itself."""

    at: Loc
    text: str

    def as_error(self) -> dict[str, Any]:
        return {"type": BLANK, "loc": self.at, "msg": MESSAGE, "input": self.text}


def is_blank(text: str) -> bool:
    """Whether nothing in the text can be seen. Marks alone have nothing to stand on."""
    return all(_is_unseen(character) for character in text)


def visible(text: str) -> str:
    """The text without characters that cannot be seen and without spaces around it, compatible signs as one (NFKC),
    every dash as one, spaces beside each other as one.

    Two texts that look the same are the same; a difference of letter case stays one.
    """
    seen = (_one_dash(character) for character in normalize("NFKC", text) if not _is_ignorable(character))
    # once more: what stood between a letter and its accent is gone now
    return normalize("NFKC", " ".join("".join(seen).split()))


def blank_in(value: Any, at: Loc = ()) -> Iterator[Blank]:
    """Every text of a model, and of the models in it, that must hold something and holds nothing."""
    if isinstance(value, BaseModel):
        for name, told, needed, may_be_empty in _fields(type(value)):
            if not (may_be_empty and getattr(value, name) == ""):
                yield from _blank(getattr(value, name), (*at, told), needed=needed)
    else:
        yield from _blank(value, at, needed=False)


def _blank(value: Any, at: Loc, *, needed: bool) -> Iterator[Blank]:
    if isinstance(value, str):
        if needed and is_blank(value):
            yield Blank(at, value)
    elif isinstance(value, BaseModel):
        yield from blank_in(value, at)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _blank(one, (*at, str(key)), needed=needed)
    elif isinstance(value, list | tuple | set | frozenset):
        for index, one in enumerate(value):
            yield from _blank(one, (*at, index), needed=needed)


@cache
def _fields(model: type[BaseModel]) -> tuple[tuple[str, str, bool, bool], ...]:
    """Name, name in the request, whether its texts must hold something, and whether one that is empty says that there
    is none, of each field."""
    empty = {
        name
        for name, field in model.model_fields.items()
        if any(isinstance(mark, MayBeEmpty) for mark in field.metadata)
    }
    return tuple(
        (name, field.alias or name, name in empty or _is_needed(field.annotation, field.metadata), name in empty)
        for name, field in model.model_fields.items()
    )


def _is_needed(annotation: Any, metadata: list[Any]) -> bool:
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _is_needed(inner, [*metadata, *more])
    if annotation is str:
        return any(_least(one) > 0 for one in metadata)
    # what is said of a list says nothing of its items
    return any(_is_needed(inner, []) for inner in get_args(annotation))


def _least(said: Any) -> int:
    if isinstance(said, FieldInfo):
        return max((_least(one) for one in said.metadata), default=0)
    return getattr(said, "min_length", None) or 0


def _one_dash(character: str) -> str:
    """Fonts and word processors choose among a dozen dashes; nobody reads two of them as two signs."""
    return "-" if category(character) == "Pd" or character == "\N{MINUS SIGN}" else character


def _is_ignorable(character: str) -> bool:
    """What is left out of a text without anybody seeing it: controls, characters without width, fillers, selectors."""
    kind = category(character)
    hidden = (kind[0] == "C" and kind != _PRIVATE_USE) or character in _LOOK_LIKE_NOTHING
    return hidden or character in _SELECTORS


def _is_unseen(character: str) -> bool:
    kind = category(character)
    return kind != _PRIVATE_USE and (kind[0] in "ZCM" or character in _LOOK_LIKE_NOTHING)
