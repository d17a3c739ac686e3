"""Beside each cell of a workbook stands what its column is for."""

import re
from collections import defaultdict
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from contracts.envelope import SchemeLabels
from contracts.scheme.content import SchemeContent
from indicators.documents.meanings import MEANINGS
from indicators.documents.shapes import Either, Group, Many, Shape, places
from indicators.documents.workbook.layout import Column, Table, tables

LONGEST = 60
TEXT = SchemeLabels.__name__
EXAMPLE = re.compile(r"如 [^；。]*")
"""An example runs to the end of its clause."""


def groups(shape: Shape) -> Iterator[type[BaseModel]]:
    match shape:
        case Many(of=inner):
            yield from groups(inner)
        case Group(model=model):
            yield model
        case Either(models=models):
            yield from models.values()
        case _:
            pass


def known(model: type[BaseModel]) -> set[str]:
    """The names of a model, of its fields, and of all below it."""
    found = {model.__name__}
    for place in places(model).values():
        found |= {f"{model.__name__}.{place.name}"}.union(*map(known, groups(place.shape)))
    return found


def below(models: set[type[BaseModel]], name: str) -> set[type[BaseModel]]:
    return {inner for model in models if name in places(model) for inner in groups(places(model)[name].shape)}


def holder(table: Table, column: Column) -> str:
    """The field that holds the group of this column: `Indicator.wording` of both columns of a text."""
    names = (*table.names, *column.names)[:-1]
    models: set[type[BaseModel]] = {SchemeContent}
    for name in names[:-1]:
        models = below(models, name)
    (model,) = {model.__name__ for model in models if names and names[-1] in places(model)} or {""}
    return f"{model}.{names[-1]}" if names else ""


def helped(table: Table, column: Column) -> str | None:
    """Its own help. That of the whole model is the same for each of its columns, and says nothing."""
    return MEANINGS.get(holder(table, column) if column.model == TEXT else column.field)


def test_every_column_says_what_it_is_for() -> None:
    said = {f"{table.sheet}: {column.header}": helped(table, column) for table in tables() for column in table.columns}
    assert [where for where, help_ in said.items() if not help_] == []


def test_no_general_word_on_texts_hides_what_one_text_is_for() -> None:
    assert [key for key in MEANINGS if key.startswith(f"{TEXT}.")] == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: ".".join(table.names) or "scheme")
def test_no_two_columns_of_a_sheet_are_helped_alike(table: Table) -> None:
    """The Chinese and the English of one text are one thing."""
    fields: dict[str | None, set[str]] = defaultdict(set)
    for column in table.columns:
        fields[helped(table, column)].add(holder(table, column) if column.model == TEXT else column.field)
    assert [alike for alike in fields.values() if len(alike) > 1] == []


@pytest.mark.parametrize("table", tables(), ids=lambda table: ".".join(table.names) or "scheme")
def test_of_two_limits_on_a_sheet_is_said_whose_each_is(table: Table) -> None:
    held: dict[str, list[str]] = defaultdict(list)
    for column in table.columns:
        if column.model != TEXT:
            held[column.field].append(holder(table, column))
    for holders in held.values():
        if len(holders) > 1:
            said = [MEANINGS.get(field) for field in holders]
            assert None not in said
            assert len(set(said)) == len(said)


def test_a_meaning_is_read_at_a_glance() -> None:
    assert [key for key, said in MEANINGS.items() if not 0 < len(said) <= LONGEST] == []


def test_a_meaning_is_chinese_but_for_its_examples() -> None:
    assert [key for key, said in MEANINGS.items() if re.search(r"[A-Za-z]", EXAMPLE.sub("", said))] == []


def test_every_meaning_belongs_to_what_there_is() -> None:
    assert set(MEANINGS) - known(SchemeContent) == set()
