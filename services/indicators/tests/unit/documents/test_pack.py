"""A pack is a scheme that officials read; what is wrong in it is told at once, with its line."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from contracts import canonical
from contracts.scheme.content import SchemeContent
from indicators.documents import pack, place_names
from indicators.documents.problems import TEXTS, PackRefused, Problem

PACKS = sorted((Path(__file__).parents[5] / "schemes").rglob("*.yaml"))

Changed = Callable[..., str]


def digests(content: SchemeContent) -> canonical.Digests:
    return canonical.digests(canonical.form(content))


def problems(text: str) -> list[tuple[str, str, int]]:
    with pytest.raises(PackRefused) as refused:
        pack.loads(text)
    for problem in refused.value.problems:
        assert problem.texts.zh
        assert problem.mend.en
        assert problem.line >= 1
    return [(problem.code, problem.at, problem.line) for problem in refused.value.problems]


class TestRoundTrip:
    def test_the_sample_written_again_is_the_same_text(self, towns_text: str) -> None:
        body = towns_text.split("\n", 1)[1]
        assert pack.dumps(pack.loads(towns_text)).split("\n", 1)[1] == body

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_whatever_the_models_allow_keeps_both_digests(
        self, data: st.DataObject, contents: SearchStrategy[SchemeContent]
    ) -> None:
        content = data.draw(contents)
        assert digests(pack.loads(pack.dumps(content))) == digests(content)

    @pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
    def test_every_pack_keeps_both_digests(self, path: Path) -> None:
        content = pack.read(path)
        written = pack.dumps(content)
        assert digests(pack.loads(written)) == digests(content)
        assert pack.dumps(pack.loads(written)) == written

    @pytest.mark.parametrize(
        "text", ["\\\x85", "\x85", "a\u2028b", "\ufeff", "\x1b", "0E0", "是", "null", "a: b", "# a", "a\n b\n"]
    )
    def test_a_text_stays_letter_for_letter(self, towns_text: str, text: str) -> None:
        content = pack.loads(towns_text)
        labels = content.labels.model_copy(update={"zh": text})
        assert pack.loads(pack.dumps(content.model_copy(update={"labels": labels}))).labels.zh == text

    def test_english_names_and_values_are_read_too(self, towns_text: str, with_changes: Changed) -> None:
        english = with_changes(
            ("总分: 1500", "total: 1500"), ("对象类型: 单位", "kind: organisation"), ("可分期: 是", "schedulable: true")
        )
        assert digests(pack.loads(english)) == digests(pack.loads(towns_text))

    def test_a_place_may_be_named_in_chinese(self, towns_text: str, with_changes: Changed) -> None:
        (assumed,) = pack.loads(towns_text).assumed
        chinese = place_names.chinese(assumed.at)
        assert chinese != assumed.at
        assert pack.loads(with_changes((f"位置: {assumed.at}", f'位置: "{chinese}"'))).assumed == (assumed,)
        assert pack.loads(with_changes((f"位置: {assumed.at}", "位置: 无此处"))).assumed[0].at == "无此处"

    def test_a_line_is_found_by_the_path_of_its_value(self, towns_text: str) -> None:
        read = pack.parse(towns_text)
        line = towns_text.splitlines()[read.line_of("parts[common].entries[cases].weight") - 1]
        assert line.strip() == "权重: 30"
        assert read.line_of("parts[common].entries[cases].reference.least") == read.line_of(
            "parts[common].entries[cases]"
        )
        assert read.line_of("rounding.places") == 3


class TestRefusals:
    def test_a_float_is_refused_with_its_line_and_quoting_it_mends_it(self, with_changes: Changed) -> None:
        assert problems(with_changes(("总分: 1500", "总分: 1500.5"))) == [("shape_float", "total", 10)]
        assert str(pack.loads(with_changes(("总分: 1500", '总分: "1500.5"'))).total) == "1500.5"

    @pytest.mark.parametrize("written", ["1.5", ".5", "1.", "1e3", "1.5E+3", "-2.0", ".inf", ".NaN", "1_0.5"])
    def test_whatever_a_yaml_reader_takes_as_a_float_is_refused(self, with_changes: Changed, written: str) -> None:
        assert [code for code, _, _ in problems(with_changes(("总分: 1500", f"总分: {written}")))] == ["shape_float"]

    @pytest.mark.parametrize(
        "written", ["1,500", "１５００", "1500分", "85%", "0x10", "1_000", "012", "+5", "一千五", "1 500"]
    )
    def test_a_number_is_written_in_plain_digits(self, with_changes: Changed, written: str) -> None:
        assert problems(with_changes(("总分: 1500", f'总分: "{written}"'))) == [("shape_number", "total", 10)]

    def test_an_unknown_key_names_the_nearest_one(self, with_changes: Changed) -> None:
        with pytest.raises(PackRefused) as refused:
            pack.loads(with_changes(("维度: economy", "唯度: economy")))
        (problem,) = refused.value.problems
        assert (problem.code, problem.values["nearest"]) == ("shape_key_unknown", "维度")
        assert "维度" in problem.mend.zh

    def test_a_slip_in_a_needed_key_is_one_problem_not_two(self, with_changes: Changed) -> None:
        assert [code for code, _, _ in problems(with_changes(("法律依据:", "法律根据:")))] == ["shape_key_unknown"]

    def test_a_wrong_word_lists_the_possible_ones(self, with_changes: Changed) -> None:
        with pytest.raises(PackRefused) as refused:
            pack.loads(with_changes(("指标类型: 共性", "指标类型: 通用")))
        (problem,) = refused.value.problems
        assert problem.at == "indicators[jobs].kind"
        assert problem.place == "指标库[jobs].指标类型"
        assert "共性、个性、加分、减分、一票否决、必修项" in problem.mend.zh

    @pytest.mark.parametrize(
        ("before", "after", "code"),
        [
            ("对象类型: 单位", "对象类型: {}", "shape_word_unknown"),
            ("总分: 1500", "总分: 1500\n{}: 1", "shape_key_unknown"),
            ("编码: jobs", "编码: {}", "shape_pattern"),
            ("总分: 1500", "总分: {}", "shape_number"),
            ("可分期: 是", "可分期: {}", "shape_truth"),
        ],
    )
    @pytest.mark.parametrize("written", ["单" * 600, "1" * 501, "a" * 600])
    def test_of_a_long_wrong_text_the_beginning_is_told(
        self, with_changes: Changed, before: str, after: str, code: str, written: str
    ) -> None:
        with pytest.raises(PackRefused) as refused:
            pack.loads(with_changes((before, after.format(written))))
        told = next(problem for problem in refused.value.problems if problem.code == code).as_value()
        assert f"{written[:50]}" in told["texts"]["zh"]
        assert all(written not in text for text in [*told["texts"].values(), told["at"], told["place"]])

    def test_a_key_that_stands_twice_or_in_both_languages_is_refused(self, with_changes: Changed) -> None:
        assert problems(with_changes(("总分: 1500", "总分: 1500\n总分: 1000"))) == [("shape_key_twice", "total", 11)]
        assert problems(with_changes(("总分: 1500", "总分: 1500\ntotal: 1500"))) == [
            ("shape_key_in_both_languages", "total", 11)
        ]

    def test_every_problem_is_told_at_once_in_the_order_of_the_file(self, with_changes: Changed) -> None:
        text = with_changes(
            ("生效日期: 2026-01-01", "生效日期: 2026/1/1"),
            ("总分: 1500", "总分: 1500.5"),
            ("计数人数: 86", "计数人数: -1"),
            ("编码: town-02", "编码: 城02"),
            ("指标类型: 共性", "指标类型: 通用"),
            ("可分期: 是", "可分期: yes"),
            ("{时段: Q1, 数值: 6000}", "{时段: Q5}"),
            ("{最少: 1, 最多: 1}", "{}"),
            ("方式: 按次", "方式: 按件"),
            ("决定人: 组织人事", "决定人: [组织人事]"),
            ("出处: 统计公报", "出处:"),
        )
        found = problems(text)
        assert [(code, at) for code, at, _ in found] == [
            ("shape_day", "valid_from"),
            ("shape_float", "total"),
            ("shape_range", "members[town-01].counted"),
            ("shape_pattern", "members[城02].code"),
            ("shape_word_unknown", "indicators[jobs].kind"),
            ("shape_truth", "indicators[jobs].schedulable"),
            ("shape_missing", "indicators[jobs].targets[0].schedule[Q5].value"),
            ("shape_pattern", "indicators[jobs].targets[0].schedule[Q5].due"),
            ("shape_missing", "parts[individual].choice.least"),
            ("shape_missing", "parts[individual].choice.most"),
            ("shape_word_unknown", "parts[bonus].entries[prize].method.kind"),
            ("shape_scalar_expected", "consequences[bonus-pay].decided_by"),
            ("shape_missing", "notes[jobs-2025].source"),
        ]
        lines = [line for _, _, line in found]
        assert lines == sorted(lines)

    def test_a_full_width_colon_is_told_as_what_it_is(self, with_changes: Changed) -> None:
        assert problems(with_changes(("总分: 1500", "总分：1500"), ("计数人数: 86", "计数人数：86"))) == [
            ("shape_wide_colon", "", 10),
            ("shape_wide_colon", "", 26),
        ]

    @pytest.mark.parametrize(
        ("text", "code"),
        [
            ("[]", "shape_mapping_expected"),
            ("方案", "shape_mapping_expected"),
            ("编码: &a x", "shape_alias"),
            ("编码: *a", "shape_alias"),
            ("编码: !!python/object x", "shape_tag"),
            ("[" * 1000, "shape_too_deep"),
            ("{" * 1000, "shape_too_deep"),
            ("编码: x: y", "shape_no_yaml"),
            ("? [a]\n: b", "shape_key"),
            ("编码: x\n---\n编码: y", "shape_second_document"),
            ('编码: "\x01"', "shape_no_yaml"),
            ("编码: [", "shape_no_yaml"),
        ],
    )
    def test_what_is_no_pack_is_refused_in_words(self, text: str, code: str) -> None:
        assert [found for found, _, _ in problems(text)] == [code]

    def test_an_empty_file_lacks_what_a_scheme_needs(self) -> None:
        assert [at for _, at, _ in problems("")] == ["code", "labels", "category", "legal_basis", "valid_from"]

    def test_a_file_that_is_no_utf8_is_told_so(self, tmp_path: Path) -> None:
        (tmp_path / "gbk.yaml").write_bytes("编码: a\n名称: 甲".encode("gbk"))
        with pytest.raises(PackRefused) as refused:
            pack.read(tmp_path / "gbk.yaml")
        assert refused.value.problems[0].code == "shape_no_utf8"

    @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_no_damage_to_a_pack_raises_anything_but_a_refusal(self, data: st.DataObject, towns_text: str) -> None:
        start = data.draw(st.integers(0, len(towns_text)))
        length = data.draw(st.integers(0, 30))
        put = data.draw(st.text(max_size=6) | st.sampled_from(["\n", ": ", "- ", "[", "{", '"', "  ", "null"]))
        told: list[Problem] = []
        try:
            pack.loads(towns_text[:start] + put + towns_text[start + length :])
        except PackRefused as refused:
            told = refused.problems
            if not told:
                raise
        assert all(problem.as_value()["texts"]["zh"] for problem in told)

    def test_every_text_says_what_is_wrong_and_what_mends_it_in_both_languages(self) -> None:
        for texts in TEXTS.values():
            assert len(texts) == 4
            assert all(text.strip() for text in texts)


def test_the_yaml_of_a_pack_is_read_alike_by_any_yaml_reader(towns_text: str) -> None:
    assert yaml.safe_load(towns_text)["指标库"][0]["目标"][0]["目标值"] == 26000


@pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_pack_is_yaml_to_any_reader_and_to_none_of_them_a_float(path: Path) -> None:
    waiting: list[object] = [yaml.safe_load(path.read_text(encoding="utf-8"))]
    while waiting:
        found = waiting.pop()
        assert not isinstance(found, float)
        waiting.extend(found.values() if isinstance(found, dict) else found if isinstance(found, list) else ())
