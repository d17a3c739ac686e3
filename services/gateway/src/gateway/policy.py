"""Who may do what: one table of routes × roles. What the table does not allow is denied.

Every cell is written out, so that nobody's right is an accident of a default:

    R  the whole region: the role must be held for the whole region
    U  units: the units for which the role is held and their sub-units (all units where it is held region-wide)
    O  open: nothing of one unit is touched (definitions, calendars); holding the role anywhere is enough
    .  denied

The service that owns the resource checks the unit itself: only it knows whose the resource is.
"""

from dataclasses import dataclass
from typing import Literal

from chassis.auth import Scope

ROLES = (
    "assessment_office",
    "finance",
    "unit_head",
    "unit_clerk",
    "inspector",
    "process_supervisor",
    "congress",
    "auditor",
    "integrator",
    "operator",
)

OF_ONE_UNIT = frozenset({"unit_head", "unit_clerk"})
"""Roles of one unit: held "for the whole region" they would be everybody's head, so they count for nothing."""

Cell = Scope | Literal["none"]
_CELLS: dict[str, Cell] = {"R": "region", "U": "unit", "O": "open", ".": "none"}


@dataclass(frozen=True, slots=True)
class Row:
    """One route and what each role may do on it, with no role left out."""

    method: str
    template: str
    service: str
    scopes: tuple[tuple[str, Cell], ...]

    def scope(self, role: str) -> Cell:
        """Roles that are not in the table (yet) are denied."""
        return dict(self.scopes).get(role, "none")

    @property
    def name(self) -> str:
        return f"{self.method} {self.template}"


PUBLIC = frozenset(
    {
        ("GET", "/"),
        ("GET", "/docs"),
        ("GET", "/assets/{name}"),
        ("GET", "/openapi.json"),
        ("GET", "/asyncapi.json"),
        ("GET", "/asyncapi.yaml"),
        ("GET", "/schemas/{name}"),
        ("GET", "/problems/{code}"),
        ("GET", "/livez"),
        ("GET", "/readyz"),
        ("GET", "/metrics"),
        ("GET", "/internal/following"),
    }
)
"""What anyone may read without a token: what this is and how to speak to it. Of a region only how far the log of
its events has followed (counts, no content), which a replay asks of the gateway as of every other service."""

