"""Who acts: user tokens from an issuer, and the short-lived service tokens that only the gateway signs.

Both are signed JWTs, Ed25519 (RFC 8037, RFC 9864). A service believes nobody's user token: it reads the
service token that the gateway signed for its own audience, in one process as in many.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from chassis.keys import Keys as Keys

ALGORITHM = "Ed25519"
USER_AUDIENCE = "baton"
GATEWAY = "baton-gateway"
SERVICE_TOKEN_SECONDS = 60
MOST_ACCEPTED = 4096
LEEWAY_SECONDS = 5  # clocks of two machines never agree exactly

Scope = Literal["region", "unit", "open"]
Units = frozenset[str] | None  # None: every unit of the region


class Unauthenticated(Exception):
    """The token proves nothing. `code`: missing_token, malformed_token, expired_token or foreign_token."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in one request, as far as the route allows.

    `units` are the units granted (their sub-units are covered too, see `covers`); None is the whole region.
    `grants` keeps which role reaches which units, for a person who heads one unit and is a clerk of another.
    `belongs_to` are the units of which the person is head or clerk, also where the route asks for other roles: who
    stands on one side of a decision does not take it on the other.
    """

    principal: str
    roles: frozenset[str]
    units: Units
    region: str
    grants: tuple[tuple[str, Units], ...] = ()
    scope: Scope = "region"
    belongs_to: frozenset[str] = frozenset()

    @classmethod
    def system(cls, service: str, region: str = "") -> "Actor":
        """What a service does by itself: a deadline, a reaction to an event."""
        return cls(principal=f"system:{service}", roles=frozenset({"system"}), units=None, region=region)

    def units_of(self, role: str) -> Units:
        """The units that one role reaches; the empty set where the role is not held."""
        if role not in self.roles:
            return frozenset()
        return dict(self.grants).get(role, self.units)


def covers(actor: Actor, unit: str, parents: Mapping[str, str | None], *, role: str | None = None) -> bool:
    """Whether the actor's units hold `unit` or one above it in `parents` (child → parent). Cycles end."""
    granted = actor.units if role is None else actor.units_of(role)
    if granted is None:
        return True
    seen: set[str] = set()
    here: str | None = unit
    while here is not None and here not in seen:
        if here in granted:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a person holds: for a unit (None: the whole region) and for a time (None: open end)."""

    role: str
    unit: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def held_at(self, now: datetime) -> bool:
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)

    def as_claim(self) -> dict[str, Any]:
        return {
            "role": self.role,
            "unit": self.unit,
            "from": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
        }


@dataclass(frozen=True, slots=True)
class Person:
    """What a user token says: who, in which region, holding which roles."""

    principal: str
    region: str
    roles: tuple[HeldRole, ...]
    expires_at: int


def mint_user_token(
    keys: Keys,
    *,
    issuer: str,
    principal: str,
    region: str,
    roles: Iterable[HeldRole],
    seconds: int = 8 * 3600,
    now: int | None = None,
) -> str:
    """A user token of the development issuer. Raises ValueError where this process may not sign."""
    if keys.issuer_private is None:
        raise ValueError("this process holds no private key of the issuer: ask the issuer for a token")
    issued = int(time.time()) if now is None else now
    claims = {
        "iss": issuer,
        "sub": principal,
        "aud": USER_AUDIENCE,
        "iat": issued,
        "exp": issued + seconds,
        "region": region,
        "roles": [held.as_claim() for held in roles],
    }
    return _signed(claims, keys.issuer_private)


def person_of(token: str, keys: Keys, *, issuer: str, now: int | None = None) -> Person:
    """Who a user token speaks for. Raises Unauthenticated. Roles outside their time are still listed."""
    claims = _verified(token, keys.issuer, issuer=issuer, audience=USER_AUDIENCE, now=now)
    held = claims.get("roles")
    if not isinstance(held, list):
        raise Unauthenticated("malformed_token")
    return Person(
        principal=claims["sub"],
        region=_string_claim(claims, "region"),
        roles=tuple(_held(entry) for entry in held),
        expires_at=int(claims["exp"]),
    )


def sign_service_token(keys: Keys, actor: Actor, *, audience: str, now: int | None = None) -> str:
    """What the gateway hands to one service for one request."""
    if keys.gateway_private is None:
        raise ValueError("only the gateway signs service tokens, and this process holds no private key of it")
    issued = int(time.time()) if now is None else now
    claims = {
        "iss": GATEWAY,
        "aud": audience,
        "sub": actor.principal,
        "iat": issued,
        "exp": issued + SERVICE_TOKEN_SECONDS,
        "region": actor.region,
        "roles": sorted(actor.roles),
        "units": None if actor.units is None else sorted(actor.units),
        "grants": {role: None if units is None else sorted(units) for role, units in actor.grants},
        "scope": actor.scope,
        "belongs_to": sorted(actor.belongs_to),
    }
    return _signed(claims, keys.gateway_private)


def actor_of(token: str, keys: Keys, audience: str, *, now: int | None = None) -> Actor:
    """Who acts, from a service token for this audience. Raises Unauthenticated.

    The gateway uses a token for a while, so one whose signature held is remembered until it expires.
    """
    at = int(time.time()) if now is None else now
    expires, known = keys.accepted.get((token, audience), (0, None))
    if isinstance(known, Actor) and at < expires:
        return known
    claims = _verified(token, keys.gateway, issuer=GATEWAY, audience=audience, now=at)
    actor = _actor(claims)
    if len(keys.accepted) >= MOST_ACCEPTED:
        del keys.accepted[next(iter(keys.accepted))]
    keys.accepted[token, audience] = claims["exp"], actor
    return actor


def _actor(claims: dict[str, Any]) -> Actor:
    try:
        return Actor(
            principal=claims["sub"],
            roles=frozenset(_strings(claims["roles"])),
            units=_units(claims["units"]),
            region=_string(claims["region"]),
            grants=tuple(sorted((role, _units(units)) for role, units in claims["grants"].items())),
            scope=_scope(claims["scope"]),
            belongs_to=frozenset(_strings(claims.get("belongs_to", []))),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise Unauthenticated("malformed_token") from error


def _signed(claims: dict[str, Any], key: OKPKey) -> str:
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key, algorithms=[ALGORITHM])


def _verified(token: str, keys: KeySet, *, issuer: str, audience: str, now: int | None) -> dict[str, Any]:
    """The claims, after signature, algorithm, issuer, audience and times, which `decode` leaves unchecked."""
    try:
        claims = jwt.decode(token, keys, algorithms=[ALGORITHM]).claims
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Unauthenticated("malformed_token" if token.count(".") != 2 else "foreign_token") from error
    at = int(time.time()) if now is None else now
    audiences = claims.get("aud")
    if claims.get("iss") != issuer or audience not in (audiences if isinstance(audiences, list) else [audiences]):
        raise Unauthenticated("foreign_token")
    _string_claim(claims, "sub")
    if _moment(claims, "exp") + LEEWAY_SECONDS <= at:
        raise Unauthenticated("expired_token")
    if max(_moment(claims, "iat"), _moment(claims, "nbf", default=0)) - LEEWAY_SECONDS > at:
        raise Unauthenticated("foreign_token")
    return claims


def _string_claim(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value:
        raise Unauthenticated("malformed_token")
    return value


def _moment(claims: dict[str, Any], name: str, *, default: int | None = None) -> int:
    value = claims.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Unauthenticated("malformed_token")
    return value


def _held(entry: Any) -> HeldRole:
    try:
        unit = entry.get("unit")
        return HeldRole(
            role=_string(entry["role"]),
            unit=None if unit is None else _string(unit),
            since=_instant(entry.get("from")),
            until=_instant(entry.get("until")),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Unauthenticated("malformed_token") from error


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    instant = datetime.fromisoformat(text)
    # a role "until 2026-06-30" without a zone would end at another moment on every machine
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _string(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError("a text was expected")
    return value


def _strings(values: Any) -> list[str]:
    if not isinstance(values, list):
        raise TypeError("a list was expected")
    return [_string(value) for value in values]


def _units(values: Any) -> Units:
    return None if values is None else frozenset(_strings(values))


def _scope(value: Any) -> Scope:
    scopes: dict[Any, Scope] = {"region": "region", "unit": "unit", "open": "open"}
    return scopes[value]
