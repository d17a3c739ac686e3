"""The life of a version, without a database: who may take which step when, and what counts."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chassis.calendar import WorkingCalendar
from chassis.refusal import SamePersonTwice
from contracts.schemes import Change
from indicators.domain import consultation, scheme
from indicators.domain.checking.finding import Flaw
from indicators.domain.consultation import Comment, CommentAnswer, Round, SignOff
from indicators.domain.scheme import Amended, Approval, Publication, SchemeVersion, SentBack, Withdrawal, Written
from indicators.domain.scheme_force import Standing, in_force
from indicators.domain.scheme_refusals import (
    AmendmentNeedsChange,
    AmendmentWithoutDifference,
    CommentAnswered,
    CommentsUnanswered,
    ConsultationNotStated,
    DisagreementWithoutComment,
    DueTooEarly,
    NotAMember,
    NothingToAmend,
    PlaceUnknown,
    RoundNotOpen,
    RoundsMissing,
    RoundStillOpen,
    SchemeAmendedTooEarly,
    SchemeBaseOutdated,
    SchemeNotPublishable,
    SchemeStepNotOpen,
    SignedOffAlready,
    TextNotConsulted,
    TextOutdated,
    UnitNotConcerned,
)

AT = datetime(2026, 1, 5, tzinfo=UTC)
FLAW = Flaw("wrong", "有误", "wrong", "请更正", "correct it")
TODAY = date(2026, 1, 5)


def text(number: int = 1, *, by: str = "chen", rounds: int | None = 1) -> Written:
    return Written(
        number, "sha256:1", "sm3:1", assumed=2, rounds=rounds, working_days=None if rounds is None else 5, by=by, at=AT
    )


def round_(number: int = 1, *, shown: int = 1, closed: bool = True) -> Round:
    return Round(
        number=number,
        text=shown,
        working_days=5,
        opened_by="chen",
        opened_at=AT,
        due_on=date(2026, 1, 12),
        provisional=False,
        dues=1,
        closed_at=AT if closed else None,
        because="due" if closed else None,
    )


def comment(number: int = 1, *, unit: str | None = "town-1", by: str = "wang", answered: bool = False) -> Comment:
    answer = CommentAnswer(accepted=True, answer="采纳", by="chen", at=AT) if answered else None
    return Comment(number, 1, "total", "总分过高", unit, by, AT, answer)


def approval(number: int = 1) -> Approval:
    return Approval(number, text=1, by="liu", reason="会议审定", at=AT)


def published(valid_from: date = date(2026, 2, 1)) -> Publication:
    return Publication(1, "sha256:1", "sm3:1", 2, valid_from, None, "liu", "liu", "2026年度", AT)


def version(**changes: Any) -> SchemeVersion:
    one = SchemeVersion(
        code="towns",
        version=1,
        author="chen",
        drafted_at=AT,
        change=None,
        texts=(text(),),
        rounds=(),
        approvals=(),
        sent_back=(),
        publication=None,
        withdrawal=None,
        last_published=None,
        superseded_from=None,
    )
    return replace(one, **changes)


def approve(one: SchemeVersion, *comments: Comment, by: str = "liu") -> Approval:
    return scheme.approve(one, comments, by=by, reason="会议审定", at=AT, today=TODAY)


def publish(one: SchemeVersion, *, by: str = "liu", findings: Any = (), **more: Any) -> Publication:
    valid = more.pop("valid", (date(2026, 2, 1), None))
    amends = more.pop("amends", None)
    return scheme.publish(
        one, check=lambda: findings, valid=valid, amends=amends, by=by, reason="2026年度", at=AT, today=TODAY
    )


class TestState:
    def test_follows_from_what_happened_and_from_the_day(self) -> None:
        consulted = version(rounds=(round_(closed=False),))
        approved = version(rounds=(round_(),), approvals=(approval(),))
        out = replace(approved, publication=published(), last_published=1)
        assert [one.state(TODAY) for one in (version(), consulted, approved, out)] == [
            "draft",
            "in_consultation",
            "approved",
            "published",
        ]
        assert replace(out, withdrawal=Withdrawal("liu", "误发", AT)).state(TODAY) == "withdrawn"

    def test_a_version_is_superseded_from_the_first_day_of_the_next_one_and_not_before(self) -> None:
        one = version(publication=published(), superseded_from=date(2027, 1, 1))
        assert one.state(date(2026, 12, 31)) == "published"
        assert one.state(date(2027, 1, 1)) == "superseded"

    def test_sent_back_it_is_a_draft_and_its_rounds_begin_anew(self) -> None:
        one = version(rounds=(round_(),), approvals=(approval(),))
        back = replace(one, sent_back=(SentBack(1, 1, 1, "liu", "重拟", AT),))
        assert (back.state(TODAY), back.approval, back.rounds_held) == ("draft", None, ())
        with pytest.raises(RoundsMissing):
            approve(back)
        again = replace(back, rounds=(round_(), round_(2)))
        assert approve(again).number == 2


class TestAmendment:
    def test_says_what_it_is_for(self) -> None:
        with pytest.raises(AmendmentNeedsChange):
            scheme.amendment(code="towns", last_published=3, size=None, reason=None)
        change = scheme.amendment(code="towns", last_published=3, size="small", reason="补正")
        assert change == Change(size="small", of_version=3, reason="补正")

    def test_there_is_none_of_what_was_never_published(self) -> None:
        assert scheme.amendment(code="towns", last_published=None, size=None, reason=None) is None
        with pytest.raises(NothingToAmend):
            scheme.amendment(code="towns", last_published=None, size="overhaul", reason="重拟")


class TestRevising:
    def test_the_text_stands_still_while_members_look_at_it(self) -> None:
        with pytest.raises(RoundStillOpen):
            scheme.revise(version(rounds=(round_(closed=False),)), read=1, today=TODAY)
        scheme.revise(version(rounds=(round_(),)), read=1, today=TODAY)

    def test_nobody_overwrites_a_text_that_he_has_not_read(self) -> None:
        with pytest.raises(TextOutdated):
            scheme.revise(version(texts=(text(), text(2))), read=1, today=TODAY)

    @pytest.mark.parametrize("later", [{"approvals": (approval(),)}, {"publication": published()}])
    def test_what_was_approved_is_not_revised(self, later: dict[str, Any]) -> None:
        with pytest.raises(SchemeStepNotOpen):
            scheme.revise(version(rounds=(round_(),), **later), read=1, today=TODAY)


class TestApproving:
    def test_after_the_rounds_that_the_text_demands(self) -> None:
        with pytest.raises(RoundsMissing):
            approve(version())
        with pytest.raises(RoundStillOpen):
            approve(version(rounds=(round_(closed=False),)))
        assert approve(version(rounds=(round_(),))).text == 1

    def test_at_once_where_no_round_is_demanded(self) -> None:
        assert approve(version(texts=(text(rounds=0),))).number == 1

    def test_not_where_the_text_does_not_say_how_members_are_heard(self) -> None:
        silent = version(texts=(text(rounds=None),))
        with pytest.raises(ConsultationNotStated):
            approve(silent)
        with pytest.raises(ConsultationNotStated):
            scheme.expect_submittable(silent, (), today=TODAY)
        said_once = version(texts=(text(rounds=1), text(2, rounds=None)), rounds=(round_(1, shown=2),))
        with pytest.raises(ConsultationNotStated):
            approve(said_once)

    def test_a_later_text_does_not_shorten_the_consultation(self) -> None:
        one = version(texts=(text(rounds=3), text(2, rounds=0)), rounds=(round_(1, shown=2),))
        with pytest.raises(RoundsMissing):
            approve(one)

    @pytest.mark.parametrize("by", ["chen", "zhao"])
    def test_not_by_who_wrote_any_of_its_texts(self, by: str) -> None:
        one = version(texts=(text(), text(2, by="zhao")), rounds=(round_(shown=2),))
        with pytest.raises(SamePersonTwice):
            approve(one, by=by)

    def test_nobody_approves_what_members_have_not_seen(self) -> None:
        with pytest.raises(TextNotConsulted):
            approve(version(texts=(text(), text(2)), rounds=(round_(shown=1),)))

    def test_every_comment_has_its_answer_before(self) -> None:
        with pytest.raises(CommentsUnanswered) as refused:
            approve(version(rounds=(round_(),)), comment(answered=True), comment(2), comment(3))
        assert refused.value.values["comments"] == [2, 3]

    def test_not_where_another_version_was_published_since(self) -> None:
        with pytest.raises(SchemeBaseOutdated):
            approve(version(rounds=(round_(),), last_published=2))

    def test_once(self) -> None:
        with pytest.raises(SchemeStepNotOpen):
            approve(version(rounds=(round_(),), approvals=(approval(),)))


APPROVED = version(rounds=(round_(),), approvals=(approval(),))
AMENDING = replace(APPROVED, change=Change(size="small", of_version=1, reason="补正"), last_published=1)
OTHER_TEXT = replace(published(date(2026, 2, 2)), sha256="sha256:2", sm3="sm3:2")


class TestPublishing:
    def test_is_of_the_text_that_was_approved_by_name(self) -> None:
        out = publish(APPROVED)
        assert (out.text, out.sha256, out.approved_by, out.by, out.assumed) == (1, "sha256:1", "liu", "liu", 2)

    def test_not_by_who_wrote_it_and_not_before_it_was_approved(self) -> None:
        with pytest.raises(SamePersonTwice):
            publish(APPROVED, by="chen")
        with pytest.raises(SchemeStepNotOpen):
            publish(version())

    def test_all_findings_are_named_at_once(self) -> None:
        with pytest.raises(SchemeNotPublishable) as refused:
            publish(APPROVED, findings=[FLAW.found("total"), FLAW.found("parts")])
        assert refused.value.values["count"] == 2

    def test_an_amendment_does_not_begin_before_what_it_amends(self) -> None:
        with pytest.raises(SchemeAmendedTooEarly):
            publish(APPROVED, amends=Amended(OTHER_TEXT, differs=True))
        publish(APPROVED, amends=Amended(replace(OTHER_TEXT, valid_from=date(2026, 2, 1)), differs=True))

    def test_an_amendment_says_something_else_than_what_it_amends(self) -> None:
        with pytest.raises(AmendmentWithoutDifference) as refused:
            publish(AMENDING, amends=Amended(published(), differs=False))
        assert refused.value.values["before"] == 1
        publish(AMENDING, amends=Amended(published(), differs=True))
        publish(AMENDING, amends=None)

    def test_two_drafts_upon_one_version_are_not_both_published(self) -> None:
        with pytest.raises(SchemeBaseOutdated):
            publish(replace(APPROVED, change=Change(size="small", of_version=1, reason="补正"), last_published=2))


class TestWithdrawing:
    def test_only_what_was_published_and_still_stands(self) -> None:
        out = replace(APPROVED, publication=published())
        assert scheme.withdraw(out, by="liu", reason="误发", at=AT, today=TODAY).reason == "误发"
        gone = (APPROVED, replace(out, superseded_from=TODAY), replace(out, withdrawal=Withdrawal("liu", "误发", AT)))
        for one in gone:
            with pytest.raises(SchemeStepNotOpen):
                scheme.withdraw(one, by="liu", reason="再撤", at=AT, today=TODAY)


class TestRounds:
    CALENDAR = WorkingCalendar(days_off=frozenset({date(2026, 1, 8)}), years=frozenset({2026}))

    def test_last_so_many_working_days(self) -> None:
        found = consultation.due(self.CALENDAR, today=TODAY, working_days=5, given=None)
        assert (found.on, found.provisional) == (date(2026, 1, 13), False)

    def test_members_have_at_least_the_days_that_the_text_promises(self) -> None:
        with pytest.raises(DueTooEarly):
            consultation.due(self.CALENDAR, today=TODAY, working_days=5, given=date(2026, 1, 12))
        with pytest.raises(DueTooEarly):
            consultation.due(self.CALENDAR, today=TODAY, working_days=5, given=date(2027, 1, 7))
        later = consultation.due(self.CALENDAR, today=TODAY, working_days=5, given=date(2026, 1, 20))
        assert later.on == date(2026, 1, 20)

    def test_are_spoken_in_while_they_are_open(self) -> None:
        for rounds, number in (((), None), ((round_(),), 1), ((round_(), round_(2, closed=False)), 1)):
            with pytest.raises(RoundNotOpen):
                consultation.open_round(rounds, scheme="towns", version=1, number=number)
        assert consultation.open_round((round_(closed=False),), scheme="towns", version=1).number == 1

    def test_comments_name_a_place_that_the_text_has(self) -> None:
        content = {"total": "1000", "parts": [{"code": "common", "weight": "70"}]}
        assert consultation.place(content, "parts[common].weight") == "parts[common].weight"
        for nowhere in ("parts[other].weight", "parts[common].weights", "[", ""):
            with pytest.raises(PlaceUnknown):
                consultation.place(content, nowhere)

    def test_those_whom_a_text_concerns_speak_to_it_and_those_above_and_below_them(self) -> None:
        parents = {
            "town-1": "county",
            "town-2": "county",
            "station": "town-1",
            "museum": "culture",
            "culture": "county",
        }
        for concerned in ("town-1", "county", "station"):
            consultation.expect_concerned(concerned, members={"town-1"}, parents=parents)
        for stranger in ("town-2", "museum", "nobody"):
            with pytest.raises(UnitNotConcerned):
                consultation.expect_concerned(stranger, members={"town-1"}, parents=parents)

    def test_a_comment_is_answered_once_and_not_by_who_made_it(self) -> None:
        with pytest.raises(SamePersonTwice):
            consultation.answer(comment(by="chen"), accepted=True, text="好", by="chen", at=AT)
        with pytest.raises(CommentAnswered):
            consultation.answer(comment(answered=True), accepted=False, text="不", by="liu", at=AT)


class TestSigningOff:
    MEMBERS = frozenset({"town-1", "town-2"})

    def sign(self, unit: str = "town-1", *, agrees: bool = True, given: Any = (), comments: Any = ()) -> SignOff:
        return consultation.sign_off(
            round_(closed=False),
            unit=unit,
            agrees=agrees,
            members=self.MEMBERS,
            given=given,
            comments=comments,
            by="wang",
            at=AT,
        )

    def test_is_for_members_once_a_round(self) -> None:
        with pytest.raises(NotAMember):
            self.sign("museum")
        with pytest.raises(SignedOffAlready):
            self.sign(given=[self.sign()])

    def test_who_does_not_agree_says_where_first(self) -> None:
        with pytest.raises(DisagreementWithoutComment):
            self.sign(agrees=False, comments=[comment(unit="town-2")])
        assert self.sign(agrees=False, comments=[comment()]).agrees is False

    def test_only_the_agreement_of_every_member_spares_the_last_day(self) -> None:
        first, second = self.sign(), self.sign("town-2")
        against = self.sign("town-2", agrees=False, comments=[comment(unit="town-2")])
        assert consultation.agreed_by_all(self.MEMBERS, [first, second])
        assert not consultation.agreed_by_all(self.MEMBERS, [first])
        assert not consultation.agreed_by_all(self.MEMBERS, [first, against])
        assert not consultation.agreed_by_all((), [])


class TestInForce:
    """v1 from January, v2 from July (published in June), with v2 ending at the end of September."""

    ONE = Standing(1, date(2026, 1, 1), None, datetime(2025, 12, 20, tzinfo=UTC), None)
    TWO = Standing(2, date(2026, 7, 1), date(2026, 9, 30), datetime(2026, 6, 20, tzinfo=UTC), None)

    def held(self, on: date, *standings: Standing, known: date = date(2030, 1, 1)) -> int | None:
        def end(day: date) -> datetime:
            return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)

        return in_force(standings, on=on, end_of_day=end(on), known_until=end(known))

    def test_the_newest_version_that_has_begun(self) -> None:
        assert self.held(date(2025, 12, 31), self.ONE, self.TWO) is None
        assert self.held(date(2026, 6, 30), self.ONE, self.TWO) == 1
        assert self.held(date(2026, 7, 1), self.ONE, self.TWO) == 2

    def test_what_was_superseded_does_not_come_back_when_the_later_one_ends(self) -> None:
        assert self.held(date(2026, 9, 30), self.ONE, self.TWO) == 2
        assert self.held(date(2026, 10, 1), self.ONE, self.TWO) is None

    def test_what_was_withdrawn_supersedes_nobody_from_that_day_on(self) -> None:
        gone = replace(self.TWO, withdrawn_at=datetime(2026, 8, 5, 12, tzinfo=UTC))
        assert self.held(date(2026, 8, 4), self.ONE, gone) == 2
        assert self.held(date(2026, 8, 5), self.ONE, gone) == 1

    def test_as_it_was_known_then(self) -> None:
        late = Standing(2, date(2026, 3, 1), None, datetime(2026, 6, 20, tzinfo=UTC), None)
        assert self.held(date(2026, 4, 1), self.ONE, late, known=date(2026, 6, 19)) == 1
        assert self.held(date(2026, 4, 1), self.ONE, late, known=date(2026, 6, 20)) == 2
        gone = replace(late, withdrawn_at=datetime(2026, 7, 1, tzinfo=UTC))
        assert self.held(date(2026, 8, 1), self.ONE, gone, known=date(2026, 6, 30)) == 2
        assert self.held(date(2026, 8, 1), self.ONE, gone, known=date(2026, 7, 1)) == 1
