"""Tables of schemes. But for the head, rows are only added: who wrote, said, agreed, approved, published what."""

from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKeyConstraint, Integer, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from indicators.storage.columns import code, metadata, moment

schemes = Table(
    "schemes",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, nullable=False),
    Column("last_drafted", Integer, nullable=False),
    Column("last_published", Integer),
    info=keep(KEEP_FOR_EVER),
)
"""The only row of a scheme that changes, and the one that is locked."""

scheme_versions = Table(
    "scheme_versions",
    metadata,
    code("region", primary_key=True),
    code(primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("author", Text, nullable=False),
    moment("drafted_at"),
    Column("change", JSONB(none_as_null=True)),
    ForeignKeyConstraint(["region", "code"], ["schemes.region", "schemes.code"]),
    info=keep(KEEP_FOR_EVER),
)


def _of_a_version(name: str, *columns: Column[Any]) -> Table:
    """A table of what belongs to one version."""
    return Table(
        name,
        metadata,
        code("region", primary_key=True),
        code(primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        *columns,
        ForeignKeyConstraint(
            ["region", "code", "version"],
            ["scheme_versions.region", "scheme_versions.code", "scheme_versions.version"],
        ),
        info=keep(KEEP_FOR_EVER),
    )


def _key(name: str) -> Column[Any]:
    return Column(name, Integer, primary_key=True, autoincrement=False)


def _whole(name: str) -> Column[Any]:
    return Column(name, Integer, nullable=False)


def _words(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


scheme_texts = _of_a_version(
    "scheme_texts",
    _key("number"),
    Column("content", JSONB, nullable=False),
    _words("sha256"),
    _words("sm3"),
    _whole("assumed"),
    Column("rounds", Integer),
    Column("working_days", Integer),
    _words("written_by"),
    moment("written_at"),
)
"""`content` is the canonical form; `rounds` and `working_days` are what it asks of its consultation, none where it
states nothing."""

scheme_rounds = _of_a_version(
    "scheme_rounds", _key("round"), _whole("text"), _whole("working_days"), _words("opened_by"), moment("opened_at")
)
scheme_round_dues = _of_a_version(
    "scheme_round_dues",
    _key("round"),
    _key("number"),
    Column("due_on", Date, nullable=False),
    Column("provisional", Boolean, nullable=False),
    moment("set_at"),
)
"""The day that members were told, and each later one where working days were published meanwhile."""

scheme_round_closings = _of_a_version("scheme_round_closings", _key("round"), _words("because"), moment("closed_at"))
scheme_comments = _of_a_version(
    "scheme_comments",
    _key("number"),
    _whole("round"),
    _words("at"),
    _words("comment"),
    code("unit", nullable=True),
    _words("made_by"),
    moment("made_at"),
)
scheme_comment_answers = _of_a_version(
    "scheme_comment_answers",
    _key("comment"),
    Column("accepted", Boolean, nullable=False),
    _words("answer"),
    _words("answered_by"),
    moment("answered_at"),
)
scheme_sign_offs = _of_a_version(
    "scheme_sign_offs",
    _key("round"),
    code("unit", primary_key=True),
    Column("agrees", Boolean, nullable=False),
    _words("signed_by"),
    moment("signed_at"),
)
scheme_approvals = _of_a_version(
    "scheme_approvals", _key("number"), _whole("text"), _words("reason"), _words("approved_by"), moment("approved_at")
)
scheme_returns = _of_a_version(
    "scheme_returns",
    _key("number"),
    _whole("rounds"),
    _whole("approvals"),
    _words("reason"),
    _words("returned_by"),
    moment("returned_at"),
)
"""That a version went back to its draft: the rounds and approvals up to here count no more."""

scheme_publications = _of_a_version(
    "scheme_publications",
    _whole("text"),
    _words("sha256"),
    _words("sm3"),
    _whole("assumed"),
    Column("valid_from", Date, nullable=False),
    Column("valid_until", Date),
    _words("reason"),
    _words("approved_by"),
    _words("published_by"),
    moment("published_at"),
)
scheme_withdrawals = _of_a_version(
    "scheme_withdrawals", _words("reason"), _words("withdrawn_by"), moment("withdrawn_at")
)
scheme_lights = _of_a_version(
    "scheme_lights", code("rule", primary_key=True), _key("rule_version"), _key("sequence"), moment("put_at")
)
"""Which version of a monitoring rule a scheme put into force; `sequence` is the scheme's own at that moment."""
