"""Who drives: persons with a role, and where their tokens come from."""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from allinone.failures import PartMissing, WrongUse
from chassis.auth import HeldRole, mint_user_token
from chassis.keys import Keys
from gateway.settings import DEVELOPMENT_ISSUER

TOKEN_SECONDS = 8 * 3600


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody (or some system) who gives commands; `unit` None is the whole region."""

    principal: str
    roles: tuple[str, ...]
    unit: str | None = None


OPERATOR = Person("operator.chen", ("operator",))
DRAFTER = Person("office.li", ("assessment_office",))
PUBLISHER = Person("office.wang", ("assessment_office",))
FINANCE = Person("finance.zhao", ("finance",))
TREASURY = Person("treasury-system", ("integrator",))
INSPECTOR = Person("inspector.sun", ("inspector",))
AUDITOR = Person("auditor.wu", ("auditor",))


def head_of(unit: str) -> Person:
    return Person(f"{unit}.head", ("unit_head",), unit)


def clerk_of(unit: str) -> Person:
    return Person(f"{unit}.clerk", ("unit_clerk",), unit)


Tokens = Callable[[Person], str]


def development_tokens(keys_folder: Path, *, region: str, issuer: str = DEVELOPMENT_ISSUER) -> Tokens:
    """Tokens of the built-in development issuer, signed with the keys of a local installation.

    Raises PartMissing where the folder holds no private key: a real issuer is in use.
    """
    keys = Keys.load(keys_folder)
    if keys.issuer_private is None:
        raise PartMissing(
            f"{keys_folder} holds no private key of the development issuer. Take a token from your issuer instead."
        )
    minted: dict[Person, tuple[float, str]] = {}

    def token(person: Person) -> str:
        until, text = minted.get(person, (0.0, ""))
        if until < time.monotonic():
            roles = [HeldRole(role, person.unit) for role in person.roles]
            text = mint_user_token(
                keys, issuer=issuer, principal=person.principal, region=region, roles=roles, seconds=TOKEN_SECONDS
            )
            minted[person] = (time.monotonic() + TOKEN_SECONDS / 2, text)
        return text

    return token


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody with a token of some issuer; `held` are the roles, each with its unit (None: the region)."""

    token: str
    person: Person
    region: str
    held: tuple[tuple[str, str | None], ...]


def bearer(token: str) -> Bearer:
    """Who a token says it speaks for; whether that is so decides the gateway. Raises WrongUse where it is no token."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        held = tuple((str(one["role"]), one.get("unit")) for one in claims["roles"])
        person = Person(str(claims["sub"]), tuple(role for role, _ in held))
        return Bearer(token, person, str(claims["region"]), held)
    except (IndexError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise WrongUse("This is no token of a person. Take one from your issuer, or from `baton token`.") from error
