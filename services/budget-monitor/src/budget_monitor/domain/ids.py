"""Ids that follow from what they name, so that a command that is tried again names the same thing."""

from uuid import UUID, uuid5

NAMESPACE = UUID("2d0b8a1e-0a55-5c0e-9b57-41f6f1a3a7c9")
"""Never changes: ids of everything stored would change with it."""


def budget_item(region: str, fiscal_year: str, code: str) -> UUID:
    return uuid5(NAMESPACE, f"budget-item|{region}|{fiscal_year}|{code}")


def allocation(region: str, fund: str, item: UUID, ref: str) -> UUID:
    return uuid5(NAMESPACE, f"allocation|{region}|{fund}|{item}|{ref}")


def allocation_of_revision(region: str, fund: str, item: UUID, ref: str) -> UUID:
    """Of what a revised budget moved along: never that of an allocation to which somebody gave the same reference."""
    return uuid5(NAMESPACE, f"allocation-of-revision|{region}|{fund}|{item}|{ref}")


def payment(region: str, scope: str, reference: str) -> UUID:
    return uuid5(NAMESPACE, f"payment|{region}|{scope}|{reference}")


def decision(payment: UUID, version: int) -> UUID:
    """Of the decision that brought a payment to a version."""
    return uuid5(NAMESPACE, f"decision|{payment}|{version}")


def light(region: str, rule: str, object_kind: str, code: str, fiscal_year: str) -> UUID:
    return uuid5(NAMESPACE, f"light|{region}|{rule}|{object_kind}|{code}|{fiscal_year}")


def case(rule: str, object_kind: str, code: str, fiscal_year: str, episode: int) -> str:
    return f"{rule}:{object_kind}:{code}:{fiscal_year}:{episode}"


def episode(case: str) -> int:
    return int(case.rsplit(":", 1)[1])
