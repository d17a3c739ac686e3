"""A digest belongs to its text: models may grow, forms have numbers, and what was published is read as it was meant."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError, create_model
from shared.tests.unit.contracts.test_scheme_paths import scheme

from chassis.testing.growing import grown
from contracts import canonical, export, freezing, frozen_defaults
from contracts.canonical import AlwaysWritten, digests, form, read, whole
from contracts.cascades import CascadeContent
from contracts.indicators import AssesseeAmended, AssesseeRegistered, Left, MonitoringRulePublished, RuleContent
from contracts.scheme.content import SchemeContent
from contracts.scheme.indicator import LibraryIndicator
from contracts.scheme.parts import ByBands, Entry, Rounding
from contracts.sealing import content_of, holds, seal_of, sealed

TEXT = {"zh": "文", "en": "text"}
EXAMPLES = export.FOLDER / "examples"

RULE = RuleContent.model_validate(json.loads((EXAMPLES / "indicators.monitoring-rule-published.v1.json").read_text())["data"]["rule"])  # noqa: E501  # fmt: skip
INDICATOR = LibraryIndicator.model_validate({"code": "jobs", "labels": TEXT, "kind": "common", "targets": [{"value": "9"}]})  # noqa: E501  # fmt: skip
CASCADE = CascadeContent.model_validate(
    {
        "code": "goals",
        "labels": TEXT,
        "period": "2026",
        "levels": [{"code": "group", "labels": TEXT, "kind": "organisation"}],
        "nodes": [{"code": "group-1", "labels": TEXT, "level": "group"}],
    }
)
CONTENTS: list[BaseModel] = [scheme(), INDICATOR, RULE, CASCADE]

each_content = pytest.mark.parametrize("content", CONTENTS, ids=lambda content: type(content).__name__)


def unit(**changes: Any) -> AssesseeAmended:
    given: dict[str, Any] = {
        "code": "yanhe-town",
        "version": 2,
        "kind": "organisation",
        "category": "towns",
        "parent": None,
        "labels": TEXT,
        "valid_from": "2026-01-01",
        "reason": "区划调整",
        "moved": ("parent",),
        "left": Left(parent="yunxi-county"),
    }
    return AssesseeAmended.model_validate(given | changes)


def kept() -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Of each example that carries digests of a content its name, the content, and the data around it."""
    for path in sorted(EXAMPLES.glob("indicators.*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))["data"]
        for name in ("scheme", "indicator", "cascade"):
            if isinstance(data.get(name), dict):
                yield path.stem, data[name], data


KEPT = list(kept())


class TestForm:
    @each_content
    def test_leaves_out_what_has_its_default_and_has_a_number(self, content: BaseModel) -> None:
        spelled = form(content)
        assert spelled["form"] == frozen_defaults.FORM == 2
        assert len(spelled) < len(whole(content))
        assert read(type(content), spelled) == read(type(content), whole(content))
        assert whole(read(type(content), spelled)) == whole(content)

    def test_names_the_way_of_scoring_even_where_it_is_the_usual_one_of_its_kind(self) -> None:
        bands = ByBands.model_validate({"bands": [{"share": "100"}]})
        entry = Entry(indicator="jobs", method=bands)
        assert form(entry) == {"form": 2, "indicator": "jobs", "method": {"kind": "by_bands", "bands": [{"share": "100"}]}}  # noqa: E501  # fmt: skip
        assert form(Entry(indicator="jobs")) == {"form": 2, "indicator": "jobs"}

    def test_every_model_that_is_one_of_several_is_told_from_the_others(self) -> None:
        several = [
            model
            for holder in frozen_defaults.reachable(*freezing.ROOTS)
            for field in holder.model_fields.values()
            if field.discriminator is not None
            for model in frozen_defaults.reachable(holder)
            if model.__name__ in str(field.annotation) and "kind" in model.model_fields
        ]
        assert len(set(several)) >= 8
        for model in several:
            assert any(isinstance(mark, AlwaysWritten) for mark in model.model_fields["kind"].metadata), model

    def test_a_body_may_be_the_form_that_was_read(self) -> None:
        assert form(SchemeContent.model_validate(form(scheme()))) == form(scheme())
        assert form(CascadeContent.model_validate(form(CASCADE))) == form(CASCADE)

    @pytest.mark.parametrize("number", [3, 0, -1, "2", True, 2.0])
    def test_a_number_that_is_not_known_is_refused_and_not_guessed(self, number: Any) -> None:
        with pytest.raises(ValidationError, match="is not known here"):
            read(SchemeContent, {**form(scheme()), "form": number})

    def test_the_number_is_under_the_digests(self) -> None:
        spelled = form(scheme())
        assert digests({**spelled, "form": 1}) != digests(spelled) != digests(content_of({**spelled, "form": None}))

    def test_no_content_has_a_field_where_its_form_has_its_number(self) -> None:
        for root in freezing.ROOTS:
            assert ("form" in root.model_fields) == issubclass(root, AssesseeRegistered | AssesseeAmended)


class TestGrowth:
    @each_content
    def test_a_gained_field_changes_no_digest_of_what_does_not_use_it(self, content: BaseModel) -> None:
        later = grown(type(content))
        assert digests(form(read(later, form(content)))) == digests(form(content))
        assert digests(form(read(later, whole(content)))) == digests(form(content))

    @pytest.mark.parametrize("at", [(), ("indicators", 0), ("parts", 0), ("parts", 0, "entries", 0), ("category",)])
    def test_who_uses_it_says_something_else(self, at: tuple[str | int, ...]) -> None:
        later, spelled = grown(SchemeContent), form(scheme())
        place: Any = spelled
        for step in at:
            place = place[step]
        place["gained"] = 8
        assert digests(form(read(later, spelled))) != digests(form(scheme()))

    def test_a_gained_optional_group_changes_none_either(self) -> None:
        later = create_model(
            "SchemeContent", __base__=SchemeContent, rounding_again=(Rounding, Field(default_factory=Rounding))
        )
        assert digests(form(read(later, form(scheme())))) == digests(form(scheme()))

    @pytest.mark.parametrize("model", [AssesseeRegistered, AssesseeAmended])
    def test_a_sealed_event_of_a_later_sender_has_the_same_seal(
        self, model: type[AssesseeRegistered | AssesseeAmended]
    ) -> None:
        given = unit().model_dump(exclude={"reason", "moved", "left"} if model is AssesseeRegistered else set())
        now, later = sealed(model.model_validate(given)), sealed(grown(model).model_validate(given))
        assert (now.sha256, now.sm3) == (later.sha256, later.sm3)
        assert now.said() == later.said()

    def test_equal_items_stand_in_one_order_whatever_their_model_gains(self) -> None:
        waiting = [{"unit": "b", "share": "50"}, {"unit": "b", "share": "5"}, {"unit": "a", "share": "45"}]
        joint = INDICATOR.model_validate({**form(INDICATOR), "joint": waiting})
        later = read(grown(LibraryIndicator), form(joint))
        assert form(later) == form(joint)
        assert [one["share"] for one in whole(later)["joint"]] == [one["share"] for one in form(joint)["joint"]]


class TestFrozenDefaults:
    def test_are_those_of_the_models(self) -> None:
        assert freezing.broken(frozen_defaults.table(frozen_defaults.FORM)) == []
        assert frozen_defaults.table(frozen_defaults.FORM) == freezing.of_models(), "run make contracts"

    def test_belong_to_one_model_each(self) -> None:
        names = [model.__name__ for model in frozen_defaults.reachable(*freezing.ROOTS)]
        assert len(set(names)) == len(names)

    def test_a_changed_or_lost_default_is_named_and_asks_for_a_new_form(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        table = json.loads(json.dumps(frozen_defaults.table(2)))
        table["Rounding"]["places"] = 3
        table["Rounding"]["went"] = 1
        (tmp_path / "2.json").write_text(json.dumps(table), encoding="utf-8")
        monkeypatch.setattr(freezing, "FOLDER", tmp_path)
        assert freezing.main([]) == 1
        told = capsys.readouterr().err
        assert "Rounding.places, Rounding.went" in told
        assert json.loads((tmp_path / "2.json").read_text(encoding="utf-8")) == table

    def test_a_gained_field_adds_a_row(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        table = json.loads(json.dumps(frozen_defaults.table(2)))
        del table["Rounding"]["places"]
        (tmp_path / "2.json").write_text(json.dumps(table), encoding="utf-8")
        monkeypatch.setattr(freezing, "FOLDER", tmp_path)
        assert freezing.main(["--check"]) == 1
        assert freezing.main([]) == freezing.main(["--check"]) == 0

    def test_no_text_states_how_often_members_are_heard_unless_it_does(self) -> None:
        assert frozen_defaults.table(2)["SchemeContent"]["consultation"] is None


class TestALaterForm:
    """Baton of some day, whose form 3 rounds to three places and counts a missing value as zero."""

    @pytest.fixture(autouse=True)
    def later(self, monkeypatch: pytest.MonkeyPatch) -> None:
        table = json.loads(json.dumps(frozen_defaults.table(2)))
        table["Rounding"]["places"] = 3
        table["Indicator"]["missing"] = "zero"
        tables = {1: {}, 2: frozen_defaults.table(2), 3: table}
        monkeypatch.setattr(frozen_defaults, "FORM", 3)
        monkeypatch.setattr(frozen_defaults, "table", tables.__getitem__)

    def test_a_text_of_form_2_keeps_what_form_2_left_out(self) -> None:
        spelled = form(scheme())
        assert "rounding" not in spelled
        assert spelled["form"] == 2
        found = read(SchemeContent, spelled)
        assert (found.rounding.places, {one.missing for one in found.indicators}) == (2, {"hold"})

    def test_a_text_of_form_3_has_what_form_3_left_out(self) -> None:
        filled = frozen_defaults.filled(SchemeContent, content_of(form(scheme())), 3)
        assert (filled["rounding"]["places"], {one["missing"] for one in filled["indicators"]}) == (3, {"zero"})

    def test_a_text_of_form_1_has_what_it_wrote(self) -> None:
        wrote = whole(scheme())
        wrote["rounding"]["places"] = 4
        assert read(SchemeContent, wrote).rounding.places == 4

    def test_a_text_of_form_1_without_a_field_has_the_default_of_the_first_form_that_knows_it(self) -> None:
        wrote = whole(scheme())
        del wrote["rounding"]["places"]
        assert read(SchemeContent, wrote).rounding.places == 2


class TestEarlierForms:
    @pytest.mark.parametrize(("name", "content", "data"), KEPT, ids=[name for name, _, _ in KEPT])
    def test_what_was_published_once_still_has_its_digests(
        self, name: str, content: dict[str, Any], data: dict[str, Any]
    ) -> None:
        both = digests(content)
        assert (both.sha256, both.sm3) == (data["sha256"], data["sm3"])

    def test_there_are_some_of_form_1_and_of_form_2(self) -> None:
        assert {content.get("form", 1) for _, content, _ in KEPT} == {1, 2}

    def test_a_rule_that_was_sent_written_out_is_read_like_one_in_its_form(self) -> None:
        sent = [{"version": 1, "rule": one, "digest": canonical.digest(one), "published_by": "p", "reason": "r"}
                for one in (whole(RULE), form(RULE))]  # fmt: skip
        first, second = (MonitoringRulePublished.model_validate(one) for one in sent)
        assert first.content == second.content == RULE
        assert [one.said()["rule"] for one in (first, second)] == [whole(RULE), form(RULE)]


class TestSealedEvents:
    def test_are_sent_as_they_were_sealed(self) -> None:
        said = sealed(unit()).said()
        assert "criterion" not in said
        assert said["form"] == 2
        assert said["left"] == {"parent": "yunxi-county"}
        assert holds(json.loads(json.dumps(said)))

    def test_a_receiver_of_before_computes_the_same(self) -> None:
        said = sealed(unit()).said()
        before = {name: value for name, value in said.items() if name not in ("sha256", "sm3")}
        assert seal_of(said) == digests(before)

    def test_are_read_with_what_was_left_out(self) -> None:
        found = AssesseeAmended.model_validate(sealed(unit(moved=(), left=None)).said(), extra="ignore")
        assert (found.moved, found.left, found.responsible, found.form) == ((), None, None, 2)

    def test_another_number_breaks_the_seal(self) -> None:
        said = sealed(unit()).said()
        assert not holds({**said, "form": 1})
        assert not holds({name: value for name, value in said.items() if name != "form"})

    def test_what_carries_no_digests_is_sent_written_out(self) -> None:
        assert unit().said()["criterion"] is None
