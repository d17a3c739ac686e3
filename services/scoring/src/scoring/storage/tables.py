"""The tables of this service. Orders, points and crossings are never purged: they are what officials answer for."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.tables import KEEP_FOR_EVER, keep
from scoring.domain import transitions

metadata = MetaData()

_FINAL = ", ".join(f"'{state}'" for state in transitions.FINAL)
_CLOCK_RUNS = ", ".join(f"'{state}'" for state in transitions.CLOCK_RUNS)

rules = Table(
    "rules",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

assessees = Table(
    "assessees",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("code", Text(collation="C"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("parent", Text(collation="C")),
    Column("labels", JSONB, nullable=False),
    Column("responsible", JSONB(none_as_null=True)),
    Index("assessees_by_parent", "region", "parent"),
    info=keep(KEEP_FOR_EVER),
)

closed_fiscal_years = Table(
    "closed_fiscal_years",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("fiscal_year", Text(collation="C"), primary_key=True),
    info=keep(KEEP_FOR_EVER),
)

lights = Table(
    "lights",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("light", Uuid, primary_key=True),
    Column("rule", Text(collation="C"), nullable=False),
    Column("object_kind", Text(collation="C"), nullable=False),
    Column("object", Text(collation="C"), nullable=False),
    Column("fiscal_year", Text(collation="C"), nullable=False),
    Column("level", Text, nullable=False),
    Column("is_good", Boolean, nullable=False),
    Column("frozen", Text),
    # of the light when this was said of it
    Column("version", Integer, nullable=False),
    Index("lights_of_object", "region", "rule", "object_kind", "object", "fiscal_year"),
    info=keep(KEEP_FOR_EVER),
)

orders = Table(
    "orders",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("case", Text(collation="C"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("cause_event", Uuid, nullable=False),
    Column("rule", Text(collation="C"), nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object", Text(collation="C"), nullable=False),
    Column("object_labels", JSONB, nullable=False),
    Column("unit", Text(collation="C"), nullable=False),
    Column("fiscal_year", Text(collation="C"), nullable=False),
    Column("light", Uuid, nullable=False),
    Column("light_fiscal_year", Text(collation="C"), nullable=False),
    Column("level", Text, nullable=False),
    Column("light_level", Text, nullable=False),
    Column("light_is_good", Boolean, nullable=False),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("term_start", Date, nullable=False),
    Column("term_working_days", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due_provisional", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("state_before", Text),
    Column("round", Integer, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("escalated", Boolean, nullable=False),
    Column("holds_payments", Boolean, nullable=False),
    Column("steps_taken", Integer, nullable=False),
    Column("no_step_before", Date),
    Column("prepared_by", Text),
    Column("hands", ARRAY(Text), nullable=False),
    Column("answers", Integer, nullable=False),
    Column("objected_by", Text),
    Column("objected_round", Integer, nullable=False),
    Column("extension_asked_by", Text),
    Column("extension_until", Date),
    Column("suspended_on", Date),
    Column("suspended_until", Date),
    Column("accepted_by", Text),
    Column("recheck_on", Date),
    UniqueConstraint("region", "case", name="orders_one_per_case"),
    # one case at a time: a crossing meets the open order of its rule and object, or begins a new one
    Index(
        "orders_one_open",
        "region",
        "rule",
        "object_kind",
        "object",
        unique=True,
        postgresql_where=text(f"state NOT IN ({_FINAL})"),
    ),
    Index("orders_by_number", "region", "number"),
    Index("orders_of_unit", "region", "unit", "number"),
    Index("orders_provisional", "region", postgresql_where=text("due_provisional")),
    Index(
        "orders_escalating",
        "region",
        postgresql_where=text(f"overdue AND state IN ({_CLOCK_RUNS})"),
    ),
    info=keep(KEEP_FOR_EVER),
)

order_steps = Table(
    "order_steps",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Column("principal", Text, nullable=False),
    Column("roles", ARRAY(Text), nullable=False),
    Column("event", Uuid, nullable=False),
    Column("details", JSONB, nullable=False),
    info=keep(KEEP_FOR_EVER),
)

order_crossings = Table(
    "order_crossings",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    # the event's id: a crossing belongs to exactly one order
    Column("crossing", Uuid, primary_key=True),
    Column("order_id", Uuid, nullable=False),
    Column("light", Uuid, nullable=False),
    Column("from_level", Text, nullable=False),
    Column("to_level", Text, nullable=False),
    Column("checkpoint", Date, nullable=False),
    Column("seen_entry", BigInteger, nullable=False),
    Column("happened_at", DateTime(timezone=True), nullable=False),
    Index("order_crossings_of_order", "region", "order_id"),
    info=keep(KEEP_FOR_EVER),
)

answers = Table(
    "answers",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("round", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("measures", JSONB, nullable=False),
    Column("evidence", JSONB, nullable=False),
    Column("prepared_by", Text),
    Column("answered_by", Text, nullable=False),
    Column("answered_at", DateTime(timezone=True), nullable=False),
    info=keep(KEEP_FOR_EVER),
)

drafts = Table(
    "drafts",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    Column("text", Text, nullable=False),
    Column("measures", JSONB, nullable=False),
    Column("evidence", JSONB, nullable=False),
    Column("prepared_by", Text, nullable=False),
    Column("prepared_at", DateTime(timezone=True), nullable=False),
    info=keep(KEEP_FOR_EVER),
)

extensions = Table(
    "extensions",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("order_id", Uuid, primary_key=True),
    # the order's version after the asking
    Column("asked_version", Integer, primary_key=True),
    Column("until", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("due_on", Date),
    info=keep(KEEP_FOR_EVER),
)

talks = Table(
    "talks",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("order_id", Uuid),
    Column("case", Text(collation="C"), nullable=False),
    Column("unit", Text(collation="C"), nullable=False),
    Column("held_by", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("responsible", JSONB(none_as_null=True)),
    Column("called_at", DateTime(timezone=True), nullable=False),
    Column("term_start", Date, nullable=False),
    Column("term_working_days", Integer, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("due_provisional", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("held_on", Date),
    Column("recorded_by", Text),
    Column("note", Text),
    Index("talks_by_number", "region", "number"),
    Index("talks_of_order", "region", "order_id"),
    info=keep(KEEP_FOR_EVER),
)

score_adjustments = Table(
    "score_adjustments",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("unit", Text(collation="C"), nullable=False),
    Column("fiscal_year", Text(collation="C"), nullable=False),
    Column("points", Numeric(15, 6), nullable=False),
    Column("cause", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("effective_at", DateTime(timezone=True), nullable=False),
    Column("reverses", Uuid),
    # an order deducts once, and what was deducted is given back once
    UniqueConstraint("region", "order_id", "cause", name="score_adjustments_once"),
    info=keep(KEEP_FOR_EVER),
)

budget_proposals = Table(
    "budget_proposals",
    metadata,
    Column("region", Text(collation="C"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("order_id", Uuid),
    Column("case", Text(collation="C"), nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object", Text(collation="C"), nullable=False),
    Column("fiscal_year", Text(collation="C"), nullable=False),
    Column("unit", Text(collation="C"), nullable=False),
    Column("level", Text, nullable=False),
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("reason", Text),
    Index("budget_proposals_by_number", "region", "number"),
    Index("budget_proposals_of_order", "region", "order_id"),
    info=keep(KEEP_FOR_EVER),
)
