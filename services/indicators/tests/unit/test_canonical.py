"""One content, one text, one digest."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from contracts import canonical
from contracts.canonical import AsSet, form
from contracts.indicators import RuleContent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


class TestCanonicalJson:
    def test_members_are_sorted_and_nothing_is_padded(self) -> None:
        assert canonical.canonical_json({"b": [1, None, True], "a": {"z": "", "y": "灯"}}) == (
            '{"a":{"y":"灯","z":""},"b":[1,null,true]}'.encode()
        )

    def test_members_are_sorted_by_utf_16_code_units(self) -> None:
        """The example of RFC 8785, section 3.2.3: an emoji sorts before U+FB33, though its code point is higher."""
        content = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
        assert list(json.loads(canonical.canonical_json(content)).values()) == [2, 4, 6, 7, 1, 5, 3]

    def test_strings_are_escaped_as_little_as_possible(self) -> None:
        assert canonical.canonical_json('\u20ac$\u000f\nA\'B"\\"/') == b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\"/"'

    @pytest.mark.parametrize("value", [0.5, Decimal("0.5"), {1, 2}, float("nan")])
    def test_numbers_with_a_fraction_are_refused_because_languages_spell_them_differently(self, value: object) -> None:
        with pytest.raises(TypeError, match="write it as a string"):
            canonical.canonical_json([value])

    @given(JSON)
    def test_reads_back_as_the_same_content(self, content: Any) -> None:
        assert json.loads(canonical.canonical_json(content)) == content

    @given(st.dictionaries(st.text(), st.integers()))
    def test_the_order_in_which_something_was_written_does_not_matter(self, content: dict[str, int]) -> None:
        assert canonical.digest(dict(reversed(content.items()))) == canonical.digest(content)


class _Item(BaseModel):
    code: str
    text: str = ""


class _Content(BaseModel):
    by_code: Annotated[tuple[_Item, ...], AsSet(("code",))] = ()
    plain: Annotated[tuple[str, ...], AsSet()] = ()
    ordered: tuple[str, ...] = ()


ITEMS = st.lists(st.builds(_Item, code=st.sampled_from("abc𠮷值\ue000"), text=st.text(max_size=3)), max_size=6)


class TestSets:
    @given(ITEMS, st.lists(st.text(max_size=3), max_size=6), st.randoms())
    def test_are_written_in_one_order_whatever_the_order_they_were_given_in(
        self, items: list[_Item], plain: list[str], random: Random
    ) -> None:
        first = form(_Content(by_code=tuple(items), plain=tuple(plain)))
        random.shuffle(items)
        random.shuffle(plain)
        assert form(_Content(by_code=tuple(items), plain=tuple(plain))) == first

    def test_are_in_the_order_of_their_codes_and_of_the_rest_where_these_are_equal(self) -> None:
        items = [_Item(code="b"), _Item(code="a", text="2"), _Item(code="a", text="1")]
        written = form(_Content(by_code=tuple(items)))["by_code"]
        assert written == [{"code": "a", "text": "1"}, {"code": "a", "text": "2"}, {"code": "b"}]

    def test_lists_keep_the_order_that_they_were_given_in(self) -> None:
        assert form(_Content(ordered=("b", "a")))["ordered"] == ["b", "a"]


class TestDigestOfARule:
    def test_two_spellings_of_a_bound_are_one_rule(self, make_rule: Callable[..., RuleContent]) -> None:
        digests = {
            canonical.digest(make_rule(overdue_points=points).model_dump(mode="json"))
            for points in ("0.5", "0.50", "0.500")
        }
        assert len(digests) == 1

    def test_any_other_value_is_another_rule(self, make_rule: Callable[..., RuleContent]) -> None:
        one, other = (make_rule(overdue_points=points).model_dump(mode="json") for points in ("0.5", "0.51"))
        assert canonical.digest(one) != canonical.digest(other)

    def test_the_digest_in_the_published_example_can_be_computed_again(self, repository: Path) -> None:
        """Over the JSON as it was published: a field that the model gains later does not change it."""
        name = "indicators.monitoring-rule-published.v1.json"
        data = json.loads((repository / "shared/asyncapi/examples" / name).read_text(encoding="utf-8"))["data"]
        assert canonical.digest(data["rule"]) == data["digest"]
