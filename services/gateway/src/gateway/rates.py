"""How often: a limit for each address before anybody is believed, and one for each person after.

Counted in this process: with several replicas of the gateway each allows the limit for itself.
"""

from dataclasses import dataclass, field

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter

from chassis import clock
from gateway.refusals import TooManyRequests

OF_ZH = {"address": "地址", "principal": "用户"}
ENTRIES = {True: parse("1/minute"), False: parse("60/minute")}


def _in_memory() -> FixedWindowRateLimiter:
    # the asyncio kind: the other one starts a thread for every hundredth of a second in which it is used
    return FixedWindowRateLimiter(MemoryStorage())


@dataclass(slots=True)
class Rates:
    per_address: RateLimitItem
    per_principal: RateLimitItem
    _limiter: FixedWindowRateLimiter = field(default_factory=_in_memory)

    @classmethod
    def of(cls, *, per_address: str, per_principal: str) -> "Rates":
        """Limits in the words of the library, like "600/minute". Raises ValueError."""
        return cls(per_address=parse(per_address), per_principal=parse(per_principal))

    async def count_address(self, address: str) -> None:
        """Raises TooManyRequests."""
        await self._count(self.per_address, "address", address)

    async def count_principal(self, region: str, principal: str) -> None:
        """Raises TooManyRequests."""
        await self._count(self.per_principal, "principal", f"{region}/{principal}")

    async def worth_an_entry(self, key: str, *, flood: bool) -> bool:
        """Whether a refusal is still kept for this key: of a flood one a minute, of others sixty.

        Anybody can be refused as often as the address limit allows; that must not fill the log.
        """
        return await self._limiter.hit(ENTRIES[flood], "audited", key)

    async def _count(self, item: RateLimitItem, of: str, key: str) -> None:
        if await self._limiter.hit(item, of, key):
            return
        until = (await self._limiter.get_window_stats(item, of, key)).reset_time
        seconds = max(1, int(until - clock.wall().timestamp()) + 1)
        raise TooManyRequests(limit=str(item), of=of, of_zh=OF_ZH[of], seconds=seconds)