# columns: assessment office, finance, unit head, unit clerk, inspector,
#          process supervisor, congress, auditor, integrator, operator
_TABLE = {
    "indicators": """
        POST /regions                                                 . . . . .  . . . . R
        GET  /regions                                                 O O O O O  O O O O O
        GET  /regions/{code}                                          O O O O O  O O O O O
        POST /working-calendars                                       R . . . .  . . . . R
        GET  /working-calendars                                       O O O O O  O O O O O
        GET  /working-calendars/{year}                                O O O O O  O O O O O
        POST /assessees                                               R . . . .  . . . R .
        GET  /assessees                                               O O O O O  O O O O O
        GET  /assessees/{code}                                        O O O O O  O O O O O
        GET  /assessees/{code}/versions                               O O O O O  O O O O O
        POST /assessees/{code}:amend                                  R . . . .  . . . R .
        POST /assessees:import                                        R . . . .  . . . R .
        GET  /assessees:export                                        O O O O O  O O O O O
        POST /indicators                                              R . . . .  . . . . .
        GET  /indicators                                              O O O O O  O O O O O
        GET  /indicators/{code}                                       O O O O O  O O O O O
        GET  /indicators/{code}/versions                              O O O O O  O O O O O
        GET  /indicators/{code}/versions/{version}                    O O O O O  O O O O O
        POST /indicators/{code}/versions/{version}:publish            R . . . .  . . . . .
        POST /indicators/{code}/versions/{version}:withdraw           R . . . .  . . . . .
        GET  /indicators/{code}/values                                O O O O O  O O O O O
        GET  /indicators/{code}/screenings                            O O O O O  O O O . .
        POST /screenings                                              R . . . .  . . . . .
        GET  /screenings                                              O O O O O  O O O . .
        GET  /screenings/{code}                                       O O O O O  O O O . .
        GET  /screenings/{code}/items                                 O O O O O  O O O . .
        GET  /screenings/{code}/items/{number}                        O O O O O  O O O . .
        POST /screenings/{code}/items/{number}:improve                R . . . .  . . . . .
        POST /screenings/{code}/items/{number}:remove                 R . . . .  . . . . .
        POST /screenings/{code}/items/{number}:return                 R . . . .  . . . . .
        POST /screenings/{code}/items/{number}:keep                   R . . . .  . . . . .
        POST /screenings/{code}:close                                 R . . . .  . . . . .
        POST /formulas:check                                          O O O O O  O O O O O
        POST /schemes                                                 R . . . .  . . . . .
        GET  /schemes                                                 O O O O O  O O O O O
        GET  /schemes/{code}                                          O O O O O  O O O O O
        GET  /schemes/{code}/versions                                 O O O O O  O O O O O
        GET  /schemes/{code}/versions/{version}                       O O O O O  O O O O O
        GET  /schemes/{code}/versions/{version}/diff                  O O O O O  O O O O O
        GET  /schemes/{code}/versions/{version}/lint                  O O O O O  O O O O O
        GET  /schemes/{code}/versions/{version}/explain               O O O O O  O O O O O
        GET  /schemes/{code}/versions/{version}/rounds                O O O O O  O O O . .
        GET  /schemes/{code}/versions/{version}/comments              O O O O O  O O O . .
        POST /schemes/{code}/versions/{version}/comments              R . U . .  . . . . .
        POST /schemes/{code}/versions/{version}/comments/{comment}:accept R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}/comments/{comment}:reject R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}:submit-round          R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}:sign-off              . . U . .  . . . . .
        POST /schemes/{code}/versions/{version}:revise                R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}:return                R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}:approve               R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}:publish               R . . . .  . . . . .
        POST /schemes/{code}/versions/{version}:withdraw              R . . . .  . . . . .
        POST /monitoring-rules                                        R R . . .  . . . . .
        GET  /monitoring-rules                                        O O O O O  O O O O O
        GET  /monitoring-rules/{code}                                 O O O O O  O O O O O
        GET  /monitoring-rules/{code}/versions                        O O O O O  O O O O O
        GET  /monitoring-rules/{code}/versions/{version}              O O O O O  O O O O O
        POST /monitoring-rules/{code}/versions/{version}:publish      R R . . .  . . . . .
        POST /monitoring-rules/{code}/versions/{version}:withdraw     R R . . .  . . . . .
        POST /cascades                                                R . . . .  . . . . .
        GET  /cascades                                                O O O O O  O O O . .
        GET  /cascades/{code}                                         R R . . R  R R R . .
        GET  /cascades/{code}/versions                                O O O O O  O O O . .
        GET  /cascades/{code}/versions/{version}                      R R . . R  R R R . .
        GET  /cascades/{code}/versions/{version}/coverage             R R . . R  R R R . .
        GET  /cascades/{code}/versions/{version}/proposals            R R . . R  R R R . .
        GET  /cascades/{code}/versions/{version}/sheets               U U U U U  U U U . .
        GET  /cascades/{code}/versions/{version}/sheets/{member}      U U U U U  U U U . .
        POST /cascades/{code}/versions/{version}:propose              R . U . .  . . . . .
        POST /cascades/{code}/versions/{version}:revise               R . . . .  . . . . .
        POST /cascades/{code}/versions/{version}:approve              R . . . .  . . . . .
        POST /replays                                                 . . . . .  . . . . R
        GET  /replays                                                 R R . . R  R R R R R
        GET  /replays/{id}                                            R R . . R  R R R R R
        POST /replays/{id}:advance                                    . . . . .  . . . . R
        POST /replays/{id}:finish                                     . . . . .  . . . . R
    """,
    "budget-monitor": """
        POST /feeds                                                   . R . . .  . . . R .
        GET  /feeds                                                   O O O O O  O O O O O
        GET  /feeds/{code}                                            O O O O O  O O O O O
        POST /feeds/{code}:arrive                                     . R . . .  . . . R .
        GET  /fiscal-years                                            O O O O O  O O O O O
        GET  /fiscal-years/{fiscal_year}                              O O O O O  O O O O O
        POST /fiscal-years/{fiscal_year}:close                        . R . . .  . . . . .
        POST /funds                                                   . R . . .  . . . R .
        GET  /funds                                                   O O O O O  O O O O .
        GET  /funds/{code}                                            O O O O O  O O O O .
        POST /allocations                                             . R . . .  . . . R .
        GET  /allocations                                             U U U U U  U U U R .
        POST /budget-items                                            . R . . .  . . . R .
        GET  /budget-items                                            U U U U U  U U U R .
        POST /budget-items:import                                     . R . . .  . . . R .
        GET  /budget-items/{id}                                       U U U U U  U U U R .
        GET  /budget-items/{id}/execution                             U U U U U  U U U R .
        POST /budget-items/{id}:adjust                                . R . . .  . . . . .
        POST /budget-items/{id}:transfer                              . R . . .  . . . . .
        POST /budget-items/{id}:approve-goal                          R R . . .  . . . . .
        POST /budget-items/{id}:withdraw-goal                         R R . . .  . . . . .
        POST /payment-checks                                          . U U U .  . . . R .
        GET  /payment-checks                                          U U U U U  U U U . .
        GET  /payment-checks/{id}                                     U U U U U  U U U R .
        POST /payments                                                . U U U .  . . . R .
        GET  /payments                                                U U U U U  U U U . .
        POST /payments:import                                         . R . . .  . . . R .
        GET  /payments/{id}                                           U U U U U  U U U R .
        POST /payments/{id}:hold                                      . U U U .  . . . R .
        POST /payments/{id}:pay                                       . U U . .  . . . R .
        POST /payments/{id}:recheck                                   . U U U .  . . . R .
        POST /payments/{id}:refund                                    . U . . .  . . . R .
        POST /payments/{id}:release                                   . U U U .  . . . R .
        GET  /lights                                                  U U U U U  U U U R .
        GET  /lights/{id}                                             U U U U U  U U U R .
        GET  /lights/{id}/evaluations                                 U U U U U  U U U R .
        GET  /ledger-entries                                          U U U U U  U U U . .
        GET  /holds                                                   U U U U U  U U U R .
    """,
    "scoring": """
        GET  /rectification-orders                                    U U U U U  U U U R .
        GET  /rectification-orders/{id}                               U U U U U  U U U R .
        POST /rectification-orders/{id}:acknowledge                   . . U U .  . . . . .
        POST /rectification-orders/{id}:prepare-answer                . . . U .  . . . . .
        POST /rectification-orders/{id}:answer                        . . U . .  . . . . .
        POST /rectification-orders/{id}:return                        U . . . U  . . . . .
        POST /rectification-orders/{id}:accept                        U . . . U  . . . . .
        POST /rectification-orders/{id}:object                        . . U . .  . . . . .
        POST /rectification-orders/{id}:grant-objection               U . . . .  . . . . .
        POST /rectification-orders/{id}:refuse-objection              U . . . .  . . . . .
        POST /rectification-orders/{id}:ask-extension                 . . U . .  . . . . .
        POST /rectification-orders/{id}:grant-extension               U . . . .  . . . . .
        POST /rectification-orders/{id}:refuse-extension              U . . . .  . . . . .
        POST /rectification-orders/{id}:suspend                       U . . . .  . . . . .
        POST /rectification-orders/{id}:resume                        U . . . .  . . . . .
        POST /rectification-orders/{id}:cancel                        U . . . .  . . . . .
        GET  /talks                                                   U U U U U  U U U . .
        GET  /talks/{id}                                              U U U U U  U U U . .
        POST /talks/{id}:record                                       U . . . U  . . . . .
        GET  /score-adjustments                                       U U U U U  U U U R .
        GET  /budget-proposals                                        U U U U U  U U U R .
        GET  /budget-proposals/{id}                                   U U U U U  U U U R .
        POST /budget-proposals/{id}:adopt                             . R . . .  . . . . .
        POST /budget-proposals/{id}:decline                           . R . . .  . . . . .
        GET  /scheme-copies                                           O O O O O  O O O O O
        GET  /scheme-copies/{code}                                    O O O O O  O O O O O
        GET  /scheme-copies/{code}/versions/{version}                 O O O O O  O O O O O
        GET  /assessee-copies/{code}                                  O O O O O  O O O O O
    """,
    "gateway": """
        GET  /events                                                  R R . . R  R R R R .
        GET  /audit-entries                                           R . . . .  R R R . .
        GET  /traces/{case}                                           U U U U U  U U U R .
    """,
}


_OPERATIONS = """
        GET  /operations/{service}/dead-letters                       . . . . .  . . . . R
        POST /operations/{service}/dead-letters/{id}:replay           . . . . .  . . . . R
        POST /operations/{service}/dead-letters/{id}:skip             . . . . .  . . . . R
"""
"""The same in every service; `{service}` is its name."""


def _rows() -> tuple[Row, ...]:
    return tuple(
        _row(service, line)
        for service, lines in _TABLE.items()
        for line in (lines + _OPERATIONS.replace("{service}", service)).splitlines()
        if line.strip()
    )


def _row(service: str, line: str) -> Row:
    method, template, *cells = line.split()
    scopes = tuple((role, _CELLS[cell]) for role, cell in zip(ROLES, cells, strict=True))
    return Row(method=method, template=template, service=service, scopes=scopes)


TABLE: tuple[Row, ...] = _rows()
