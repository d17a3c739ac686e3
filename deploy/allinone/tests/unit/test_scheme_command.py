"""`baton scheme` works on files: what it says about a pack, and that it writes nothing it did not understand."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[4]
TOWNS = ROOT / "services/indicators/tests/unit/documents/towns.yaml"


Command = Callable[..., Any]


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """The sample with a float and a word that nobody knows."""
    text = TOWNS.read_text(encoding="utf-8")
    text = text.replace("总分: 1500", "总分: 1500.5", 1).replace("可分期: 是", "可分期: 对", 1)
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    return tmp_path / "broken.yaml"


class TestCheck:
    def test_every_wrong_place_is_said_with_its_line_in_both_languages(self, baton: Command, broken: Path) -> None:
        said = baton("scheme", "check", broken)
        assert said.code == 3
        assert f"{broken}:10: 总分：1500.5 是浮点数。加引号" in said.out
        assert "total: 1500.5 is a float; quote it" in said.out
        assert "指标库[jobs].可分期：“对”不是“是”或“否”" in said.out
        assert "2 findings in 1 of 1 pack" in said.err

    def test_machines_get_the_findings_as_json(self, baton: Command, broken: Path) -> None:
        told = json.loads(baton("scheme", "check", broken, "--json").out)
        assert told["findings"] == 2
        assert [(one["code"], one["line"]) for one in told["packs"][0]["findings"]] == [
            ("shape_float", 10),
            ("shape_truth", 72),
        ]

    def test_what_is_readable_but_binds_nobody_is_said_with_its_line(self, baton: Command, tmp_path: Path) -> None:
        text = TOWNS.read_text(encoding="utf-8").replace("权重: 80", "权重: 70", 1)
        (tmp_path / "towns.yaml").write_text(text, encoding="utf-8")
        told = json.loads(baton("scheme", "check", "towns.yaml", "--json").out)["packs"][0]
        (finding,) = [one for one in told["findings"] if one["code"] == "part_weights_do_not_sum"]
        assert finding["at"] == "parts"
        assert text.splitlines()[finding["line"] - 1] == "组成部分:"

    def test_a_valid_pack_is_said_to_be_one_with_the_count_of_its_assumed_values(self, baton: Command) -> None:
        said = baton("scheme", "check", TOWNS)
        assert (said.code, "无问题，推定 1 处 · no findings, 1 value assumed" in said.out) == (0, True)
        told = json.loads(baton("scheme", "check", TOWNS, "--json").out)["packs"][0]
        assert (told["scheme"], told["assumed"], told["sm3"][:4]) == ("towns-2026", 1, "sm3:")

    def test_english_is_asked_for_only_where_somebody_wants_it(self, baton: Command, tmp_path: Path) -> None:
        text = TOWNS.read_text(encoding="utf-8")
        bare = re.sub(r", 英文: (\"[^\"]*\"|[^,}\n]+)(?=})", "", text)
        assert bare.count("英文") < text.count("英文")
        (tmp_path / "towns.yaml").write_text(bare, encoding="utf-8")
        said = baton("scheme", "check", "towns.yaml")
        assert (said.code, "towns.yaml: 乡镇街道年度考核方案: 无问题" in said.out) == (0, True), said.out + said.err
        told = json.loads(baton("scheme", "check", "towns.yaml", "--english", "--json").out)["packs"][0]["findings"]
        assert {one["code"] for one in told} == {"english_missing"}
        assert (told[0]["at"], told[0]["place"]) == ("labels.en", "名称.英文")
        assert "名称:" in bare.splitlines()[told[0]["line"] - 1]
        assert baton("scheme", "check", TOWNS, "--english").code == 0

    def test_a_folder_means_all_of_its_packs(self, baton: Command, broken: Path) -> None:
        (broken.parent / "deeper").mkdir()
        (broken.parent / "deeper" / "towns.yaml").write_bytes(TOWNS.read_bytes())
        said = baton("scheme", "check", broken.parent)
        assert (said.code, "2 findings in 1 of 2 packs" in said.err) == (3, True)

    def test_packs_of_one_folder_are_held_against_each_other(self, baton: Command, tmp_path: Path) -> None:
        city, words = tmp_path / "city", (ROOT / "schemes/tengchong/persons.yaml").read_text(encoding="utf-8")
        city.mkdir()
        (city / "persons.yaml").write_text(words, encoding="utf-8")
        assert baton("scheme", "check", city).code == 0, "departments are not at hand, and not judged"
        coupling = "\n结果挂钩: [{编码: back, 名称: {中文: 挂钩, 英文: Coupled}, 方案: persons, 占比: 10}]\n"
        departments = (ROOT / "schemes/tengchong/departments.yaml").read_text(encoding="utf-8")
        (city / "departments.yaml").write_text(departments + coupling, encoding="utf-8")
        told = json.loads(baton("scheme", "check", city, "--json").out)["packs"]
        found = [(one["scheme"], [finding["code"] for finding in one["findings"]]) for one in told]
        assert found == [("departments", ["schemes_in_a_circle"]), ("persons", ["schemes_in_a_circle"])]

    @pytest.mark.parametrize("name", ["nowhere.yaml", "empty"])
    def test_a_path_without_packs_is_refused(self, baton: Command, tmp_path: Path, name: str) -> None:
        (tmp_path / "empty").mkdir()
        said = baton("scheme", "check", tmp_path / name)
        assert (said.code, name in said.err) == (3, True)


class TestExplain:
    def test_a_pack_is_told_in_the_language_asked_for(self, baton: Command) -> None:
        assert "占总分 80%，即 1200 分" in baton("scheme", "explain", TOWNS).out
        assert "80 % of the total, that is 1200 points" in baton("scheme", "explain", TOWNS, "--language", "en").out

    def test_what_nobody_published_stands_alone_where_it_is_asked_for(self, baton: Command) -> None:
        said = baton("scheme", "explain", TOWNS, "--assumed", "--language", "en").out
        assert "quotas “Share of excellent”, share: 20" in said
        assert "Chengguan" not in said

    def test_a_language_that_nobody_wrote_is_refused(self, baton: Command) -> None:
        assert baton("scheme", "explain", TOWNS, "--language", "fr").code == 2

    def test_a_pack_that_cannot_be_read_is_refused_with_its_lines(self, baton: Command, broken: Path) -> None:
        said = baton("scheme", "explain", broken)
        assert (said.code, said.out, f"{broken}:10:" in said.err) == (3, "", True)


class TestDiff:
    def test_each_line_that_differs_is_named_with_both_values(self, baton: Command, tmp_path: Path) -> None:
        text = TOWNS.read_text(encoding="utf-8").replace("权重: 80", "权重: 75", 1)
        (tmp_path / "newer.yaml").write_text(text, encoding="utf-8")
        assert "组成部分[common].权重：80 → 75" in baton("scheme", "diff", TOWNS, "newer.yaml").out
        (told,) = json.loads(baton("scheme", "diff", TOWNS, "newer.yaml", "--json").out)["changes"]
        assert (told["at"], told["before"], told["after"]) == ("parts[common].weight", "80", "75")

    def test_comments_and_the_order_of_sets_are_no_difference(self, baton: Command, tmp_path: Path) -> None:
        (tmp_path / "same.yaml").write_text("# 注\n" + TOWNS.read_text(encoding="utf-8"), encoding="utf-8")
        assert "两个方案内容相同" in baton("scheme", "diff", TOWNS, "same.yaml").out
