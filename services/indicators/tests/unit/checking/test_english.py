"""English is asked for where a scheme is published, and nowhere before: an office that has none leaves it out."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts import canonical
from contracts.envelope import SchemeLabels
from contracts.indicators import RuleContent
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator
from indicators.domain import indicator_findings
from indicators.domain.checking.check import findings
from indicators.domain.checking.texts import without_english as missing

Json = dict[str, Any]
Strip = Callable[[Any], Any]


@pytest.fixture
def plain(scheme_json: Callable[..., Json], rule_json: Callable[..., Json]) -> Json:
    """The JSON of a scheme with a light."""
    return {**scheme_json(), "lights": [rule_json()]}


def places_without(whole: Any) -> set[str]:
    """Every place of a whole content at which there is an empty English text, by a walk of its own."""
    return {at for at, value in paths.leaves(whole) if at.endswith(".en") and value == ""}


class TestAScheme:
    def test_without_any_english_has_no_finding_while_it_is_drafted(self, plain: Json, without_english: Strip) -> None:
        assert findings(SchemeContent.model_validate(without_english(plain))) == []

    def test_that_is_published_is_told_every_text_that_has_no_english_with_its_place(
        self, plain: Json, without_english: Strip
    ) -> None:
        content = SchemeContent.model_validate(without_english(plain))
        found = findings(content, english=True)
        assert {one.code for one in found} == {"english_missing"}
        assert [one.at for one in found][:2] == ["labels.en", "category.labels.en"]
        expected = places_without(canonical.whole(content))
        assert len(expected) > 100
        assert {one.at for one in found} == expected
        assert "lights[quarterly-execution].levels[red].labels.en" in expected

    def test_is_told_what_the_text_is_and_what_to_do_in_both_languages(self, plain: Json) -> None:
        plain["labels"] = {"zh": "乡镇考核方案"}
        (found,) = findings(SchemeContent.model_validate(plain), english=True)
        told = found.as_value()
        assert told["texts"] == {"zh": "“乡镇考核方案”没有英文", "en": "“乡镇考核方案” has no English text"}
        assert all("without_english" in told["mend"][language] for language in ("zh", "en"))

    def test_with_all_its_english_has_no_finding(self, plain: Json) -> None:
        assert findings(SchemeContent.model_validate(plain), english=True) == []

    @pytest.mark.parametrize("english", [False, True])
    def test_with_english_of_only_spaces_is_refused_always(self, plain: Json, english: bool) -> None:
        plain["category"]["labels"]["en"] = " \u3000"
        plain["lights"][0]["labels"]["en"] = "  "
        found = findings(SchemeContent.model_validate(plain), english=english)
        assert [(one.code, one.at) for one in found] == [
            ("text_blank", "category.labels.en"), ("text_blank", "lights[quarterly-execution].labels"),
        ]  # fmt: skip

    def test_names_its_things_in_chinese_in_an_english_finding(self, plain: Json, without_english: Strip) -> None:
        plain["indicators"][0]["targets"] = []
        (found,) = findings(SchemeContent.model_validate(without_english(plain)))
        assert "“地区生产总值增速”" in found.as_value()["texts"]["en"]


class TestAnEmptyText:
    def test_says_the_same_as_none(self) -> None:
        without, empty = SchemeLabels(zh="良好"), SchemeLabels(zh="良好", en="")
        assert canonical.form(without) == canonical.form(empty) == {"zh": "良好", "form": 2}

    def test_is_told_by_the_chinese_one(self) -> None:
        one = SchemeLabels(zh="良好")
        assert (one.said("zh"), one.said("en"), one.texts, one.beside()) == ("良好", "良好", ("良好",), "良好")
        both = SchemeLabels(zh="良好", en="Good")
        assert (both.said("en"), both.beside(), both.beside(" ")) == ("Good", "良好 · Good", "良好 Good")


class TestWhatASchemeBrings:
    def test_a_rule_by_itself_has_a_finding_for_each_text_without_english(
        self, rule_json: Callable[..., Json], without_english: Strip
    ) -> None:
        rule = RuleContent.model_validate(without_english(rule_json()))
        found = [one.at for one in missing(rule)]
        assert (len(found), found[:2]) == (8, ["labels.en", "levels[0].labels.en"])

    def test_an_indicator_of_the_library_too_where_it_is_asked_for(self, plain: Json, without_english: Strip) -> None:
        indicator = LibraryIndicator.model_validate(without_english(plain["indicators"][0]))
        assert indicator_findings.findings(indicator) == []
        found = {one.at for one in indicator_findings.findings(indicator, english=True)}
        assert found == places_without(canonical.whole(indicator))
