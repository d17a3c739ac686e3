"""What a required text must hold: something that somebody can see."""

from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from chassis.texts import blank_in, is_blank, visible
from contracts.envelope import SchemeLabels

Text = Annotated[str, Field(min_length=1, max_length=100)]

NOTHING = {
    "a space": " ",
    "tabs and lines": "\t\r\n\x0b\x85\u2028",
    "a full-width space": "\u3000",
    "a no-break space": "\u00a0\u202f",
    "a zero-width space": "\u200b",
    "joiners": "\u200c\u200d\u2060",
    "a mark of the byte order": "\ufeff",
    "a soft hyphen": "\u00ad",
    "a Hangul filler": "\u3164",
    "a half-width Hangul filler": "\uffa0",
    "an empty Braille cell": "\u2800",
    "a variation selector": "\ufe0f",
    "a tag": "\U000e0041",
    "an accent that stands on nothing": "\u0301",
    "a mix": " \u3000\u200b\ufeff\u2800",
}


class TestABlankText:
    @pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
    def test_holds_nothing_that_can_be_seen(self, text: str) -> None:
        assert is_blank(text)

    @pytest.mark.parametrize("text", ["-", "已核", ".", "0", "\u200b是", " a", "é", "\ue000", "👍", "…"])
    def test_is_not_one_in_which_something_can_be_seen(self, text: str) -> None:
        assert not is_blank(text)

    @given(st.text(st.sampled_from([*"".join(NOTHING.values())]), min_size=1), st.sampled_from("a中١?"))
    def test_stays_blank_whatever_is_mixed_until_something_is_written(self, text: str, letter: str) -> None:
        assert is_blank(text)
        assert not is_blank(text + letter)
        assert not is_blank(letter + text)


class Inner(BaseModel):
    name: Text
    remark: str = ""


class Outer(BaseModel):
    text: Text
    maybe: Text | None = None
    free: Annotated[str, Field(max_length=100)] = ""
    several: Annotated[tuple[Text, ...], Field(min_length=1)] = ("-",)
    remarks: Annotated[tuple[str, ...], Field(min_length=1)] = ("",)
    by_code: dict[str, Text] = {}
    inner: tuple[Inner, ...] = ()
    written_as: Text = Field(default="-", alias="as")


class TestATextThatMustHoldSomething:
    def test_is_found_wherever_it_stands_by_the_name_that_was_sent(self) -> None:
        model = Outer.model_validate(
            {
                "text": " ",
                "maybe": "\u200b",
                "several": ["x", "\u3000"],
                "by_code": {"a": "x", "b": " "},
                "inner": [{"name": "x"}, {"name": "\ufeff"}],
                "as": " ",
            }
        )
        found = [one.at for one in blank_in(model, ("body",))]
        assert found == [
            ("body", "text"),
            ("body", "maybe"),
            ("body", "several", 1),
            ("body", "by_code", "b"),
            ("body", "inner", 1, "name"),
            ("body", "as"),
        ]

    def test_is_not_one_that_may_be_empty(self) -> None:
        model = Outer(text="x", free=" ", remarks=(" ",), inner=(Inner(name="x", remark=" "),), **{"as": "x"})
        assert list(blank_in(model)) == []


class TestTwoTextsThatLookTheSame:
    @pytest.mark.parametrize("dash", "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d")
    def test_are_the_same_whatever_their_dash(self, dash: str) -> None:
        assert visible(f"A{dash}7") == "A-7"

    @pytest.mark.parametrize("space", [" ", "  ", "\u00a0", "\u3000", "\u2009\u200b ", "\t"])
    def test_are_the_same_whatever_stands_between_their_words(self, space: str) -> None:
        assert visible(f" No.{space}7 ") == ("No.7" if space == "\t" else "No. 7")

    @pytest.mark.parametrize("written", ["é7", "e\u03017", "e\u200b\u03017", "e\ufe0f\u03017"])
    def test_are_the_same_whatever_hides_between_a_letter_and_its_accent(self, written: str) -> None:
        assert visible(written) == "é7"

    @given(st.text())
    def test_are_the_same_when_looked_at_again(self, text: str) -> None:
        assert visible(visible(text)) == visible(text)


class TestATextThatMayBeEmpty:
    @pytest.mark.parametrize("text", NOTHING.values(), ids=NOTHING.keys())
    def test_says_by_being_empty_that_there_is_none_and_by_nothing_else(self, text: str) -> None:
        assert list(blank_in(SchemeLabels(zh="方案"))) == []
        assert list(blank_in(SchemeLabels(zh="方案", en=""))) == []
        assert [one.at for one in blank_in(SchemeLabels(zh="方案", en=text), ("body",))] == [("body", "en")]
