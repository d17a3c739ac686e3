"""One text of a scheme as it is kept: its canonical form, and the digests by which it is known from then on."""

from datetime import datetime
from typing import Any

from contracts import canonical
from contracts.canonical import canonical_json, digests, form
from contracts.scheme.content import SchemeContent
from indicators.domain.scheme import Written
from indicators.domain.scheme_refusals import CodeDiffers, SchemeTooLarge

MOST_BYTES = 15_000_000
"""Below what the topic of schemes takes, with room for the envelope of the event."""


def written(content: SchemeContent, *, number: int, by: str, at: datetime) -> tuple[Written, dict[str, Any]]:
    """A text with its canonical form. Raises SchemeTooLarge where the form could not be told to other services."""
    spelled = form(content)
    size = len(canonical_json(spelled))
    if size > MOST_BYTES:
        raise SchemeTooLarge(scheme=content.code, size=size, most=MOST_BYTES)
    seal = digests(spelled)
    text = Written(
        number=number,
        sha256=seal.sha256,
        sm3=seal.sm3,
        assumed=len(content.assumed),
        rounds=content.consultation.rounds if content.consultation else None,
        working_days=content.consultation.working_days if content.consultation else None,
        by=by,
        at=at,
    )
    return text, spelled


def read(spelled: dict[str, Any]) -> SchemeContent:
    """A kept form as today's models read it, which may have gained fields since."""
    return canonical.read(SchemeContent, spelled)


def whole(spelled: dict[str, Any]) -> dict[str, Any]:
    """A kept form with all its values written out: forms of different numbers are compared and named by paths so."""
    return canonical.whole(read(spelled))


def says_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two kept forms are of one content, whatever their numbers."""
    return one == other or form(read(one)) == form(read(other))


def expect_code(content: SchemeContent, code: str) -> None:
    """A revision does not change which scheme it is. Raises CodeDiffers."""
    if content.code != code:
        raise CodeDiffers(given=content.code, scheme=code)
