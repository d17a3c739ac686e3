"""Service tokens, signed once for all requests of one person with the same rights in the same third of a minute.

A signature costs the door 0.2 ms and its check the service 0.3 ms, as much as all the rest of the way. The request
id therefore goes beside the token and not in it: it says which request this is, not what it may do.
"""

from dataclasses import dataclass, field

from chassis.auth import SERVICE_TOKEN_SECONDS, Actor, Keys, sign_service_token

MOST_KEPT = 4096
USED_SECONDS = SERVICE_TOKEN_SECONDS // 3  # what is left must outlast the way to the service and its clock


@dataclass(slots=True)
class ServiceTokens:
    keys: Keys
    _kept: dict[tuple[Actor, str], tuple[int, str]] = field(default_factory=dict)

    def token(self, actor: Actor, *, audience: str, now: int) -> str:
        """A token of the actor for one service."""
        signed, token = self._kept.get((actor, audience), (0, ""))
        if signed <= now < signed + USED_SECONDS:
            return token
        token = sign_service_token(self.keys, actor, audience=audience, now=now)
        if len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[actor, audience] = now, token
        return token
