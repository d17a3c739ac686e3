"""Every place of a scheme has one name, and the name finds it again."""

import typing
from typing import Any, Literal

import pytest
from pydantic import BaseModel

from contracts import canonical
from contracts.scheme import paths
from contracts.scheme.content import SchemeContent
from contracts.scheme.words import WORDS

TEXT = {"zh": "文", "en": "text"}


def scheme(**changes: Any) -> SchemeContent:
    named = {"labels": TEXT}
    return SchemeContent.model_validate(
        {
            "code": "towns",
            **named,
            "category": {"code": "towns", **named, "kind": "organisation"},
            "legal_basis": [{"title": "办法"}],
            "valid_from": "2026-01-01",
            "total": "1500",
            "indicators": [
                {"code": "jobs", **named, "kind": "common", "targets": [{"value": "26000.0"}]},
                {"code": "grain", **named, "kind": "common"},
            ],
            "parts": [
                {
                    "code": "common",
                    **named,
                    "kind": "common",
                    "weight": "100",
                    "entries": [{"indicator": "jobs", "weight": "60"}, {"indicator": "grain", "weight": "40"}],
                }
            ],
            "quotas": [
                {"code": "top", **named, "grade": "excellent", "movers": [{"value": "second", "delta": "-2"}]},
            ],
            **changes,
        }
    )


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The model and all models of its fields, at any depth."""

    def of(annotation: Any) -> None:
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            models(annotation, seen)
        for inner in typing.get_args(annotation):
            of(inner)

    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            of(field.annotation)
    return seen


ALL = sorted(models(SchemeContent, set()), key=lambda model: model.__name__)


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("total", "1500"),
            ("parts[common].entries[jobs].weight", "60"),
            ("indicators[jobs].targets[0].value", "26000"),
            ("quotas[top].movers[second].delta", "-2"),
            ("category.labels.zh", "文"),
            ("rounding.places", 2),
            ("indicators[grain].missing", "hold"),
        ],
    )
    def test_a_figure_stands_at_its_named_path(self, path: str, value: str) -> None:
        assert paths.value_at(canonical.whole(scheme()), path) == value

    def test_every_leaf_is_found_again_by_its_name(self) -> None:
        form = canonical.whole(scheme())
        leaves = list(paths.leaves(form))
        assert len(leaves) > 100
        assert len({at for at, _ in leaves}) == len(leaves)
        for at, value in leaves:
            assert paths.value_at(form, at) == value

    @pytest.mark.parametrize("path", ["totals", "parts[bonus]", "parts[common].entries[9]", "total.x", "", "a b"])
    def test_a_place_that_does_not_exist_is_not_guessed(self, path: str) -> None:
        with pytest.raises(paths.PathUnknown):
            paths.value_at(canonical.whole(scheme()), path)


class TestForm:
    def test_the_order_of_a_set_says_nothing_and_the_order_of_a_list_does(self) -> None:
        first, second = scheme().indicators
        turned = canonical.form(scheme().model_copy(update={"indicators": (second, first)}))
        assert canonical.digests(turned) == canonical.digests(canonical.form(scheme()))
        part = scheme().parts[0]
        moved = part.model_copy(update={"entries": tuple(reversed(part.entries))})
        assert canonical.digests(canonical.form(scheme().model_copy(update={"parts": (moved,)}))) != canonical.digests(
            canonical.form(scheme())
        )

    def test_a_form_read_as_a_scheme_and_written_again_is_the_same(self) -> None:
        form = canonical.form(scheme())
        assert canonical.form(SchemeContent.model_validate(form)) == form

    def test_composed_and_decomposed_letters_are_one_text(self) -> None:
        composed = scheme(labels={"zh": "文", "en": "caf\u00e9"})
        decomposed = scheme(labels={"zh": "文", "en": "cafe\u0301"})
        assert canonical.form(composed) == canonical.form(decomposed)

    def test_an_assumed_mark_and_a_translation_change_the_digest(self) -> None:
        plain = canonical.digests(canonical.form(scheme()))
        for changed in (
            scheme(labels={"zh": "文", "en": "other"}),
            scheme(assumed=[{"at": "total", "why": TEXT}]),
        ):
            other = canonical.digests(canonical.form(changed))
            assert (other.sha256, other.sm3) != (plain.sha256, plain.sm3)
            assert other.sm3 != plain.sm3

    def test_sm3_is_that_of_the_standard(self) -> None:
        # GB/T 32905-2016, A.1 digests "abc"; over JSON the text has its quotes, so only the algorithm is compared
        import hashlib

        assert hashlib.new("sm3", b"abc").hexdigest() == (
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        )


class TestWords:
    @pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
    def test_every_field_has_a_chinese_name_and_no_two_share_one(self, model: type[BaseModel]) -> None:
        titles = [field.title for field in model.model_fields.values()]
        assert all(titles)
        assert len(set(titles)) == len(titles)

    @pytest.mark.parametrize("model", ALL, ids=lambda model: model.__name__)
    def test_every_value_to_choose_has_a_word_that_can_be_read_back(self, model: type[BaseModel]) -> None:
        def of(annotation: Any) -> None:
            if typing.get_origin(annotation) is Literal:
                words = [WORDS[value] for value in typing.get_args(annotation)]
                assert len(set(words)) == len(words)
            for inner in typing.get_args(annotation):
                of(inner)

        for field in model.model_fields.values():
            of(field.annotation)
