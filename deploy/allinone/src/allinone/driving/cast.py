"""Who takes the steps that bring a scheme into force: everybody of an installation, or one person alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from allinone.driving.people import DRAFTER, PUBLISHER, Person, head_of

OFFICE, HEAD = "assessment_office", "unit_head"


@dataclass(frozen=True, slots=True)
class Cast:
    """Who takes the steps: members of the office, and the head of a unit, where somebody at hand is one."""

    office: tuple[Person, ...]
    head: Callable[[str], Person | None]
    reader: Person

    def other_than(self, writers: Sequence[str]) -> Person | None:
        """Who decides about a text: nobody who wrote any of it."""
        return next((person for person in self.office if person.principal not in writers), None)


def of_development() -> Cast:
    """Everybody, signed for by the development issuer of this installation."""
    third = Person("office.zhou", (OFFICE,))
    return Cast((DRAFTER, PUBLISHER, third), head_of, DRAFTER)


def of_one(person: Person, held: Sequence[tuple[str, str | None]]) -> Cast:
    """One person with the roles of the own token, each with its unit (None: the region)."""
    office = (person,) if (OFFICE, None) in held else ()
    return Cast(office, lambda unit: person if {(HEAD, unit), (HEAD, None)} & set(held) else None, person)
