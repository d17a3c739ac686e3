"""YAML documents as they are written: every scalar stays the text that stands there.

YAML would read 000123 as a number, 2012-04-01 as a date, `No` as false and 12.50 as a binary float. A code, a
column name or a bound means its letters, so only `null` (or nothing) keeps a meaning of its own. Where a model asks for
a number, a day or an answer, only the one way to write it is taken: 010, 1_000, `yes` have more than one reader.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from allinone.failures import FileRefused
from allinone.files import wording
from allinone.files.cells import beginning
from allinone.files.lines import Lines

Model = TypeVar("Model")

MOST_NESTED = 50
TEXT, NULL = "tag:yaml.org,2002:str", "tag:yaml.org,2002:null"
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


class _Loader(yaml.SafeLoader):
    """SafeLoader that composes nodes and resolves no scalar."""


_Loader.yaml_implicit_resolvers = {}


def read(path: Path) -> Any:
    """The data of a YAML file, scalars as text. Raises FileRefused with the file and the place."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise FileRefused.absent(path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise FileRefused(
            f"{path} cannot be read as UTF-8 text: {error}.", "文件不能按 UTF-8 文本读取，请另存为 UTF-8。"
        ) from error
    try:
        _refuse_what_is_not_read(text)
        node = yaml.compose(text, Loader=_Loader)
        return None if node is None else _data(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = "" if mark is None else f", line {mark.line + 1}"
        place_zh = "文件" if mark is None else f"第 {mark.line + 1} 行"
        why = error.zh if isinstance(error, _NotRead) else "请检查缩进、冒号、引号和括号"
        raise FileRefused(
            f"{path}{place}: not valid YAML: {error.problem or error.context}.", f"{place_zh}不是有效的 YAML：{why}。"
        ) from error
    except yaml.YAMLError as error:
        raise FileRefused(
            f"{path} is not valid YAML: {beginning(str(error))}", "文件不是有效的 YAML：含有不能读取的字符。"
        ) from error


def _refuse_what_is_not_read(text: str) -> None:
    """An anchor may multiply a file beyond any size, and the text that it stands for is somewhere else."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_NESTED:
            raise _wrong(
                f"nested more than {MOST_NESTED} deep; no such file is read here",
                f"嵌套超过 {MOST_NESTED} 层",
                event.start_mark,
            )
        if isinstance(event, yaml.AliasEvent):
            raise _wrong(
                f"*{event.anchor} points elsewhere; write the text out here",
                f"*{event.anchor} 指向别处，请把文字写全",
                event.start_mark,
            )


def _data(node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return [_data(one) for one in node.value]
    found: dict[str, Any] = {}
    for key, value in node.value:
        name = _scalar(key) if isinstance(key, yaml.ScalarNode) else None
        if name is None:
            raise _wrong("a key is a text; put it in quotes", "键须为文字，请加引号", key.start_mark)
        if name in found:
            raise _wrong(f"the key {beginning(name)!r} stands twice", f"键“{beginning(name)}”重复", key.start_mark)
        found[name] = _data(value)
    return found


def _scalar(node: yaml.ScalarNode) -> str | None:
    if node.tag not in (TEXT, NULL):
        raise _wrong(
            f"the tag {node.tag} is not read here; write the text alone, in quotes",
            f"此处不读标签 {node.tag}，请只写文字并加引号",
            node.start_mark,
        )
    if node.style is None and node.value in _NOTHING:
        return None
    return str(node.value)


class _NotRead(yaml.MarkedYAMLError):
    """What YAML has and files here have not."""

    zh = ""


def _wrong(problem: str, zh: str, mark: Any) -> _NotRead:
    error = _NotRead(problem=problem, problem_mark=mark)
    error.zh = zh
    return error


def load(path: Path, model: TypeAdapter[Model]) -> Model:
    """The file as its model. Raises FileRefused with one line for each place that is wrong."""
    data = read(path)
    return validated(str(path), data, model, lines=Lines(path) if isinstance(data, dict) else None)


def validated(subject: str, data: Any, model: TypeAdapter[Model], *, lines: Lines | None = None) -> Model:
    """The data as its model. Raises FileRefused with one line for each place that is wrong."""
    try:
        found = model.validate_python(data)
    except ValidationError as error:
        raise _refused(subject, list(_places(error, data, known=_known(model))), lines) from error
    misread = list(_misread(data, found, ""))
    if misread:
        raise _refused(subject, misread, lines)
    return found


def _refused(subject: str, wrong: Sequence[tuple[str, str]], lines: Lines | None) -> FileRefused:
    told: list[str] = []
    for place, what in wrong:
        line = f"line {lines.of(place)}, " if lines is not None else ""
        told.append(f"  {line}{place or 'the whole file · 整个文件'}: {what}")
    places = "1 place" if len(wrong) == 1 else f"{len(wrong)} places"
    return FileRefused(f"{subject}: {places} to correct.", f"有 {len(wrong)} 处须更正：", told=told)


def _places(error: ValidationError, data: Any, *, known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Where something is wrong, and what."""
    problems = error.errors(include_url=False)
    for problem in problems:
        beneath = any(other["loc"][: len(problem["loc"])] == problem["loc"] for other in problems if other != problem)
        if beneath and problem["type"] == "too_short":
            continue  # a list is short of what is wrong in itself
        place, here = _place(problem["loc"], data, missing=problem["type"] == "missing")
        shown = "" if problem["type"] == "missing" else f" (found · 现为 {beginning(_shown(here))})"
        yield place, wording.of(problem, known=known) + shown


def _place(loc: Sequence[int | str], data: Any, *, missing: bool) -> tuple[str, Any]:
    """The place as it is written in reports, and what stands there; what a model of several shapes adds to it is none
    of the file's."""
    place, here = "", data
    for step in loc:
        if isinstance(here, dict) and step in here:
            here, place = here[step], f"{place}.{step}".lstrip(".")
        elif isinstance(here, list) and isinstance(step, int) and step < len(here):
            here, place = here[step], f"{place}[{step}]"
    return (f"{place}.{loc[-1]}".lstrip(".") if missing else place), here


@cache
def _known(model: TypeAdapter[Any]) -> frozenset[str]:
    return _keys(model.json_schema())


def _keys(schema: Any) -> frozenset[str]:
    """Every key that a file of this kind may have somewhere."""
    if isinstance(schema, list):
        return frozenset().union(*map(_keys, schema))
    if not isinstance(schema, dict):
        return frozenset()
    return frozenset(schema.get("properties", ())).union(*map(_keys, schema.values()))


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "keys: " + ", ".join(map(str, list(value)[:10]))
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "nothing" if value is None else repr(value)


def _misread(data: Any, found: Any, place: str) -> Iterator[tuple[str, str]]:
    """Places whose text a model took for a number, a day or an answer though it is not the one way to write it."""
    if isinstance(found, BaseModel) and isinstance(data, dict):
        named = {field.alias or name: name for name, field in type(found).model_fields.items()}
        for key, value in data.items():
            yield from _misread(value, getattr(found, str(named.get(key, key)), None), f"{place}.{key}".lstrip("."))
    elif isinstance(found, Mapping) and isinstance(data, dict):
        for key, value in data.items():
            yield from _misread(value, found.get(key), f"{place}.{key}".lstrip("."))
    elif isinstance(found, tuple | list) and isinstance(data, list) and len(found) == len(data):
        for number, (value, one) in enumerate(zip(data, found, strict=True)):
            yield from _misread(value, one, f"{place}[{number}]")
    elif isinstance(data, str) and (wanted := _one_way(data, found)) is not None:
        yield place, f"{wanted} (found · 现为 {beginning(repr(data))})"


def _one_way(text: str, found: Any) -> str | None:
    """What to write instead, where a text is not the one way to write the value that was made of it."""
    if isinstance(found, bool):
        return (
            None
            if text in ("true", "false")
            else f"it could be a word or an answer: {'true' if found else 'false'}? · 须写 true 或 false"
        )
    if isinstance(found, int):
        if text == str(found):
            return None
        octal = f", or {int(text, 8)} to an old reader of YAML" if re.fullmatch("0[0-7]+", text) else ""
        return f"it could be {found}{octal}: write the number plainly · 请直接写数字"
    if isinstance(found, date) and not isinstance(found, datetime):
        return (
            None
            if text == found.isoformat()
            else f"it could be {found.isoformat()}: write a day as YYYY-MM-DD · 日期写作 YYYY-MM-DD"
        )
    return None
