"""Events that carry both digests of what they say: whoever keeps a copy can tell that it is the one that was sent."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from contracts.canonical import Digests, digests, form
from contracts.envelope import Data

SEAL = ("sha256", "sm3")


def sealed(data: Data) -> Data:
    """The data with ``sha256`` and ``sm3`` over everything else that it says, in its form.

    What is left out of the form is left out of what is sent, so that who receives it computes over what arrived.
    """
    content = content_of(form(data))
    return type(data).model_validate({**content, **asdict(digests(content))})


def content_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the digests of an event's data are taken over: all of it but themselves."""
    return {name: value for name, value in data.items() if name not in SEAL}


def seal_of(data: Mapping[str, Any]) -> Digests | None:
    """The digests that the data carries; None where it was sent before events of its type had any."""
    return None if data.get("sha256") is None else Digests(sha256=data["sha256"], sm3=data["sm3"])


def holds(data: Mapping[str, Any]) -> bool:
    """Whether the data, as it was received, has the digests that it carries. Without any there is nothing to break."""
    seal = seal_of(data)
    return seal is None or seal == digests(content_of(data))
