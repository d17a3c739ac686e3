"""The lights of a scheme are monitoring rules: they come into force with it, and go with it."""

from collections.abc import Sequence

from chassis.db import Tx
from contracts import canonical
from contracts.indicators import RuleContent
from indicators.domain.scheme_refusals import LightOfAnotherScheme
from indicators.storage import monitoring_rules as rules
from indicators.storage import scheme_lights
from indicators.usecases import monitoring_rules


async def bring(
    tx: Tx, key: tuple[str, int], wanted: Sequence[RuleContent], *, author: str, sequence: int, reason: str
) -> None:
    """Puts these rules into force as the scheme's lights, and withdraws those that it had and wants no more.

    A rule that says the same already is not published again. One that somebody published anew since is no longer
    the scheme's, and stays. Raises LightOfAnotherScheme, SamePersonTwice, RuleNotPublishable.
    """
    mine = await scheme_lights.of_scheme(tx, key[0])
    by_code = {light.code: light for light in wanted}
    # in one order, whoever locks them
    for code in sorted({*mine, *by_code}):
        if code in by_code:
            version = await _put(tx, key[0], by_code[code], author=author, reason=reason)
            if mine.get(code) != version:
                await scheme_lights.put(tx, key, rule=code, rule_version=version, sequence=sequence)
        else:
            await _take_away(tx, key[0], code, mine[code], reason=reason)


async def _put(tx: Tx, scheme: str, light: RuleContent, *, author: str, reason: str) -> int:
    """The version of the rule that holds now and says what the light says."""
    current = await rules.in_force_for_update(tx, light.code)
    if current is not None:
        if canonical.form(light) == canonical.form(current.rule):
            return current.version
        other = await scheme_lights.held_by_another(tx, scheme, rule=light.code, rule_version=current.version)
        if other is not None:
            raise LightOfAnotherScheme(light=light.code, other=other, scheme=scheme)
    drafted = await rules.draft(tx, light.code, canonical.form(light), author=author)
    # whether English is asked for was decided where the scheme was published
    await monitoring_rules.publish(tx, light.code, drafted, reason=reason, english=False)
    return drafted


async def _take_away(tx: Tx, scheme: str, code: str, version: int, *, reason: str) -> None:
    current = await rules.in_force_for_update(tx, code)
    if current is None or current.version != version:
        return
    if await scheme_lights.held_by_another(tx, scheme, rule=code, rule_version=version) is None:
        await monitoring_rules.withdraw(tx, code, version, reason=reason)
