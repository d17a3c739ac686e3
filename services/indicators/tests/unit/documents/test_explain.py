"""An explanation says all that binds, in words that an official reads aloud."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, Field, create_model

from contracts import canonical
from contracts.envelope import SchemeLabels
from contracts.indicators import RuleContent
from contracts.money import plain_text
from contracts.scheme import paths
from contracts.scheme.basics import Assumption
from contracts.scheme.content import SchemeContent
from contracts.scheme.people import Consultation
from contracts.scheme.rules import DataSource
from indicators.documents import changes, pack, silent
from indicators.documents.explain import explain
from indicators.documents.phrases import ALWAYS, PHRASES, SILENT, TRUTHS
from indicators.documents.shapes import Either, Group, Many, Shape, places
from indicators.documents.telling import Telling
from indicators.domain import scheme_changes

PACKS = sorted((Path(__file__).parents[5] / "schemes").rglob("*.yaml"))


@pytest.fixture(scope="session")
def towns(towns_text: str) -> SchemeContent:
    return pack.loads(towns_text)


def models(*begin: type[BaseModel]) -> set[type[BaseModel]]:
    """These models and all that stand in them."""
    found: set[type[BaseModel]] = set()
    waiting = list(begin)
    while waiting:
        model = waiting.pop()
        if model not in found:
            found.add(model)
            waiting += [inner for place in places(model).values() for inner in _standing_in(place.shape)]
    return found


def _standing_in(shape: Shape) -> list[type[BaseModel]]:
    match shape:
        case Many(of=inner):
            return _standing_in(inner)
        case Group(model=model):
            return [model]
        case Either(models=several):
            return list(several.values())
    return []


class TestExplain:
    def test_a_weight_is_told_with_the_points_that_it_comes_to(self, towns: SchemeContent) -> None:
        said = explain(towns, "zh")
        assert "共性指标：共性部分；占总分 80%，即 1200 分；参考范围 70%–85%。" in said
        assert "城镇新增就业：占本部分 40%，即 480 分；其中农业型 30%，即 360 分；计分：按目标完成率" in said

    def test_codes_are_told_by_their_names_and_values_by_their_words(self, towns: SchemeContent) -> None:
        said = explain(towns, "en")
        assert "Annual bonus: when the grade is Excellent and the score is above 1400 points" in said
        assert "Red below 10 %, cleared at 10 % or more" in said

    def test_what_nobody_wrote_but_all_are_bound_by_is_told(self, towns: SchemeContent) -> None:
        said = explain(towns, "zh")
        assert "舍入：总分保留 2 位小数，四舍五入。" in said
        assert "征求意见：3 轮，每轮 5 个工作日。" in said

    def test_what_a_text_does_not_say_of_its_consultation_is_not_invented(self, towns: SchemeContent) -> None:
        silent = towns.model_copy(update={"consultation": None})
        assert "征求意见：没有写明几轮、每轮几个工作日。" in explain(silent, "zh")
        assert "Consultation: neither its rounds nor their working days are stated." in explain(silent, "en")

    def test_assumed_values_stand_alone_with_path_value_and_reason(self, towns: SchemeContent) -> None:
        zh = explain(towns, "zh", assumed=True).splitlines()
        assert zh[4] == "  · 等次比例“优秀比例”的比例：20。理由：办法未公布比例，按全国通行的两成取值。"
        en = explain(towns, "en", assumed=True).splitlines()
        assert (
            en[4] == "  · quotas “Share of excellent”, share: 20. Reason: The text gives no share; a fifth is common."
        )

    def test_one_content_has_the_same_sentences_in_the_order_in_which_it_was_written(
        self, towns: SchemeContent
    ) -> None:
        turned = towns.model_copy(update={"members": towns.members[::-1]})
        said, before = explain(turned, "zh").splitlines(), explain(towns, "zh").splitlines()
        assert sorted(said) == sorted(before)
        first, second = (next(at for at, line in enumerate(said) if name in line) for name in ("东风镇", "城关镇"))
        assert first < second

    def test_indicators_stand_as_in_the_parts_wherever_they_are_listed(self, towns: SchemeContent) -> None:
        turned = towns.model_copy(update={"indicators": towns.indicators[::-1]})
        assert explain(turned, "zh") == explain(towns, "zh")

    @pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
    def test_every_pack_is_told_in_both_languages(self, path: Path) -> None:
        content = pack.read(path)
        zh, en = explain(content, "zh"), explain(content, "en")
        assert content.labels.zh in zh
        assert content.labels.en in en
        assert "{" not in zh + en
        assert "None" not in zh
        for indicator in content.indicators:
            assert indicator.labels.en in en
            assert indicator.labels.zh.replace("“", "‘").replace("”", "’") in zh or indicator.labels.zh in zh

    def test_phrases_belong_to_fields_and_leave_room_for_what_they_say(self) -> None:
        drawn = SchemeContent.model_json_schema()
        models = {**drawn["$defs"], SchemeContent.__name__: drawn}
        known = {f"{name}.{field}" for name, model in models.items() for field in model.get("properties", {})}
        assert {*PHRASES, *TRUTHS, *ALWAYS, *SILENT} <= known
        for zh, en in PHRASES.values():
            assert zh.count("{}") == en.count("{}") <= 1


class TestPlainWords:
    def test_a_formula_is_told_in_words_beside_itself(self, towns: SchemeContent) -> None:
        formula = next(one.formula for one in towns.indicators if one.formula)
        assert formula is not None
        assert explain(towns, "zh").split(formula, 1)[1].startswith("，即“信访件数”除以“常住人口”")
        assert explain(towns, "en").split(formula, 1)[1].startswith(", that is “")

    def test_how_often_is_said_as_people_say_it(self, towns: SchemeContent) -> None:
        live = DataSource(code="live", labels=SchemeLabels(zh="甲", en="A"), rhythm="live")
        told = explain(towns.model_copy(update={"data_sources": (live,)}), "en")
        assert "updated live" in told
        assert "updated by" not in told
        assert "assessed yearly" in told

    @pytest.mark.parametrize(("rounds", "said"), [(1, "Consultation: 1 round of"), (2, "Consultation: 2 rounds of")])
    def test_one_thing_is_no_plural(self, towns: SchemeContent, rounds: int, said: str) -> None:
        consultation = Consultation(rounds=rounds, working_days=5)
        told = explain(towns.model_copy(update={"consultation": consultation}), "en")
        assert said in told
        assert "(s)" not in told


class TestNothingIsLeftUnsaid:
    def test_another_number_anywhere_is_told_otherwise(self, towns: SchemeContent) -> None:
        form = canonical.whole(towns)
        silent = []
        before = explain(towns, "zh") + explain(towns, "en")
        for at, value in paths.leaves(form):
            if at.startswith("assumed") or not (
                isinstance(value, str) and value.lstrip("-").replace(".", "").isdigit()
            ):
                continue
            changed = SchemeContent.model_validate(with_value(form, at, plain_text(Decimal(value) + 1)))
            if explain(changed, "zh") + explain(changed, "en") == before:
                silent.append(at)
        assert silent == []


def with_value(form: dict[str, Any], at: str, value: str) -> dict[str, Any]:
    """The form with another value at a path."""
    changed: dict[str, Any] = SchemeContent.model_validate(form).model_dump(mode="json")
    changed = canonical.whole(SchemeContent.model_validate(changed))
    parent, _, name = at.rpartition(".")
    holder = paths.value_at(changed, parent) if parent else changed
    holder[name] = value
    return changed


class TestChanges:
    def test_a_change_is_told_with_what_it_was_and_is(self, towns: SchemeContent) -> None:
        before = canonical.whole(towns)
        after = with_value(before, "parts[common].weight", "75")
        found = scheme_changes.changes(before, after)
        assert changes.told(found, before, after, "zh") == ["组成部分[common].权重：80 → 75"]
        assert changes.told(found, before, after, "en") == ["parts[common].weight: 80 → 75"]

    def test_what_came_and_went_is_told_in_words(self, towns: SchemeContent) -> None:
        before = canonical.whole(towns)
        after = canonical.whole(towns.model_copy(update={"vetoes": (), "grades": towns.grades[::-1]}))
        found = scheme_changes.changes(before, after)
        assert changes.told(found, before, after, "zh") == [
            "一票否决[safety]：删去：重大安全事故（不得评优，至本考核期末）",
            "等次：顺序改为：良好、优秀",
        ]

    @pytest.mark.parametrize(
        ("at", "said"),
        [
            ("quotas[excellent-towns].share", "推定[等次比例[excellent-towns].比例]"),
            ("indicators[jobs].targets", "推定[指标库[jobs].目标]"),
            ("parts[common].entries[jobs].method.cap", "推定[组成部分[common].指标项[jobs].计分方式.最高比例]"),
        ],
    )
    def test_an_assumption_that_went_is_told_whole_though_its_place_has_brackets(
        self, towns: SchemeContent, at: str, said: str
    ) -> None:
        why = Assumption(at=at, why=SchemeLabels(zh="未公布", en="Not published"))
        after = canonical.whole(towns.model_copy(update={"assumed": ()}))
        before = canonical.whole(towns.model_copy(update={"assumed": (why,)}))
        found = scheme_changes.changes(before, after)
        (line,) = changes.told(found, before, after, "zh")
        assert line.startswith(f"{said}：删去：")
        assert "None" not in line
        assert "未公布" in line

    def test_an_item_without_a_name_is_told_as_it_was_though_it_had_another_number(self, towns: SchemeContent) -> None:
        before = canonical.whole(towns)
        bands = before["parts"][0]["entries"][1]["method"]["bands"]
        changed = json.loads(json.dumps(before))
        changed["parts"][0]["entries"][1]["method"]["bands"] = [
            {"lower": None, "upper": {"operator": "<", "value": "5"}, "share": "110"},
            *bands[:1],
            {**bands[1], "share": "61"},
        ]
        found = scheme_changes.changes(before, changed)
        assert any(line.endswith("60.5 → 61") for line in changes.told(found, before, changed, "zh"))


class TestDefaults:
    """What binds although nobody wrote it is told where it is looked for: among what no text gives."""

    def told(self, towns: SchemeContent, **changes: Any) -> list[str]:
        changed = SchemeContent.model_validate({**canonical.whole(towns), **changes})
        zh = explain(changed, "zh", assumed=True)
        return zh.partition("方案没有写明、按系统默认约束的：\n")[2].splitlines()

    def test_are_listed_after_what_is_assumed(self, towns: SchemeContent) -> None:
        told = self.told(towns)
        assert "  · 舍入的小数位：2。" in told
        assert "  · 舍入的舍入方式：四舍五入。" in told
        assert any(line.startswith("  · 指标库的缺报处理：暂缓计分（") for line in told)

    def test_that_a_text_gives_are_cited_and_not_listed(self, towns: SchemeContent) -> None:
        told = self.told(towns, grounds=[{"at": "rounding.places", "source": "考核办法第九条"}])
        assert not any("舍入的小数位" in line for line in told)
        assert "  · 舍入的舍入方式：四舍五入。" in told

    @pytest.mark.parametrize(
        "changes",
        [
            {"assumed": [{"at": "rounding", "why": {"zh": "未公布", "en": "not published"}}]},
            {"rounding": {"places": 0, "mode": "down", "at": ["item"]}},
        ],
    )
    def test_that_somebody_decided_are_not_listed(self, towns: SchemeContent, changes: dict[str, Any]) -> None:
        assert not any("舍入" in line for line in self.told(towns, **changes))

    def test_of_scoring_bind_nobody_where_nothing_is_scored(self, towns: SchemeContent) -> None:
        told = self.told(towns, parts=[], emphasis=[], couplings=[], special_tasks=None)
        assert not any("舍入" in line or "考核周期" in line for line in told)

    def test_of_a_light_are_listed_how_long_an_order_may_be_put_off(self, towns: SchemeContent) -> None:
        told = self.told(towns)
        for said in ("延期工作日上限：30", "延期次数上限：2", "中止天数上限：180", "复查月数上限：12"):
            assert f"  · 红黄绿灯的{said}（1 处）。" in told

    def test_of_a_light_are_not_listed_where_a_text_or_a_choice_gives_them(self, towns: SchemeContent) -> None:
        (light,) = towns.lights
        at = f"lights[{light.code}].latest_recheck_months"
        cited = self.told(towns, grounds=[{"at": at, "source": "整改办法第五条"}])
        written = self.told(towns, lights=[{**canonical.whole(towns)["lights"][0], "latest_recheck_months": 6}])
        assert not any("复查月数上限" in line for line in [*cited, *written])

    def test_of_whatever_a_model_gains_are_listed_without_a_line_of_code(self, towns: SchemeContent) -> None:
        gained = Field(default=3, title="约谈次数")
        newer = create_model("RuleContent", __base__=RuleContent, fewest_talks=(int, gained))
        light = newer.model_validate(towns.lights[0].model_dump())
        scheme = towns.model_copy(update={"lights": (light,)})
        assert any("fewest_talks：3（1 处）" in line for line in silent.told(scheme, Telling(scheme, "zh")))
        assert silent.by_default(light)["fewest_talks"] == 3

    def test_escape_the_list_only_by_name_and_reason(self) -> None:
        known = models(SchemeContent)
        every = {f"{model.__name__}.{place.name}": place for model in known for place in places(model).values()}
        assert set(silent.HARMLESS) <= set(every)
        escaping = {
            field
            for field, place in every.items()
            if not place.required
            and not silent.binds(place, field)
            and not isinstance(place.shape, Group)
            and place.default not in (None, (), "", False)
        }
        kinds = {field for field in escaping if field.endswith(".kind")}
        assert escaping - kinds == set(silent.HARMLESS)

    def test_three_rounds_are_nobodys_default(self, towns: SchemeContent) -> None:
        assert not any("征求意见" in line for line in self.told(towns, consultation=None))
