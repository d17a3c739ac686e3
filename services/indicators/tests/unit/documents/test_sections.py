"""Every field of a scheme stands under a heading, and each heading stands once."""

from itertools import groupby

from contracts.scheme.content import SchemeContent
from indicators.documents.sections import OTHER, SECTIONS, section_of


def test_no_field_of_a_scheme_is_left_without_a_heading() -> None:
    assert [name for name in SchemeContent.model_fields if section_of(name) == OTHER] == []


def test_in_the_order_of_the_fields_no_heading_comes_twice() -> None:
    headings = [section_of(name) for name in SchemeContent.model_fields]
    assert [heading for heading, _ in groupby(headings)] == [heading for heading, _ in SECTIONS]
