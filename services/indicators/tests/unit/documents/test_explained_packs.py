"""Every sentence of every shipped pack, in both languages, is one that an official would sign."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from indicators.documents import pack
from indicators.documents.explain import explain
from indicators.documents.problems import PackRefused
from indicators.documents.telling import Language

FOLDER = Path(__file__).parents[5] / "schemes"
PACKS = sorted(FOLDER.rglob("*.yaml"))
EACH = [
    pytest.param(path, language, id=f"{path.parent.name}/{path.stem}-{language}")
    for path in PACKS
    for language in ("zh", "en")
]

DOUBLED = re.compile(r"[，。；：、,;:][，。；：、,;:.]|[？！?!][，。；：、,;:]|\.\.(?!\.)|。。|  \S.*  |（）|\(\)|“”")
LETTERS = re.compile(r"[A-Za-z]{2,}")
HAN = re.compile(r"[㐀-鿿，。；：、（）]")
SINGLE = str.maketrans("‘’", "“”")
CODES = ("^[a-z0-9]", "^[A-Za-z0-9]")
"""What patterns of codes begin with."""


@cache
def city(folder: Path) -> Mapping[str, SchemeContent]:
    read = [pack.read(path) for path in sorted(folder.glob("*.yaml"))]
    return {content.code: content for content in read}


def told(path: Path, language: Language, *, assumed: bool = False) -> str:
    return explain(pack.read(path), language, assumed=assumed, beside=city(path.parent))


def texts(value: Any) -> Iterator[str]:
    """All that somebody wrote in words: names, sentences, formulas."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value.rstrip("。.；;，, ")


@cache
def written(folder: Path) -> tuple[str, ...]:
    """All words of a city's packs, the longest first."""
    found = {text for one in city(folder).values() for text in texts(canonical.form(one)) if len(text) > 1}
    return tuple(sorted((text for text in found if LETTERS.search(text) or HAN.search(text)), key=len, reverse=True))


def own_words(path: Path, line: str) -> str:
    """The line without what the pack wrote: what is left are the words of the explanation itself."""
    plain = line.translate(SINGLE)
    for text in written(path.parent):
        plain = plain.replace(text.translate(SINGLE), "")
    return plain


@pytest.mark.parametrize(("path", "language"), EACH)
class TestEverySentence:
    def test_speaks_one_language(self, path: Path, language: Language) -> None:
        foreign = LETTERS if language == "zh" else HAN
        lines = told(path, language).splitlines() + told(path, language, assumed=True).splitlines()
        if language == "zh":
            # of what stands in both languages only the Chinese may be there
            assert [text for text in english(path.parent) if text in "\n".join(lines)] == []
        wrong = [line for line in lines if foreign.search(line) and foreign.search(own_words(path, line))]
        assert wrong == []

    def test_has_no_doubled_punctuation_and_no_empty_quotes(self, path: Path, language: Language) -> None:
        lines = told(path, language).splitlines() + told(path, language, assumed=True).splitlines()
        assert [line for line in lines if DOUBLED.search(line.strip())] == []
        odd = [line for line in lines if "None" in line or "(s)" in line or "_" in line]
        assert [line for line in odd if re.search(r"None|\(s\)|_", own_words(path, line))] == []

    def test_says_the_same_whatever_the_codes_are(self, path: Path, language: Language) -> None:
        """No code is told, and none decides an order."""
        others = elsewhere(path.parent)
        said = explain(recoded(pack.read(path)), language, beside=others)
        assert sorted(said.splitlines()) == sorted(told(path, language).splitlines())
        assert not re.search(r"z\d+q", said)


@cache
def english(folder: Path) -> frozenset[str]:
    return frozenset(text for one in city(folder).values() for text in english_of(canonical.form(one)))


def english_of(form: Any) -> Iterator[str]:
    if isinstance(form, dict):
        if set(form) == {"zh", "en"} and len(form["en"]) > 3 and form["en"] not in form["zh"]:
            yield form["en"]
        for inner in form.values():
            yield from english_of(inner)
    elif isinstance(form, list):
        for inner in form:
            yield from english_of(inner)


