"""The published schemes that one names, and those that these name in turn."""

from chassis.db import ReadTx
from contracts.scheme.content import SchemeContent
from indicators.domain import scheme_text
from indicators.domain.checking.between import Beside, named
from indicators.storage import scheme_queries, schemes

ASKED = frozenset({"traits", "grades", "quotas", "gates", "couplings"})
"""Sections that say what a scheme names, and what others can name of it."""
LEFT_OUT = [name for name, field in SchemeContent.model_fields.items() if not field.is_required() and name not in ASKED]


async def standing(tx: ReadTx, content: SchemeContent) -> Beside:
    """Of each scheme the newest version that was published and not withdrawn, begun or not."""
    found: dict[str, SchemeContent] = {}
    asked = {content.code}
    wanted = {code for _, code in named(content)}
    while wanted:
        asked |= wanted
        following: set[str] = set()
        for code, one in (await _newest(tx, wanted)).items():
            found[code] = one
            following |= {other for _, other in named(one)}
        wanted = following - asked
    return Beside(found, complete=True)


async def _newest(tx: ReadTx, codes: set[str]) -> dict[str, SchemeContent]:
    standings = await schemes.standings(tx, codes)
    newest = {
        code: max(one.version for one in listed if one.withdrawn_at is None)
        for code, listed in standings.items()
        if any(one.withdrawn_at is None for one in listed)
    }
    found: dict[str, SchemeContent] = {}
    for one in await schemes.load(tx, list(newest.items())):
        form = await scheme_queries.content_without(tx, (one.code, one.version), one.text.number, sections=LEFT_OUT)
        found[one.code] = scheme_text.read(form)
    return found
