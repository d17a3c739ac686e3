"""Rectification holds: an order at its last step stops further payments of its object."""

from dataclasses import dataclass
from uuid import UUID

from contracts.budget import Purpose
from contracts.indicators import ObjectKind

SPARED: frozenset[Purpose] = frozenset({"wages", "livelihood"})


@dataclass(frozen=True, slots=True)
class Hold:
    """Placed by an order on an item, a department (all items it owns) or a fund, in every fiscal year."""

    order: UUID
    object_kind: ObjectKind
    object: str
    rule: str
    spares_wages_and_livelihood: bool

    def stops(self, *, item: str, owner: str, fund: str, purpose: Purpose) -> bool:
        """Whether a line is stopped. Where duties collide, statutory wages and livelihood money go on.

        The purpose is the item's own, never the request's word.
        """
        if self.spares_wages_and_livelihood and purpose in SPARED:
            return False
        match self.object_kind:
            case "budget_item":
                return item == self.object
            case "department":
                return owner == self.object
            case "fund":
                return fund == self.object
