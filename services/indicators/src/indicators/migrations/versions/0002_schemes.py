"""Schemes: versions with their texts, consultation, approval, publication and withdrawal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from chassis.migrate import append_only, guard

revision = "0002"
down_revision = "0001"

CODE = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)
ADDED_TO = (
    "scheme_versions",
    "scheme_texts",
    "scheme_rounds",
    "scheme_round_dues",
    "scheme_round_closings",
    "scheme_comments",
    "scheme_comment_answers",
    "scheme_sign_offs",
    "scheme_approvals",
    "scheme_returns",
    "scheme_publications",
    "scheme_withdrawals",
    "scheme_lights",
)


def upgrade() -> None:
    _versions()
    _consultation()
    _decisions()
    guard("schemes", *ADDED_TO)
    append_only(*ADDED_TO)


def _versions() -> None:
    op.create_table(
        "schemes",
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        _whole("version"),
        _whole("last_drafted"),
        sa.Column("last_published", sa.Integer),
    )
    op.create_table(
        "scheme_versions",
        *_version_key(),
        _words("author"),
        _moment("drafted_at"),
        sa.Column("change", postgresql.JSONB),
        sa.ForeignKeyConstraint(["region", "code"], ["schemes.region", "schemes.code"]),
    )
    _of_a_version(
        "scheme_texts",
        _key("number"),
        sa.Column("content", postgresql.JSONB, nullable=False),
        _words("sha256"),
        _words("sm3"),
        _whole("assumed"),
        _whole("rounds"),
        _whole("working_days"),
        _words("written_by"),
        _moment("written_at"),
    )


def _consultation() -> None:
    _of_a_version(
        "scheme_rounds",
        _key("round"),
        _whole("text"),
        _whole("working_days"),
        _words("opened_by"),
        _moment("opened_at"),
    )
    _of_a_version(
        "scheme_round_dues",
        _key("round"),
        _key("number"),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("provisional", sa.Boolean, nullable=False),
        _moment("set_at"),
    )
    _of_a_version("scheme_round_closings", _key("round"), _words("because"), _moment("closed_at"))
    _of_a_version(
        "scheme_comments",
        _key("number"),
        _whole("round"),
        _words("at"),
        _words("comment"),
        sa.Column("unit", CODE),
        _words("made_by"),
        _moment("made_at"),
    )
    _of_a_version(
        "scheme_comment_answers",
        _key("comment"),
        sa.Column("accepted", sa.Boolean, nullable=False),
        _words("answer"),
        _words("answered_by"),
        _moment("answered_at"),
    )
    _of_a_version(
        "scheme_sign_offs",
        _key("round"),
        sa.Column("unit", CODE, primary_key=True),
        sa.Column("agrees", sa.Boolean, nullable=False),
        _words("signed_by"),
        _moment("signed_at"),
    )


def _decisions() -> None:
    _of_a_version(
        "scheme_approvals",
        _key("number"),
        _whole("text"),
        _words("reason"),
        _words("approved_by"),
        _moment("approved_at"),
    )
    _of_a_version(
        "scheme_returns",
        _key("number"),
        _whole("rounds"),
        _whole("approvals"),
        _words("reason"),
        _words("returned_by"),
        _moment("returned_at"),
    )
    _of_a_version(
        "scheme_publications",
        _whole("text"),
        _words("sha256"),
        _words("sm3"),
        _whole("assumed"),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        _words("reason"),
        _words("approved_by"),
        _words("published_by"),
        _moment("published_at"),
    )
    _of_a_version("scheme_withdrawals", _words("reason"), _words("withdrawn_by"), _moment("withdrawn_at"))
    _of_a_version(
        "scheme_lights",
        sa.Column("rule", CODE, primary_key=True),
        _key("rule_version"),
        _key("sequence"),
        _moment("put_at"),
    )


def _of_a_version(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        *_version_key(),
        *columns,
        sa.ForeignKeyConstraint(
            ["region", "code", "version"],
            ["scheme_versions.region", "scheme_versions.code", "scheme_versions.version"],
        ),
    )


def _version_key() -> list[sa.Column[object]]:
    return [
        sa.Column("region", CODE, primary_key=True),
        sa.Column("code", CODE, primary_key=True),
        _key("version"),
    ]


def _key(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer, primary_key=True, autoincrement=False)


def _whole(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Integer, nullable=False)


def _words(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text, nullable=False)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, MOMENT, nullable=False)
