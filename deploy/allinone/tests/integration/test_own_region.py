"""Whatever a refusal tells an office to do, a command does: regions, calendars, sources, rules, replays."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from allinone import installation
from allinone.driving.clockwork import ReplayClock
from allinone.driving.people import FINANCE
from allinone.installation import Place

Command = Callable[..., Awaitable[Any]]

BUDGET_MAPPING = """
kind: budget
region:
  code: {region}
  labels: {{zh: 小, en: mini}}
  currency: CNY
  zone: Asia/Shanghai
  fiscal_year_start: 01-01
  working_days: china
columns:
  code: code
  amount: amount
  fiscal_year: {{constant: 2025}}
  owner: {{constant: u}}
  fund: {{constant: F}}
  feed: {{constant: bank}}
assessees: [{{code: u, labels: {{zh: 单位, en: unit}}, category: organ}}]
funds: [{{code: F, labels: {{zh: 资金, en: money}}, trace_tag: F}}]
feeds: [{{code: bank, labels: {{zh: 银行, en: Bank}}, rhythm_days: {rhythm}}}]
"""
PAYMENTS_MAPPING = """
kind: payments
columns:
  external_ref: ref
  value_date: day
  payee: payee
  item: item
  fund: {constant: F}
  amount: amount
  feed: {constant: bank}
"""
RULES = """
reason: Rules of the year
rules:
  - code: {code}
    labels: {{zh: 执行率, en: Rate}}
    legal_basis: article 7
    measure: {{kind: execution_rate, object: {object}, budget: current}}
    moves_between_checkpoints: false
    levels:
      - {{code: red, labels: {{zh: 红灯, en: red}}, at_once: [order]}}
      - {{code: green, labels: {{zh: 绿灯, en: green}}}}
    checkpoints:
      - day: 03-31
        labels: {{zh: 一季度, en: Q1}}
        bands: [{{level: red, operator: "<", bound: 10, recovery_operator: ">=", recovery: 10}}]
      - day: 12-31
        labels: {{zh: 年末, en: Year end}}
        bands: [{{level: red, operator: "<", bound: 80, recovery_operator: ">=", recovery: 80}}]
    answered_by: owner
    answer_within_working_days: 10
    overdue_points: 0
