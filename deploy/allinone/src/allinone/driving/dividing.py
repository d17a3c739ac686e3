"""Plays how the county's bureau divides its goals for the next year: drafted, divided by headcount, approved."""

from datetime import date
from pathlib import Path

from allinone.county import figures
from allinone.driving import cascades
from allinone.driving.client import Baton
from allinone.files import cascades as files

FILE = Path(figures.__file__).with_name("cascade.yaml")
ON = date(2025, 12, 8)
REASON = "局党组会议审定，2026年度目标分解"


async def on(baton: Baton, day: date) -> None:
    """What happens on a day. Repeating it after an interruption goes on where it stopped."""
    if day != ON:
        return
    content = files.load(FILE)
    known = await cascades.known(baton, content.code)
    if known is None or known.state == "draft":
        await cascades.draft(baton, content)
        await cascades.propose(baton, content.code, cascades.splits(content), by="headcount")
        await cascades.approve(baton, content.code, reason=REASON)
