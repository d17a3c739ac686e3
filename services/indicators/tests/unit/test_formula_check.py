"""One formula is checked: in words of both languages, with what it needs and yields, or with what is wrong where."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.scheme.indicator import DataItem, Indicator
from formulas.names import Unreadable
from formulas.types import Symbol
from indicators.domain.formula_check import ANYTHING, check, of_symbols, of_things

PERSONS = {"labels": {"zh": "人", "en": "persons"}, "measure": "count"}
MONEY = {"labels": {"zh": "万元", "en": "10,000 yuan"}, "measure": "money"}


def item(code: str, zh: str, en: str, unit: dict[str, Any] | None = None) -> DataItem:
    return DataItem.model_validate({"code": code, "labels": {"zh": zh, "en": en}, "unit": unit})


def indicator(code: str, zh: str, en: str, **more: Any) -> Indicator:
    return Indicator.model_validate({"code": code, "labels": {"zh": zh, "en": en}, "kind": "common", **more})


TOWN = of_things(
    [
        indicator("growth", "GDP 增速", "GDP growth"),
        indicator("training", "培训达标", "training done", direction="yes_no"),
        indicator("income", "收入", "income"),
    ],
    [
        item("revenue", "旅游收入", "tourism income", MONEY),
        item("population", "常住人口", "residents", PERSONS),
        item("income", "收入", "income"),
    ],
)


class TestWhatItSays:
    def test_is_said_in_both_languages_with_the_names_of_each(self) -> None:
        said = check("[旅游收入]/[population]", TOWN).wording
        assert said == {"zh": "“旅游收入”除以“常住人口”", "en": "“tourism income” divided by “residents”"}

    def test_a_wording_is_as_long_as_it_takes(self) -> None:
        said = check(" + ".join(["[旅游收入]"] * 200), TOWN).wording
        assert said is not None
        assert len(said["en"]) > 2000

    def test_one_spelling_is_shown_whatever_was_typed(self) -> None:
        assert check("（[旅游收入]＊ 1００）", TOWN).formula == "旅游收入 * 100"

    def test_a_code_and_a_chinese_name_share_one_normal_form(self) -> None:
        forms = {check(text, TOWN).normal_form for text in ("旅游收入 * 2", "2 * revenue", "revenue + [旅游收入]")}
        assert len(forms) == 1


class TestWhatItNeeds:
    def test_each_name_is_listed_once_with_its_uses_and_what_it_means(self) -> None:
        growth, revenue = check("PEER_AVG([GDP 增速]) + growth - PRIOR(growth) * revenue", TOWN).dependencies[0:3:2]
        assert (growth.name, growth.uses) == ("GDP 增速", ("PEER_AVG",))
        assert [(one.kind, one.code) for one in revenue.means] == [("data_item", "revenue")]

    def test_a_formula_of_numbers_needs_nothing(self) -> None:
        found = check("1 + 1", TOWN)
        assert (found.dependencies, found.unit, found.kind) == ((), None, "number")


class TestWhatItYields:
    @pytest.mark.parametrize(
        ("text", "kind", "unit"),
        [
            ("[旅游收入] / [常住人口]", "number", "万元/人"),
            ("[旅游收入] / [旅游收入]", "number", "1"),
            ("[GDP 增速] + 1", "number", None),
            ("[旅游收入] > 100", "truth", None),
            ("training AND revenue > 3", "truth", None),
        ],
    )
    def test_its_kind_and_unit(self, text: str, kind: str, unit: str | None) -> None:
        found = check(text, TOWN)
        assert (found.error, found.kind, found.unit) == (None, kind, unit)

    def test_names_that_somebody_gives_have_the_units_that_are_given(self) -> None:
        given = of_symbols({" 产量 ": Symbol(unit="吨"), "面积": Symbol(unit="亩"), "达标": Symbol(truth=True)})
        assert check("IF(达标, 产量 / 面积, 0)", given).unit == "吨/亩"

    def test_without_any_source_every_name_is_a_number_of_unknown_unit(self) -> None:
        found = check("[甲] / [乙]", ANYTHING)
        assert (found.error, found.kind, found.unit) == (None, "number", None)


class TestWhatIsWrong:
    @pytest.mark.parametrize(
        ("text", "category", "place"),
        [
            ("[旅游收入] / ", "syntax", (1, 9)),
            ("1 +\n  * 2", "syntax", (2, 3)),
            ("-revenue^2", "syntax", (1, 9)),
            ("[旅游收入] + [常住人口]", "type", (1, 8)),
            ("1 + [过夜游客]", "type", (1, 5)),
            ("NOT revenue", "type", (1, 5)),
            ("(" * 60 + "1" + ")" * 60, "limit", (1, 51)),
            ("1" * 61, "limit", (1, 1)),
            ("1+" * 1500 + "1", "limit", (1, 2001)),
            ("1+\n" * 900 + "1", "limit", (667, 3)),
        ],
    )
    def test_has_its_category_and_its_place(self, text: str, category: str, place: tuple[int, int]) -> None:
        error = check(text, TOWN).error
        assert error is not None
        assert (error["category"], (error["line"], error["column"])) == (category, place)
        assert all(error["texts"].values())

    def test_says_what_was_expected(self) -> None:
        error = check("[旅游收入] / ", TOWN).error
        assert error is not None
        assert error["expected"]

    def test_an_unknown_name_is_told_with_the_names_that_are_like_it(self) -> None:
        error = check("1 + [旅游总收入]", TOWN).error
        assert error is not None
        assert (error["code"], error["expected"]) == ("name_undefined", ["旅游收入"])

    def test_what_does_not_fit_is_still_said_in_words(self) -> None:
        found = check("[旅游收入] + [常住人口]", TOWN)
        assert found.wording is not None
        assert found.wording["zh"] == "“旅游收入”加“常住人口”"
        assert (found.kind, found.unit, len(found.dependencies)) == (None, None, 2)

    def test_a_name_of_two_things_is_refused_with_both_codes_at_its_first_place(self) -> None:
        error = check("revenue + [收入] + [收入]", TOWN).error
        assert error is not None
        assert (error["code"], error["column"], error["expected"]) == ("name_ambiguous", 11, ["income"])

    @given(
        st.lists(
            st.sampled_from(
                [
                    *"()+-*/^%<>=, 129.\n",
                    "[旅游收入]",
                    "revenue",
                    "training",
                    " AND ",
                    "NOT ",
                    "IF(",
                    "ROUND(",
                    "PEER_RANK(",
                    "YTD(",
                    "SUM(",
                    "，",
                    "²",
                    "[",
                    "x",
                ]
            ),
            max_size=12,
        )
    )
    def test_whatever_is_written_the_answer_is_a_meaning_or_a_place(self, words: list[str]) -> None:
        found = check("".join(words), TOWN)
        if found.error is None:
            assert found.kind is not None
            assert found.wording is not None
        else:
            assert found.error["line"] >= 1
            assert found.error["column"] >= 1
            assert all(found.error["texts"].values())

    def test_a_name_that_cannot_be_written_is_no_symbol(self) -> None:
        with pytest.raises(Unreadable):
            of_symbols({"a[b]": Symbol()})
