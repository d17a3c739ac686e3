"""The JSON of a body: what could mean two things is refused, everything else is read as it stands."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import body
from chassis.refusal import Refusal

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def refused(text: str | bytes) -> Refusal:
    with pytest.raises(Refusal) as caught:
        body.read(text if isinstance(text, bytes) else text.encode())
    assert caught.value.kind == "malformed"
    return caught.value


class TestAKeyGivenTwice:
    @pytest.mark.parametrize(
        "text",
        [
            '{"amount": "1.00", "amount": "9.00"}',
            '{"lines": [{"item": "A"}, {"amount": "1.00", "item": "A", "amount": "1.00"}]}',
            '{"a": {"b": [[{"c": 1, "amount": 2, "amount": 2}]]}}',
            r'{"amount": 1, "\u0061mount": 2}',
        ],
    )
    def test_is_refused_by_name_at_any_depth_and_in_any_spelling(self, text: str) -> None:
        assert refused(text).values == {"key": "amount"}

    def test_in_two_objects_is_two_keys(self) -> None:
        assert body.read(b'[{"a": 1}, {"a": 2}]') == [{"a": 1}, {"a": 2}]

    def test_is_shown_in_part_when_it_is_long_and_whole_when_it_is_half_a_character(self) -> None:
        long = "x" * 5000
        assert refused(f'{{"{long}": 1, "{long}": 2}}').values == {"key": "x" * 100}
        assert refused(r'{"\ud800": 1, "\ud800": 2}').values == {"key": r"\ud800"}


class TestWhatIsNoJson:
    @pytest.mark.parametrize("text", ["", "{", "[1,]", '{"a": 1}}', "{'a': 1}", "// a", '"a\nb"', "01", "\x00", "tRue"])
    def test_is_refused_with_its_place(self, text: str) -> None:
        found = refused(text)
        assert found.code == "malformed_request"
        assert set(found.values) == {"line", "column"}

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "9" * 5000])
    def test_numbers_that_json_has_not_or_nobody_keeps_exactly(self, number: str) -> None:
        assert refused(f'{{"a": [{number}]}}').code == "not_a_number"

    @pytest.mark.parametrize(
        "text", [b'"\xff"', b'"\xed\xa0\x80"', b'"\xc0\xaf"', '{"a": "灯"}'.encode("utf-16"), "灯".encode("gbk")]
    )
    def test_bytes_that_are_not_utf8(self, text: bytes) -> None:
        assert refused(text).code == "not_utf8"

    @pytest.mark.parametrize("text", [r'"\ud800"', r'{"\udfff": 1}', r'[{"a": ["x\ud83dy"]}]', r'"\ude00\ud83d"'])
    def test_half_a_surrogate_pair(self, text: str) -> None:
        assert refused(text).code == "half_a_character"

    @pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
    @pytest.mark.parametrize("depth", [body.DEEPEST + 1, 900, 100_000])
    def test_nesting_without_end(self, opening: str, closing: str, depth: int) -> None:
        assert refused(opening * depth + "1" + closing * depth).code == "nested_too_deep"

    def test_nesting_up_to_the_limit_is_read(self) -> None:
        assert body.read(b"[" * body.DEEPEST + b"]" * body.DEEPEST)


class TestWhatIsRead:
    @given(VALUES)
    def test_comes_out_as_it_went_in(self, value: Any) -> None:
        try:
            sent = json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            sent = json.dumps(value).encode()
            assert refused(sent).code == "half_a_character"
            return
        assert body.read(sent) == value

    def test_a_whole_pair_is_one_character_and_a_mark_of_the_byte_order_none(self) -> None:
        assert body.read(rb'"\ud83d\ude00"') == "😀"
        assert body.read('"灯"'.encode("utf-8-sig")) == "灯"
