"""People at the gateway of a world: clients that carry a user token of the development issuer."""

from collections.abc import Sequence

import httpx

from chassis.auth import HeldRole, mint_user_token
from chassis.testing.world import World

GATEWAY = "gateway"


def token(world: World, issuer: str, region: str, principal: str, roles: Sequence[HeldRole]) -> str:
    return mint_user_token(world.keys, issuer=issuer, principal=principal, region=region, roles=roles)


def at_the_door(world: World, bearer: str | None = None) -> httpx.AsyncClient:
    """Speaks to the gateway's app; a failure inside comes back as the answer that a caller would see."""
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(world.running[GATEWAY].app, raise_app_exceptions=False),
        base_url="http://baton",
        headers={"authorization": f"Bearer {bearer}"} if bearer else {},
        timeout=60,
    )
