"""Reading schemes: which version is shown, what differs between two texts, what keeps one from being published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.db import ReadTx
from chassis.paging import After
from chassis.refusal import NotFound
from contracts.scheme.basics import Assumption
from contracts.scheme.content import SchemeContent
from indicators.domain import scheme_changes, scheme_force, scheme_text
from indicators.domain.checking import assumed, check
from indicators.domain.checking.finding import Finding
from indicators.domain.consultation import Round, SignOff
from indicators.domain.scheme import SchemeVersion
from indicators.domain.scheme_changes import Change
from indicators.storage import scheme_queries, scheme_rounds, schemes
from indicators.usecases import schemes_beside
from indicators.usecases.schemes import in_force, today


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs from `against`, with both texts whole; against nothing the older one is empty."""

    against: int | None
    changes: tuple[Change, ...]
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RoundShown:
    """A round with what members signed, and what had changed since the round before (None: it was the first)."""

    round: Round
    changes: tuple[Change, ...] | None
    sign_offs: tuple[SignOff, ...]


@dataclass(frozen=True, slots=True)
class Lint:
    """What keeps a text from being published, and what nobody published of it."""

    findings: Sequence[Finding]
    assumed: Sequence[Assumption]


async def listed(tx: ReadTx, *, after: After | None, limit: int) -> list[SchemeVersion]:
    """Of each scheme the version in force today, else the one drafted last."""
    heads = await scheme_queries.heads(tx, after=after, limit=limit)
    standings = await schemes.standings(tx, heads)
    day = today(tx)
    end = tx.region.end_of_day(day)
    shown = {
        code: scheme_force.in_force(standings[code], on=day, end_of_day=end, known_until=end) or last
        for code, last in heads.items()
    }
    return await schemes.load(tx, list(shown.items()))


async def shown(tx: ReadTx, code: str, *, on: date | None, known_on: date | None) -> SchemeVersion:
    """The version in force on a day, as known on a day; without days the one in force today, else the newest draft.

    Where only the day of knowledge is given, it is asked what was thought to be in force on that day.
    Raises NotFound.
    """
    if on is None and known_on is None:
        version = await in_force(tx, code, on=today(tx)) or await scheme_queries.last_drafted(tx, code)
        missing = code
    else:
        day = on or known_on or today(tx)
        version = await in_force(tx, code, on=day, known_on=known_on)
        missing = f"{code} (in force on {day}{f', as known on {known_on}' if known_on else ''})"
    if version is None:
        raise NotFound(what="scheme", id=missing, region=tx.region.code)
    return await schemes.get(tx, code, version)


async def versions(tx: ReadTx, code: str, *, after: After | None, limit: int) -> list[SchemeVersion]:
    """Newest first."""
    return await schemes.load(tx, await scheme_queries.version_keys(tx, code, after=after, limit=limit))


async def form(tx: ReadTx, version: SchemeVersion, text: int | None = None) -> dict[str, Any]:
    """The canonical form of the newest text, or of one by its number. Raises NotFound."""
    return await schemes.content(tx, (version.code, version.version), text or version.text.number)


async def content(tx: ReadTx, code: str, version: int) -> SchemeContent:
    """The newest text of a version, as today's models read it. Raises NotFound."""
    return scheme_text.read(await form(tx, await schemes.get(tx, code, version)))


async def content_with_named(tx: ReadTx, code: str, version: int) -> tuple[SchemeContent, Mapping[str, SchemeContent]]:
    """The newest text of a version, and the published schemes that it names, by code. Raises NotFound."""
    found = await content(tx, code, version)
    return found, (await schemes_beside.standing(tx, found)).schemes


async def diff(tx: ReadTx, code: str, version: int, *, against: int | None) -> Compared:
    """What differs from another version, or from the one that this version amends, or from the one before it.

    Against nothing (None) a first version differs in every line. Raises NotFound where one of them is not there.
    """
    newer = await schemes.get(tx, code, version)
    other = against or (newer.change.of_version if newer.change else version - 1) or None
    before = {} if other is None else await _whole(tx, await schemes.get(tx, code, other))
    after = await _whole(tx, newer)
    return Compared(against=other, changes=tuple(scheme_changes.changes(before, after)), before=before, after=after)


async def lint(tx: ReadTx, code: str, version: int, *, english: bool) -> Lint:
    """`english` asks for the English of every text, as publishing does by default. Raises NotFound."""
    found = await content(tx, code, version)
    return Lint(
        findings=check.findings(
            found,
            fiscal_year_start=tx.region.fiscal_year_start,
            beside=await schemes_beside.standing(tx, found),
            english=english,
        ),
        assumed=assumed.assumed(found),
    )


async def rounds(tx: ReadTx, code: str, version: int, *, after: After | None, limit: int) -> list[RoundShown]:
    """Newest first. Raises NotFound."""
    found = await schemes.get(tx, code, version)
    by_number = {one.number: one for one in found.rounds}
    numbers = await scheme_queries.round_numbers(tx, (code, version), after=after, limit=limit)
    signed = await scheme_rounds.sign_offs(tx, (code, version), of_rounds=numbers)
    return [
        RoundShown(
            round=by_number[number],
            changes=await _since(tx, found, by_number.get(number - 1), by_number[number]),
            sign_offs=tuple(one for one in signed if one.round == number),
        )
        for number in numbers
    ]


async def _since(tx: ReadTx, version: SchemeVersion, before: Round | None, here: Round) -> tuple[Change, ...] | None:
    if before is None:
        return None
    if before.text == here.text:
        return ()
    return tuple(scheme_changes.changes(await _whole(tx, version, before.text), await _whole(tx, version, here.text)))


async def _whole(tx: ReadTx, version: SchemeVersion, text: int | None = None) -> dict[str, Any]:
    return scheme_text.whole(await form(tx, version, text))
