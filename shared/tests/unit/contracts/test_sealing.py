"""Digests of events: whoever keeps a copy can tell that it is the one that was sent."""

import json
from typing import Any

import pytest

from contracts import export
from contracts.canonical import digests
from contracts.envelope import Labels
from contracts.indicators import AssesseeRegistered
from contracts.sealing import content_of, holds, seal_of, sealed

EXAMPLES = export.FOLDER / "examples"


def example(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))["data"]
    return data


def town(**changes: Any) -> AssesseeRegistered:
    values: dict[str, Any] = {
        "code": "yanhe-town",
        "version": 1,
        "kind": "organisation",
        "category": "towns",
        "parent": None,
        "labels": Labels(zh="沿河镇", en="Yanhe"),
        **changes,
    }
    return AssesseeRegistered(**values)


class TestSeal:
    @pytest.mark.parametrize("name", ["indicators.assessee-registered.v1.2", "indicators.assessee-amended.v1.2"])
    def test_what_was_sent_once_holds_for_ever(self, name: str) -> None:
        data = example(name)
        assert seal_of(data) is not None
        assert holds(data)

    @pytest.mark.parametrize("name", ["indicators.assessee-registered.v1", "indicators.assessee-amended.v1"])
    def test_what_was_sent_before_there_were_digests_is_still_accepted(self, name: str) -> None:
        assert seal_of(example(name)) is None
        assert holds(example(name))

    @pytest.mark.parametrize("field", sorted(content_of(example("indicators.assessee-amended.v1.2"))))
    def test_whatever_is_changed_on_the_way_breaks_it(self, field: str) -> None:
        data = example("indicators.assessee-amended.v1.2")
        assert not holds({**data, field: "something else"})

    @pytest.mark.parametrize("digest", ["sha256", "sm3"])
    def test_both_digests_must_hold(self, digest: str) -> None:
        data = example("indicators.assessee-amended.v1.2")
        assert not holds({**data, digest: data[digest][:-1] + ("0" if data[digest][-1] != "0" else "1")})

    def test_what_a_newer_producer_says_besides_is_sealed_with_the_rest(self) -> None:
        content = {**content_of(town().model_dump(mode="json")), "added_later": "x"}
        seal = digests(content)
        data = {**content, "sha256": seal.sha256, "sm3": seal.sm3}
        assert holds(data)
        assert not holds({name: value for name, value in data.items() if name != "added_later"})

    def test_two_spellings_of_one_text_have_one_digest_and_are_sent_in_one(self) -> None:
        composed = sealed(town(labels=Labels(zh="沿河镇", en="Yánhé")))
        decomposed = sealed(town(labels=Labels(zh="沿河镇", en="Ya\u0301nhe\u0301")))
        assert composed == decomposed
        assert holds(decomposed.said())

    def test_sealing_again_changes_nothing(self) -> None:
        assert sealed(sealed(town())) == sealed(town())
