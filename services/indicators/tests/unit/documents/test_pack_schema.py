"""An editor knows a pack as the reader does: what one completes, the other takes."""

from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import yaml

from contracts.scheme.content import SchemeContent
from indicators.documents import pack, pack_schema
from indicators.documents.meanings import MEANINGS
from indicators.documents.problems import PackRefused

PACKS = sorted((Path(__file__).parents[5] / "schemes").rglob("*.yaml"))
VALIDATOR = jsonschema.Draft202012Validator(pack_schema.schema(), format_checker=jsonschema.FormatChecker())


class _CoreLoader(yaml.CSafeLoader):
    """Reads days as text, as YAML 1.2 and the editors do (and `?}` as the end of a text)."""


_CoreLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith("timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def errors(text: str) -> list[str]:
    data = yaml.load(text, Loader=_CoreLoader)  # noqa: S506 - a SafeLoader that knows fewer types
    return [error.message for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(pack_schema.schema())


def test_the_sample_fits(towns_text: str) -> None:
    assert errors(towns_text) == []


@pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_pack_fits_and_names_the_schema(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert errors(text) == []
    named = text.splitlines()[0].removeprefix("# yaml-language-server: $schema=")
    assert (path.parent / named).resolve() == Path(__file__).parents[5] / "docs" / "scheme.schema.json"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("总分: 1500", "总分: 1500.5"),
        ("总分: 1500", "总分数: 1500"),
        ("指标类型: 共性", "指标类型: 通用"),
        ("可分期: 是", "可分期: yes"),
        ("编码: town-02", "编码: 城02"),
        ("方式: 按次", "方式: 按件"),
        ("法律依据:", "依据:"),
        ("生效日期: 2026-01-01", "生效日期: 一月一日"),
    ],
)
def test_what_the_reader_refuses_the_editor_marks(before: str, after: str, with_changes: Callable[..., str]) -> None:
    text = with_changes((before, after))
    with pytest.raises(PackRefused):
        pack.loads(text)
    assert errors(text)


def test_the_meanings_belong_to_what_there_is() -> None:
    drawn = SchemeContent.model_json_schema()
    models = {**drawn["$defs"], SchemeContent.__name__: drawn}
    known = {*models, *(f"{name}.{field}" for name, model in models.items() for field in model.get("properties", {}))}
    assert set(MEANINGS) <= known
    assert set(models) <= set(MEANINGS), "a group of fields needs its meaning in Chinese (documents/meanings.py)"
