"""Assessees, working days, replays and versions of rules, without a database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from chassis.calendar import SATURDAY
from chassis.refusal import SamePersonTwice
from contracts import canonical
from contracts.envelope import Labels
from indicators.domain import assessee, monitoring_rule, region, replay, working_calendar
from indicators.domain.replay import Stop
from indicators.usecases import working_calendars

AT = datetime(2024, 3, 1, tzinfo=UTC)


class TestHierarchy:
    PARENTS = {"county": None, "bureau": "county", "office": "bureau", "school": "county"}

    @pytest.mark.parametrize(("code", "parent"), [("new", None), ("new", "office"), ("school", "office")])
    def test_a_parent_that_is_not_below_is_fine(self, code: str, parent: str | None) -> None:
        assessee.check_parent(code, parent, self.PARENTS)

    def test_a_parent_that_nobody_registered_is_refused(self) -> None:
        with pytest.raises(assessee.ParentUnknown, match="nowhere"):
            assessee.check_parent("new", "nowhere", self.PARENTS)

    def test_a_cycle_is_refused_with_its_path(self) -> None:
        with pytest.raises(assessee.AssesseeCycle) as refused:
            assessee.check_parent("county", "office", self.PARENTS)
        assert refused.value.values["path"] == ["county", "office", "bureau", "county"]
        assert "county → office → bureau → county" in refused.value.text("zh")

    @pytest.mark.parametrize("parents", [{}, PARENTS])
    def test_nobody_is_their_own_parent(self, parents: dict[str, str | None]) -> None:
        with pytest.raises(assessee.AssesseeCycle, match="county → county"):
            assessee.check_parent("county", "county", parents)

    def test_an_amendment_never_begins_before_the_version_that_it_follows(self) -> None:
        labels = Labels(zh="水务局", en="Water bureau")
        current = assessee.Assessee("bureau", 2, "department", "organs", None, labels, None, date(2024, 7, 1))
        assessee.check_amendment(current, date(2024, 7, 1))
        with pytest.raises(assessee.AmendmentTooEarly):
            assessee.check_amendment(current, date(2024, 6, 30))


class TestMoves:
    HERE = assessee.Assessee(
        "yanhe", 1, "organisation", "towns", "county", Labels(zh="沿河镇", en="Yanhe"), None, None, "镇级财政"
    )
    DAY = date(2025, 1, 1)

    @pytest.mark.parametrize(
        ("changes", "moved"),
        [
            ({"category": "zones"}, ("category",)),
            ({"parent": None}, ("parent",)),
            ({"category": "zones", "parent": "zone"}, ("category", "parent")),
            ({"kind": "school"}, ()),
            ({"category": "towns", "parent": "county"}, ()),
        ],
    )
    def test_what_is_left_is_named(self, changes: dict[str, Any], moved: tuple[str, ...]) -> None:
        assert assessee.moved(self.HERE, assessee.amend(self.HERE, changes=changes, valid_from=self.DAY)) == moved

    @pytest.mark.parametrize(
        ("changes", "criterion"),
        [
            ({"category": "zones"}, None),
            ({"category": "zones", "criterion": "托管"}, "托管"),
            ({"parent": None}, "镇级财政"),
            ({"criterion": None}, None),
        ],
    )
    def test_a_criterion_belongs_to_its_category(self, changes: dict[str, Any], criterion: str | None) -> None:
        amended = assessee.amend(self.HERE, changes=changes, valid_from=self.DAY)
        assert (amended.criterion, amended.version, amended.valid_from) == (criterion, 2, self.DAY)


class TestWorkingDays:
    def test_days_are_put_in_order(self) -> None:
        days = working_calendar.YearOfDays(2024, (date(2024, 5, 1), date(2024, 1, 1)), (date(2024, 2, 4),), "s")
        assert working_calendar.check(days).days_off == (date(2024, 1, 1), date(2024, 5, 1))

    def test_every_wrong_day_is_named_at_once(self) -> None:
        days = working_calendar.YearOfDays(
            2024,
            (date(2023, 1, 2), date(2024, 5, 1), date(2024, 5, 1), date(2024, 5, 4)),
            (date(2024, 5, 6), date(2024, 5, 11)),
            "s",
        )
        with pytest.raises(working_calendar.CalendarInconsistent) as refused:
            working_calendar.check(days)
        assert refused.value.values == {
            "year": 2024,
            "count": 4,
            "other_year": ["2023-01-02"],
            "twice": ["2024-05-01"],
            "weekend_off": ["2024-05-04"],
            "weekday_worked": ["2024-05-06"],
        }

    @pytest.mark.parametrize("year", range(2004, 2027))
    def test_every_year_of_the_built_in_calendar_can_be_published(self, year: int) -> None:
        days = working_calendars.seed(year)
        assert working_calendar.check(days) == days
        assert date(year, 10, 1) in days.days_off or date(year, 10, 1).weekday() >= SATURDAY

    @pytest.mark.parametrize("year", [1999, 2003, 2050])
    def test_a_year_that_the_built_in_calendar_does_not_know_is_refused_and_never_guessed(self, year: int) -> None:
        with pytest.raises(working_calendar.YearNotSeeded, match=str(year)):
            working_calendars.seed(year)


class TestReplay:
    HERE = replay.Replay(UUID(int=1), 1, "2012", "running", "op", AT, AT, 4)

    def test_goes_to_the_asked_instant_where_nothing_is_due_before(self) -> None:
        later = AT + timedelta(days=9)
        assert replay.next_stop(later, {}) == Stop(later)
        assert replay.next_stop(later, {"a": None, "b": later + timedelta(days=1)}) == Stop(later)

    def test_stops_at_the_first_moment_at_which_any_service_has_something_to_do(self) -> None:
        stops = {"a": AT + timedelta(days=3), "b": None, "c": AT + timedelta(days=2)}
        assert replay.next_stop(AT + timedelta(days=9), stops) == Stop(AT + timedelta(days=2))

    @pytest.mark.parametrize(
        ("at_once", "first"),
        [
            (("scoring", "budget-monitor"), "budget-monitor"),
            (("indicators", "scoring"), "scoring"),
            (("indicators", "gateway"), "gateway"),
            (("scoring",), None),
        ],
    )
    def test_has_one_service_begin_where_several_have_something_to_do(
        self, at_once: tuple[str, ...], first: str | None
    ) -> None:
        then = AT + timedelta(days=1)
        stops = {**dict.fromkeys(at_once, then), "elsewhere": then + timedelta(days=1)}
        assert replay.next_stop(then + timedelta(days=9), stops) == Stop(then, first)
        assert replay.next_stop(then, stops) == Stop(then, first), "also where the clock was asked to go just there"

    @pytest.mark.parametrize("to", [AT, AT - timedelta(seconds=1)])
    def test_never_goes_back_or_nowhere(self, to: datetime) -> None:
        with pytest.raises(replay.ReplayNeverBackwards):
            replay.check_to(self.HERE, to, turn=None)

    def test_stays_at_a_moment_until_everybody_had_a_turn(self) -> None:
        replay.check_to(self.HERE, AT, turn="budget-monitor")
        with pytest.raises(replay.ReplayNeverBackwards):
            replay.check_to(self.HERE, AT - timedelta(seconds=1), turn="budget-monitor")

    def test_a_finished_one_does_not_move(self) -> None:
        finished = replay.Replay(UUID(int=1), 1, "2012", "finished", "op", AT, AT, 4)
        with pytest.raises(replay.ReplayFinished):
            replay.check_to(finished, AT + timedelta(days=1), turn=None)


class TestRegion:
    def test_a_zone_is_one_that_exists(self) -> None:
        region.check_zone("Asia/Shanghai")
        for wrong in ("Asia/Linhe", "../../etc/passwd", "", "asia/shanghai", "localtime", "Factory"):
            with pytest.raises(region.ZoneUnknown):
                region.check_zone(wrong)

    @pytest.mark.parametrize("currency", ["CNY", "GBP", "JPY", "VND"])
    def test_a_currency_is_one_that_money_is_counted_in(self, currency: str) -> None:
        region.check_currency(currency)

    @pytest.mark.parametrize("code", ["ZZZ", "XXX", "XTS", "XAU", "XDR", "CHE", "DEM", "CNH", "cny"])
    def test_no_currency_is_what_nobody_pays_with(self, code: str) -> None:
        with pytest.raises(region.CurrencyUnknown):
            region.check_currency(code)

    @pytest.mark.parametrize("currency", ["KWD", "TND"])
    def test_a_currency_with_more_decimals_than_amounts_have_is_refused(self, currency: str) -> None:
        with pytest.raises(region.CurrencyTooFine):
            region.check_currency(currency)

    def test_a_replay_clock_starts_somewhere_and_a_real_one_does_not(self) -> None:
        region.check_clock("replay", AT)
        region.check_clock("real", None)
        with pytest.raises(region.ClockStartMismatch):
            region.check_clock("replay", None)
        with pytest.raises(region.ClockStartMismatch):
            region.check_clock("real", AT)

    @pytest.mark.parametrize("day", ["02-29", "02-30", "04-31"])
    def test_a_fiscal_year_starts_on_a_day_of_every_year(self, day: str) -> None:
        with pytest.raises(region.FiscalYearStartImpossible):
            region.check_fiscal_year_start(day)
        region.check_fiscal_year_start("04-01")


class TestVersionsOfARule:
    def version(self, content: dict[str, Any], **changes: Any) -> monitoring_rule.RuleVersion:
        values: dict[str, Any] = {
            "code": "quarterly-execution",
            "version": 2,
            "drafted": content,
            "author": "chen",
            "drafted_at": AT,
            "publication": None,
            "withdrawal": None,
            "in_force": None,
            "last_published": None,
        }
        return monitoring_rule.RuleVersion(**{**values, **changes})

    def publish(self, draft: monitoring_rule.RuleVersion, by: str = "liu") -> monitoring_rule.Publication:
        return monitoring_rule.publish(draft, by=by, reason="2024", at=AT, fiscal_year_start=(1, 1), english=True)

    @pytest.fixture
    def content(self, make_rule: Callable[..., Any]) -> dict[str, Any]:
        return canonical.form(make_rule())

    def test_a_draft_is_published_with_the_digest_of_its_content(self, content: dict[str, Any]) -> None:
        assert self.publish(self.version(content)).digest == canonical.digest(content)

    def test_who_wrote_it_does_not_publish_it(self, content: dict[str, Any]) -> None:
        with pytest.raises(SamePersonTwice, match="chen"):
            self.publish(self.version(content), by="chen")

    def test_a_draft_older_than_what_was_published_is_not_published_even_after_a_withdrawal(
        self, content: dict[str, Any]
    ) -> None:
        with pytest.raises(monitoring_rule.RuleVersionOutdated):
            self.publish(self.version(content, in_force=None, last_published=3))

    def test_states_follow_from_what_happened(self, content: dict[str, Any]) -> None:
        publication = self.publish(self.version(content))
        withdrawal = monitoring_rule.Withdrawal("liu", "new measures", AT)
        for state, changes in {
            "draft": {},
            "published": {"publication": publication, "in_force": 2},
            "superseded": {"publication": publication, "in_force": 3},
            "withdrawn": {"publication": publication, "withdrawal": withdrawal},
        }.items():
            version = self.version(content, **changes)
            assert version.state == state
            if state != "draft":
                with pytest.raises(monitoring_rule.RuleVersionNotDraft, match=state):
                    self.publish(version)
            if state != "published":
                with pytest.raises(monitoring_rule.RuleVersionNotInForce, match=state):
                    monitoring_rule.withdraw(version, by="liu", reason="r", at=AT)
