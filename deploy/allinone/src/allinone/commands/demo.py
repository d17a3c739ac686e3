"""`baton demo`: plays the demonstration county on a running Baton."""

import asyncio

from allinone import installation
from allinone.commands import options, showing, summary
from allinone.county.figures import REGION
from allinone.driving import county
from allinone.driving.progress import meter
from allinone.installation import Place


def demo(
    url: options.Url = options.URL,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Plays a year of the demonstration county; where it was played before, only tells what happened."""
    found = asyncio.run(play(Place(url, keys)))
    if as_json:
        showing.as_json(found)
    else:
        summary.show(found)


async def play(place: Place) -> summary.Summary:
    """The year, if it is not there yet, and what it came to."""
    async with installation.baton(place, REGION) as baton:
        with meter(showing.remarks, "demonstration county, 2025") as show:
            await county.play(baton, meter=show)
        return await summary.collect(baton)
