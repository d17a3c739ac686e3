"""`baton token`: a token of the development issuer."""

from typing import Annotated

import typer

from allinone.commands import options, showing
from allinone.driving.people import Person, development_tokens
from allinone.failures import WrongUse
from gateway.policy import OF_ONE_UNIT, ROLES

DEFAULT_ROLES = ("assessment_office", "finance", "auditor")


def token(
    role: Annotated[list[str] | None, typer.Option(help="Role to hold; may be repeated.")] = None,
    unit: Annotated[str | None, typer.Option(help="Unit for which the roles are held; none: the region.")] = None,
    principal: Annotated[str, typer.Option(help="Who it speaks for.")] = "somebody",
    region: options.Region = options.REGION,
    keys: options.Keys = options.KEYS,
    as_json: options.AsJson = False,
) -> None:
    """Prints a token for trying things out, signed by the development issuer of this installation."""
    text = development_tokens(keys, region=region)(person(role or [], unit=unit, principal=principal))
    if as_json:
        showing.as_json({"token": text, "token_type": "Bearer"})
    else:
        print(text)


def person(roles: list[str], *, unit: str | None, principal: str) -> Person:
    """Raises WrongUse for a role that does not exist, or that cannot be held so."""
    for role in roles:
        if role not in ROLES:
            raise WrongUse(f"There is no role {role!r}. Roles: {', '.join(ROLES)}.")
        if role in OF_ONE_UNIT and unit is None:
            raise WrongUse(f"{role} is held for a unit: add --unit, for example --unit education.")
    return Person(principal, tuple(roles) or DEFAULT_ROLES, unit)
