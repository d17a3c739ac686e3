"""三上三下: rounds are opened with a last day, members speak to lines and sign off, the office answers."""

from datetime import date

from chassis import deadlines, regions
from chassis.auth import covers
from chassis.db import Tx
from chassis.refusal import OutsideYourUnits
from chassis.service import Deadline
from indicators.domain import consultation, scheme_text
from indicators.domain import scheme as scheme_rules
from indicators.domain.consultation import Comment, SignOff
from indicators.domain.scheme import SchemeVersion
from indicators.domain.scheme_refusals import UnitNeeded
from indicators.storage import assessees, queries, scheme_rounds, schemes
from indicators.usecases.schemes import today

DUE = "consultation-round"
OFFICE, HEAD = "assessment_office", "unit_head"


async def submit(tx: Tx, code: str, version: int, *, due: date | None) -> SchemeVersion:
    """Sends the newest text down for another round, until the end of a day.

    Raises NotFound, SchemeStepNotOpen, RoundStillOpen, CommentsUnanswered, ConsultationNotStated, DueTooEarly.
    """
    current = await schemes.get_for_update(tx, code, version)
    key = (code, version)
    comments = await scheme_rounds.comments(tx, key)
    working_days = scheme_rules.expect_submittable(current, comments, today=today(tx))
    last_day = consultation.due(
        await regions.working_calendar(tx), today=today(tx), working_days=working_days, given=due
    )
    number = len(current.rounds) + 1
    await scheme_rounds.add_round(
        tx, key, number=number, shown=current.text.number, working_days=working_days, due=last_day
    )
    await _set_alarm(tx, key, number, last_day.on)
    return await schemes.get(tx, code, version)


async def comment(tx: Tx, code: str, version: int, *, at: str, text: str, unit: str | None) -> Comment:
    """What the office, or a unit that the text concerns, says about one place of it.

    Raises NotFound, OutsideYourUnits, UnitNeeded, RoundNotOpen, UnitNotConcerned, PlaceUnknown.
    """
    current = await schemes.get_for_update(tx, code, version)
    speaks_for = await _speaks_for(tx, unit)
    here = consultation.open_round(current.rounds, scheme=code, version=version)
    if speaks_for is not None:
        members = await _members(tx, (code, version), here.text)
        parents = {**members, **await assessees.parents(tx)}
        consultation.expect_concerned(speaks_for, members=members, parents=parents)
    content = scheme_text.whole(await schemes.content(tx, (code, version), here.text))
    return await scheme_rounds.add_comment(
        tx,
        (code, version),
        round_number=here.number,
        at=consultation.place(content, at),
        comment=text,
        unit=speaks_for,
    )


async def answer(tx: Tx, code: str, version: int, number: int, *, accepted: bool, text: str) -> Comment:
    """Raises NotFound, SchemeStepNotOpen, CommentAnswered, SamePersonTwice."""
    current = await schemes.get_for_update(tx, code, version)
    scheme_rules.expect_consultable(current, step="accept" if accepted else "reject", today=today(tx))
    made = await scheme_rounds.comment(tx, (code, version), number)
    given = consultation.answer(made, accepted=accepted, text=text, by=tx.actor.principal, at=tx.now)
    await scheme_rounds.add_answer(tx, (code, version), number, given)
    return await scheme_rounds.comment(tx, (code, version), number)


async def sign_off(tx: Tx, code: str, version: int, *, number: int, unit: str, agrees: bool) -> SignOff:
    """A member's sign-off; the round ends when all have agreed.

    Raises NotFound, OutsideYourUnits, RoundNotOpen, NotAMember, SignedOffAlready, DisagreementWithoutComment.
    """
    current = await schemes.get_for_update(tx, code, version)
    key = (code, version)
    shown = current.rounds[-1].text if current.rounds else current.text.number
    members = await _members(tx, key, shown)
    # a parent that a scheme names counts only for who is not registered: the register decides who heads whom
    if not covers(tx.actor, unit, {**members, **await assessees.parents(tx)}, role=HEAD):
        raise OutsideYourUnits(unit=unit)
    here = consultation.open_round(current.rounds, scheme=code, version=version, number=number)
    before = await scheme_rounds.sign_offs(tx, key, of_rounds=[number])
    given = consultation.sign_off(
        here,
        unit=unit,
        agrees=agrees,
        members=members,
        given=before,
        comments=await scheme_rounds.comments(tx, key, of_round=number),
        by=tx.actor.principal,
        at=tx.now,
    )
    await scheme_rounds.add_sign_off(tx, key, given)
    if consultation.agreed_by_all(members, [*before, given]):
        await scheme_rounds.close(tx, key, number, "signed_off")
        await deadlines.cancel(tx, DUE, _alarm(key, number))
    return given


async def fall_due(tx: Tx, deadline: Deadline) -> None:
    """The last day of a round is over."""
    code, version, number = deadline.data["scheme"], deadline.data["version"], deadline.data["round"]
    current = await schemes.get_for_update(tx, code, version)
    if current.rounds[number - 1].closed_at is None:
        await scheme_rounds.close(tx, (code, version), number, "due")


async def settle_due_dates(tx: Tx) -> None:
    """Working days were published: last days that were provisional are computed again."""
    calendar = await regions.working_calendar(tx)
    for key, number in await scheme_rounds.provisional_and_open(tx):
        current = (await schemes.get_for_update(tx, *key)).rounds[number - 1]
        if current.closed_at is not None:
            continue
        opened_on = tx.region.local_date(current.opened_at)
        settled = calendar.add_working_days(opened_on, current.working_days)
        if (settled.on, settled.provisional) != (current.due_on, current.provisional):
            await scheme_rounds.add_due(tx, key, round_number=number, number=current.dues + 1, due=settled)
            await _set_alarm(tx, key, number, settled.on)


async def _members(tx: Tx, key: tuple[str, int], shown: int) -> dict[str, str | None]:
    """Whom the text lists; where it lists nobody, whoever is registered in its category today."""
    listed = await scheme_rounds.members(tx, key, shown)
    return listed or await queries.members_of(tx, await scheme_rounds.category(tx, key, shown), on=today(tx))


async def _speaks_for(tx: Tx, unit: str | None) -> str | None:
    """The unit that a comment is made for; None where the office makes it. Raises OutsideYourUnits, UnitNeeded."""
    if unit is not None:
        if not covers(tx.actor, unit, await assessees.parents(tx), role=HEAD):
            raise OutsideYourUnits(unit=unit)
        return unit
    if OFFICE in tx.actor.roles:
        return None
    headed = sorted(tx.actor.units_of(HEAD) or ())
    if len(headed) != 1:
        raise UnitNeeded(count=len(headed))
    return headed[0]


async def _set_alarm(tx: Tx, key: tuple[str, int], number: int, last_day: date) -> None:
    data = {"scheme": key[0], "version": key[1], "round": number}
    await deadlines.set(tx, DUE, _alarm(key, number), tx.region.end_of_day(last_day), data)


def _alarm(key: tuple[str, int], number: int) -> str:
    return f"{key[0]}/{key[1]}/{number}"