def recoded(content: SchemeContent) -> SchemeContent:
    """The scheme with other codes everywhere; they sort the other way round."""
    return SchemeContent.model_validate(_recoded(content.model_dump(mode="json"), DRAWN, DRAWN["$defs"]))


def _token(code: str) -> str:
    known = _TOKENS.setdefault(code, len(_TOKENS))
    return f"z{9000 - known}q"


_TOKENS: dict[str, int] = {}
DRAWN = SchemeContent.model_json_schema()


def _recoded(value: Any, schema: dict[str, Any], models: dict[str, Any], name: str = "") -> Any:
    if "$ref" in schema:
        return _recoded(value, models[schema["$ref"].rsplit("/", 1)[-1]], models, name)
    if isinstance(value, dict):
        if either := schema.get("anyOf") or schema.get("oneOf"):
            fitting = [one for one in either if one.get("type") != "null"]
            tagged = schema.get("discriminator", {}).get("mapping", {}).get(value.get("kind"))
            return _recoded(value, {"$ref": tagged} if tagged else fitting[0], models, name)
        return {key: _recoded(inner, schema["properties"][key], models, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_recoded(inner, _items(schema), models, name) for inner in value]
    if isinstance(value, str) and name in ("at", "decides"):
        return _recoded_path(value)
    is_code = isinstance(value, str) and any(f'"pattern": "{begin}' in json.dumps(schema) for begin in CODES)
    return _token(value) if is_code and value != "approved-goal" else value


def _items(schema: dict[str, Any]) -> dict[str, Any]:
    for one in schema.get("anyOf", [schema]):
        if "items" in one:
            return dict(one["items"])
    return {}


def _recoded_path(path: str) -> str:
    return ".".join(
        paths.step(name, [_token(key) if key in _TOKENS else key for key in keys]) for name, keys in paths.steps(path)
    )


@cache
def elsewhere(folder: Path) -> Mapping[str, SchemeContent]:
    return {renamed.code: renamed for renamed in map(recoded, city(folder).values())}


class TestOrders:
    """Lists stand as the law has them: by its grades, its calendar, its parts."""

    def test_bonus_by_grade_best_first(self) -> None:
        said = told(FOLDER / "jiaxiang/towns.yaml", "zh")
        places = [said.index(f"年度奖金（{grade}等）：") for grade in "一二三四"]
        assert places == sorted(places)

    @pytest.mark.parametrize(
        ("name", "language", "wanted"),
        [
            ("bazhong/budget-funds", "zh", "检查；5 月、9 月、11 月；由督查部门实施"),
            ("bazhong/budget-funds", "en", "inspection; in May, September and November; by the inspectors"),
            ("jingzhou/organs", "zh", "等次为优秀或称职或基本称职或不称职时"),
            (
                "jiaxiang/towns",
                "zh",
                "月度、季度、半年、年度监测；分期结果计入全年：第一季度 10%、上半年 10%、第三季度 10%",
            ),
            (
                "jiaxiang/civil-servants",
                "zh",
                "随方案“嘉祥县镇街差异化考核方案”的等次浮动："
                "一等上浮 2 个百分点，二等不变，三等下浮 2 个百分点，四等下浮 5 个百分点",
            ),
            ("siming/kindergartens", "zh", "工资和民生资金照常支付"),
        ],
    )
    def test_grades_months_parts_of_the_year(self, name: str, language: Language, wanted: str) -> None:
        assert wanted in told(FOLDER / f"{name}.yaml", language)

    def test_a_stored_text_has_its_grades_in_order_too(self) -> None:
        stored = SchemeContent.model_validate(canonical.form(pack.read(FOLDER / "jiaxiang/towns.yaml")))
        said = explain(stored, "zh")
        places = [said.index(f"年度奖金（{grade}等）：") for grade in "一二三四"]
        assert places == sorted(places)
        library = [one.labels.zh for part in stored.parts for entry in part.entries
                   for one in stored.indicators if one.code == entry.indicator]  # fmt: skip
        at = [said.index(f"  · {name}：") for name in library]
        assert at == sorted(at)

    def test_without_the_other_schemes_it_is_said_that_a_code_is_one(self) -> None:
        said = explain(pack.read(FOLDER / "jiaxiang/civil-servants.yaml"), "zh")
        assert "随方案“编码 towns”的等次浮动" in said


class TestWordsThatWereWrong:
    """Sentences that a reader of the packs took otherwise than they were meant."""

    @pytest.mark.parametrize("name", ["tengchong/departments", "tengchong/persons", "jiaxiang/towns"])
    def test_an_indicator_that_is_chosen_has_no_points_before_it_is_chosen(self, name: str) -> None:
        path = FOLDER / f"{name}.yaml"
        content = pack.read(path)
        chosen = [entry.indicator for part in content.parts if part.choice is not None for entry in part.entries]
        names = [one.labels for one in content.indicators if one.code in chosen]
        assert names
        zh, en = (told(path, language).splitlines() for language in ("zh", "en"))
        scored_zh = [line for line in zh if any(line.startswith(f"      · {one.zh}：") for one in names)]
        scored_en = [line for line in en if any(line.startswith(f"      · {one.en}: ") for one in names)]
        assert len(scored_zh) == len(scored_en) == len(names)
        assert not any(re.search(r"即 [0-9.]+ 分|that is [0-9.]+ points", line) for line in scored_zh + scored_en)

    @pytest.mark.parametrize(
        ("name", "zh", "en"),
        [
            ("tengchong/departments", "权重均分", "all with the same weight"),
            (
                "tengchong/persons", "按各自权重占所选指标权重之和的比例分配",
                "each with its weight out of the sum of the weights chosen",
            ),
        ],
    )  # fmt: skip
    def test_how_chosen_indicators_weigh_is_said_once_and_not_by_itself(self, name: str, zh: str, en: str) -> None:
        path = FOLDER / f"{name}.yaml"
        assert zh in told(path, "zh")
        assert en in told(path, "en")
        assert not re.search("权重按权重|weights as weighted", told(path, "zh") + told(path, "en"))

    @pytest.mark.parametrize(
        "path", [path for path in PACKS if pack.read(path).total is None], ids=lambda path: path.stem
    )
    def test_a_scheme_that_scores_nothing_says_nothing_of_rounding_periods_and_bands(self, path: Path) -> None:
        zh, en = told(path, "zh"), told(path, "en")
        assert "本方案不计分" in zh
        assert "Nothing is scored" in en
        for line in (*zh.splitlines(), *en.splitlines()):
            assert not re.match("舍入|周期：年度考核|Rounding|Periods: assessed", line), line
        assert "按分值划分" not in zh

    def test_ranks_have_words_of_their_own(self) -> None:
        said = told(FOLDER / "tengchong/persons.yaml", "zh")
        assert "名次在前30名（含）" in said.replace(" ", "")
        assert "名次不高于" not in said.replace(" ", "")

    @pytest.mark.parametrize("word", ["不高于", "低于", "不低于", "高于"])
    def test_ranks_in_the_words_of_amounts_are_refused_with_those_to_choose_from(self, word: str) -> None:
        text = (FOLDER / "tengchong/persons.yaml").read_text(encoding="utf-8")
        with pytest.raises(PackRefused) as refused:
            pack.loads(text.replace("比较: 前几名（含）, 数值: 30", f"比较: {word}, 数值: 30", 1))
        (problem,) = refused.value.problems
        told_of_it = f"{problem.texts.zh}{problem.mend.zh}"
        assert f"“{word}”" in told_of_it
        assert "前几名（含）" in told_of_it

    def test_a_question_is_followed_by_a_sentence(self) -> None:
        for path in PACKS:
            assert not re.search(r"\? [a-z]", told(path, "en"))
            assert "1 round of 5 working days each" not in told(path, "en")