"""


@pytest.fixture
def say(place: Place, shell: Command) -> Command:
    """The command, speaking to the installation of these tests about a region that it names."""

    async def command(*words: str | Path, region: str | None = None) -> Any:
        about = ("--region", region) if region else ()
        return await shell(*words, "--url", place.url, "--keys", place.keys, *about, "--json")

    return command


class TestARegion:
    async def test_starts_with_the_years_that_are_published(self, say: Command) -> None:
        said = await say("region", "create", "own-1", "--zh", "甲县", "--replay-from", "2025-07-01")
        assert said.code == 0, said.err
        assert (said.json["clock_at"], said.json["years_without_working_days"]) == ("2025-06-30T16:00:00Z", [2027])
        listed = await say("calendar", "list", region="own-1")
        assert [(one["year"], one["source"]) for one in listed.json] == [
            (2025, "chinesecalendar"), (2026, "chinesecalendar"),
        ]  # fmt: skip

    async def test_takes_the_days_of_a_later_year_from_a_file_once(self, say: Command, tmp_path: Path) -> None:
        await say("region", "create", "own-2", "--zh", "乙县", "--replay-from", "2025-07-01")
        days = tmp_path / "days.yaml"
        days.write_text("year: 2027\nsource: 放假安排\ndays_off: [2027-01-01]\n", "utf-8")
        for _ in range(2):
            said = await say("calendar", "publish", "2027", "--days", days, region="own-2")
            assert (said.code, said.json["calendar"]["version"]) == (0, 1), said.err
        days.write_text("year: 2027\nsource: 放假安排（更正）\ndays_off: [2027-01-01, 2027-01-04]\n", "utf-8")
        corrected = await say("calendar", "publish", "2027", "--days", days, region="own-2")
        assert corrected.json["calendar"]["version"] == 2

    async def test_that_exists_otherwise_is_not_taken_for_the_one_that_was_meant(self, say: Command) -> None:
        await say("region", "create", "own-3", "--zh", "丙县", "--replay-from", "2025-07-01")
        again = await say("region", "create", "own-3", "--zh", "丙县", "--replay-from", "2025-07-01")
        assert again.code == 0, again.err
        other = await say(
            "region", "create", "own-3", "--zh", "丙县", "--fiscal-year-start", "04-01", "--replay-from", "2025-07-01"
        )
        assert other.code == 4
        assert "fiscal_year_start is 01-01, not 04-01" in other.err
        real = await say("region", "create", "own-3", "--zh", "丙县")
        assert "clock is replay, not real" in real.err

    async def test_on_the_real_clock_is_heard_of_by_every_service(self, say: Command) -> None:
        said = await say("region", "create", "own-4", "--zh", "丁县", "--working-days", "weekdays")
        assert (said.code, said.json["clock"]) == (0, "real"), said.err
        for listing in ("lights", "orders"):
            assert (await say(listing, region="own-4")).json == []

    async def test_needs_a_name(self, say: Command) -> None:
        assert (await say("region", "create", "own-5")).code == 2


class TestASource:
    async def test_is_registered_heard_of_and_listed(self, say: Command) -> None:
        await say("region", "create", "own-6", "--zh", "戊县", "--replay-from", "2025-07-01")
        words = ("feed", "register", "bank", "--zh", "银行", "--rhythm-days", "7")
        assert (await say(*words, region="own-6")).code == 0
        arrived = await say("feed", "arrived", "bank", region="own-6")
        assert arrived.json["last_arrival"] == "2025-06-30T16:00:00Z"
        (listed,) = (await say("feed", "list", region="own-6")).json
        assert (listed["code"], listed["rhythm_days"], listed["silent"]) == ("bank", 7, False)


class TestRules:
    async def test_are_published_once_and_withdrawn_with_a_reason(self, say: Command, tmp_path: Path) -> None:
        await say("region", "create", "own-7", "--zh", "己县", "--replay-from", "2025-07-01")
        rules = tmp_path / "rules.yaml"
        rules.write_text(RULES.format(code="rate", object="budget_item"), "utf-8")
        for _ in range(2):
            said = await say("rules", "publish", rules, region="own-7")
            assert [(one["version"], one["state"]) for one in said.json] == [(1, "published")], said.err
        withdrawn = await say("rules", "withdraw", "rate", "--reason", "停止执行", region="own-7")
        assert [one["state"] for one in withdrawn.json] == ["withdrawn"]


class TestAReplay:
    """Of the same files, with a rule about items and another about departments."""

    async def test_counts_lights_by_rule_and_what_was_intercepted_by_payment(
        self, say: Command, tmp_path: Path
    ) -> None:
        said = await self.replay(say, tmp_path, region="own-8", rhythm=366)
        assert said.code == 0, said.err
        found = said.json
        assert (found["accepted"], found["intercepted_payments"], found["intercepted_ids"]) == (2, 1, ["3"])
        assert sum(found["intercepted"].values()) >= 1
        assert found["lights"]["2025-03-31"] == {"green": 1, "red": 2}
        assert found["lights_by_rule"]["2025-03-31"] == [
            {"rule": "by-item", "object_kind": "budget_item", "states": {"green": 1, "red": 1}},
            {"rule": "by-unit", "object_kind": "department", "states": {"red": 1}},
        ]
        assert "The working days of 2027 are not published yet" in said.err

    async def test_makes_lights_stale_where_the_source_of_a_file_went_silent(
        self, say: Command, tmp_path: Path
    ) -> None:
        said = await self.replay(say, tmp_path, region="own-9", rhythm=20)
        assert said.code == 0, said.err
        assert said.json["lights_by_rule"]["2025-12-31"][0]["states"] == {"stale": 2}

    async def test_that_runs_is_ended_by_a_command_so_that_another_may_begin(
        self, say: Command, tmp_path: Path, place: Place, shell: Command
    ) -> None:
        await say("region", "create", "own-10", "--zh", "庚县", "--replay-from", "2025-01-01")
        async with installation.baton(place, "own-10") as baton:
            await ReplayClock.start(baton, purpose="somebody else's")
        refused = await self.replay(say, tmp_path, region="own-10", rhythm=366)
        assert refused.code == 4
        assert "`baton replay --finish --region own-10`" in refused.err
        ended = await say("replay", "--finish", region="own-10")
        assert (ended.code, ended.json["state"]) == (0, "finished")
        assert (await say("replay", "--finish", region="own-10")).code == 2
        played = await self.replay(say, tmp_path, region="own-10", rhythm=366)
        assert played.code == 0, played.err

    async def replay(self, say: Command, folder: Path, *, region: str, rhythm: int) -> Any:
        (folder / "b.csv").write_text("code,amount\nA,1000.00\nB,9000.00\n")
        (folder / "p.csv").write_text(
            "ref,day,payee,item,amount\n1,2025-02-01,X,A,100.00\n2,2025-05-01,X,A,10.50\n3,2025-05-02,X,A,5000.00\n"
        )
        (folder / "b.yaml").write_text(BUDGET_MAPPING.format(region=region, rhythm=rhythm), "utf-8")
        (folder / "p.yaml").write_text(PAYMENTS_MAPPING, "utf-8")
        both = (
            RULES.format(code="by-item", object="budget_item")
            + RULES.format(code="by-unit", object="department").partition("rules:\n")[2]
        )
        (folder / "r.yaml").write_text(both, "utf-8")
        return await say(
            "replay", "--budget", folder / "b.csv", "--payments", folder / "p.csv", "--mapping", folder / "b.yaml",
            "--mapping", folder / "p.yaml", "--rules", folder / "r.yaml",
        )  # fmt: skip


class TestABudget:
    async def test_is_tried_before_its_units_are_there_and_changes_nothing(self, say: Command, tmp_path: Path) -> None:
        await say("region", "create", "own-11", "--zh", "辛县", "--replay-from", "2025-07-01")
        (tmp_path / "b.csv").write_text("code,amount\nA,1000.00\nB,0.00\n")
        (tmp_path / "b.yaml").write_text(BUDGET_MAPPING.format(region="own-11", rhythm=30), "utf-8")
        words = ("import", "budget", tmp_path / "b.csv", "--mapping", tmp_path / "b.yaml")
        tried = await say(*words, "--dry-run", region="own-11")
        assert tried.code == 0, tried.err
        assert {name: tried.json[name] for name in ("assessees", "feeds", "items", "known")} == {
            "assessees": 1, "feeds": 1, "items": 2, "known": 0,
        }  # fmt: skip
        assert (await say("lights", region="own-11")).json == []
        done = await say(*words, region="own-11")
        assert (done.code, done.json["items"], done.json["known"]) == (0, 2, 0), done.err
        again = await say(*words, region="own-11")
        assert (again.json["known"], "assessees" in again.json) == (2, False)

    async def test_that_came_later_frees_what_was_intercepted_for_want_of_it(
        self, say: Command, tmp_path: Path, place: Place
    ) -> None:
        await say("region", "create", "own-12", "--zh", "壬县", "--replay-from", "2025-07-01")
        (tmp_path / "b.yaml").write_text(BUDGET_MAPPING.format(region="own-12", rhythm=30), "utf-8")
        (tmp_path / "p.yaml").write_text(PAYMENTS_MAPPING, "utf-8")
        (tmp_path / "b.csv").write_text("code,amount\nA,1000.00\nB,9000.00\n")
        (tmp_path / "p.csv").write_text(
            "ref,day,payee,item,amount\n1,2025-02-01,X,A,100.00\n2,2025-02-01,X,A,5000.00\n"
        )
        await say("import", "budget", tmp_path / "b.csv", "--mapping", tmp_path / "b.yaml", region="own-12")
        payments = ("import", "payments", tmp_path / "p.csv", "--mapping", tmp_path / "p.yaml")
        first = await say(*payments, region="own-12")
        assert (first.json["accepted"], first.json["intercepted"]) == (1, 1), first.err
        async with installation.baton(place, "own-12") as baton:
            items = {one["code"]: one for one in await baton.all("/budget-items", by=FINANCE)}
            body = {"to": "A", "amount": "5000.00", "reason": "urgent", "fund": "F", "in_force_from": "2025-01-15"}
            path = f"/budget-items/{items['B']['id']}:transfer"
            await baton.post(path, body, by=FINANCE, version=items["B"]["version"])
        again = await say(*payments, region="own-12")
        assert (again.json["accepted"], again.json["intercepted"], again.json["known"]) == (1, 1, 2)
        decided = await say(*payments, "--recheck", region="own-12")
        assert (decided.json["accepted"], decided.json["intercepted"]) == (2, 0), decided.err
