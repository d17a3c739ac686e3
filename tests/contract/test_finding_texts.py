"""Every finding and every rejection of a file, a cell or a formula: one language in one text.

A Chinese text holds names, codes and formulas as their writer wrote them, and no other English; an English text names
what it must in quotes.
"""

import importlib
import pkgutil
import re
import string
from collections.abc import Iterator, Sequence

import pytest
from tests.contract.test_texts import LANGUAGES, wrong_in

import indicators.domain
from allinone.files import refusals as rows
from chassis.testing.languages import AS_WRITTEN, left_over
from formulas import messages
from formulas.errors import FormulaError
from formulas.functions import RESERVED
from formulas.language import parse
from indicators.documents import pack, phrases, problems, rejections, said
from indicators.documents.registers import refused
from indicators.domain.checking.finding import Flaw


def _flaws() -> Iterator[Flaw]:
    for module in pkgutil.walk_packages(indicators.domain.__path__, f"{indicators.domain.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            yield from (one for one in (value.values() if isinstance(value, dict) else [value]) if type(one) is Flaw)


FLAWS = sorted({(flaw.code, flaw.en): flaw for flaw in _flaws()}.values(), key=lambda flaw: (flaw.code, flaw.en))
TEXTS: dict[str, Sequence[str]] = {
    **{f"finding {flaw.code}: {flaw.en}": (flaw.zh, flaw.en, flaw.mend_zh, flaw.mend_en) for flaw in FLAWS},
    **{f"problem {code}": texts for code, texts in problems.TEXTS.items()},
    **{f"mend {code}": texts for code, texts in problems.CELL_MENDS.items()},
    **{f"cell {code}": texts for code, texts in refused.TEXTS.items()},
    **{f"workbook {code}": texts for code, texts in refused.UNREADABLE.items()},
    **{f"formula {code}": texts for code, texts in messages.TEXTS.items()},
    **{f"role {code}": texts for code, texts in said.ROLES.items()},
    **{f"word {at} {word}": texts for at, words in said.FIELD_WORDS.items() for word, texts in words.items()},
    **{f"requirement {code}": texts for code, texts in said.REQUIREMENTS.items()},
    **{f"pattern {pattern}": texts for pattern, texts in rejections.PATTERNS.items()},
    **{f"limit {kind}": texts for kind, (_, *texts) in rejections.LIMITS.items()},
    **{f"phrase {at}": texts for at, texts in phrases.PHRASES.items()},
    **{f"row {code}": texts for code, texts in rows.TEXTS.items()},
}
"""What is said of anything that is wrong, as it is written down: in Chinese, in English, and so on in turn."""


def filled(template: str) -> str:
    names = {name for _, name, _, _ in string.Formatter().parse(template) if name}
    if "{}" in template:
        return template.format("7").replace("(s)", "s")  # as `Telling.phrase` says it of seven
    return template.format_map(dict.fromkeys({re.split(r"[.\[]", name)[0] for name in names}, "7"))


class TestTexts:
    def test_are_all_known(self) -> None:
        assert len(FLAWS) > 200
        assert len(TEXTS) > 400

    @pytest.mark.parametrize("which", sorted(TEXTS))
    def test_are_in_one_language_each(self, which: str) -> None:
        for number, template in enumerate(TEXTS[which]):
            language, text = LANGUAGES[number % 2], filled(template)
            assert left_over(text, language, known=RESERVED) == [], text
            wrong = wrong_in(AS_WRITTEN.sub("7", text), language)
            assert [one for one in wrong if not one.startswith(("English", "space"))] == [], text

    @pytest.mark.parametrize("which", sorted(TEXTS))
    def test_name_in_one_language_what_they_name_in_the_other(self, which: str) -> None:
        """A value that is said in both is called `…_zh` or `…_en` in one of them, or is what somebody wrote."""
        for number, template in enumerate(TEXTS[which]):
            other = "_en" if number % 2 == 0 else "_zh"
            assert [name for _, name, _, _ in string.Formatter().parse(template) if name and name.endswith(other)] == []


class TestPacks:
    @pytest.mark.parametrize(
        "text",
        [
            "a: [1",
            "a: b: c",
            "\x00",
            "编码：甲",
            "编码: !x 1",
            "code: 1\n编码: 2",
            "编马: a",
            "分类: {类型: 单单位}",
            "总分: .inf",
            "总分: 1e3",
            "分类: 一",
            "成员: 一",
            "职责要求: {任务到人: 对}",
            "生效日期: 明天",
            "编码: A B",
        ],
    )
    def test_are_refused_in_one_language_each(self, text: str) -> None:
        with pytest.raises(problems.PackRefused) as told:
            pack.loads(text)
        for problem in told.value.problems:
            for told_of_it in (problem.texts, problem.mend):
                assert left_over(told_of_it.zh, "zh", text, RESERVED) == [], told_of_it.zh
                assert left_over(told_of_it.en, "en", text, RESERVED) == [], told_of_it.en


class TestFormulas:
    @pytest.mark.parametrize(
        "text",
        [
            "", "=a", "a ? b", "a b", "a +", "(a", "a)", "a && b", "1.2.3", "1e5", ".5", "5.", "1,000", "[a", "[]",
            "IF(a)", "SUMM(a)", "SUM", "PRIOR(1)", "PEER_AVG(a + 1)", "ROUND(a)", "AND(a, b)", "-a^2", "a^b^c",
            "a < b < c", "a％％", "+a", "½a", "a①", "a\u200bb", "a，b",
        ],
    )  # fmt: skip
    def test_are_refused_in_one_language_each(self, text: str) -> None:
        with pytest.raises(FormulaError) as told:
            parse(text)
        written = text + " ".join(told.value.expected if "(" not in "".join(told.value.expected) else ())
        assert left_over(told.value.text("zh"), "zh", written, RESERVED) == [], told.value.text("zh")
        assert left_over(told.value.text("en"), "en", written, RESERVED) == [], told.value.text("en")
