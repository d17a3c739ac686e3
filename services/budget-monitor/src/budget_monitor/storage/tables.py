"""The tables of this service. Region first in every key; names carry no schema (the role's search_path has it)."""

from datetime import timedelta

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
from sqlalchemy.dialects.postgresql import JSONB

from chassis.tables import KEEP_FOR_EVER, keep

metadata = MetaData()


def _code(name: str = "code", *, key: bool = False, optional: bool = False) -> Column[str]:
    return Column(name, Text(collation="C"), primary_key=key, nullable=optional)


def _region() -> Column[str]:
    return _code("region", key=True)


def _money(name: str, default: str | None = None) -> Column[object]:
    return Column(name, Numeric(20, 2), nullable=False, server_default=default)


def _at(name: str, *, optional: bool = False) -> Column[object]:
    return Column(name, DateTime(timezone=True), nullable=optional)


def _version() -> Column[int]:
    return Column("version", Integer, nullable=False, server_default=text("1"))


FOR_EVER = keep(KEEP_FOR_EVER)

# ── copies of what `indicators` publishes ──

assessees = Table(
    "assessees",
    metadata,
    _region(),
    _code(key=True),
    _version(),
    Column("kind", Text, nullable=False),
    Column("category", Text, nullable=False),
    _code("parent", optional=True),
    Column("labels", JSONB, nullable=False),
    info=FOR_EVER,
)

rules = Table(
    "rules",
    metadata,
    _region(),
    _code(key=True),
    Column("version", Integer, primary_key=True),
    Column("content", JSONB, nullable=False),
    Column("digest", Text, nullable=False),
    Column("state", Text, nullable=False),  # published | superseded | withdrawn
    _at("published_at"),
    info=FOR_EVER,
)

# ── years, feeds, money and where it comes from ──

fiscal_years = Table(
    "fiscal_years",
    metadata,
    _region(),
    _code("fiscal_year", key=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    _at("opened_at"),
    _at("closed_at", optional=True),
    info=FOR_EVER,
)

feeds = Table(
    "feeds",
    metadata,
    _region(),
    _code(key=True),
    Column("labels", JSONB, nullable=False),
    Column("rhythm_days", Integer),
    _at("registered_at"),
    _at("last_arrival", optional=True),
    Column("silent", Boolean, nullable=False, server_default=text("false")),
    _version(),
    info=FOR_EVER,
)

funds = Table(
    "funds",
    metadata,
    _region(),
    _code(key=True),
    _code("fiscal_year"),
    Column("labels", JSONB, nullable=False),
    Column("trace_tag", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    _code("owner", optional=True),
    _money("amount"),
    _money("allocated", "0"),
    _version(),
    info=FOR_EVER,
)

allocations = Table(
    "allocations",
    metadata,
    _region(),
    Column("id", Uuid, primary_key=True),
    _code("fund"),
    Column("item", Uuid, nullable=False),
    _code("item_code"),
    _code("fiscal_year"),
    _code("ref"),
    _money("amount"),
    _at("made_at"),
    Column("made_by", Text, nullable=False),
    Index("allocations_by_item", "region", "item"),
    info=FOR_EVER,
)

allocation_balances = Table(
    "allocation_balances",
    metadata,
    _region(),
    Column("item", Uuid, primary_key=True),
    _code("fund", key=True),
    _code("fiscal_year"),
    _code("item_code"),
    _money("allocated", "0"),
    _money("paid", "0"),
    _money("held", "0"),
    info=FOR_EVER,
)

budget_items = Table(
    "budget_items",
    metadata,
    _region(),
    Column("id", Uuid, primary_key=True),
    _code(),
    _code("fiscal_year"),
    _code("owner"),
    Column("labels", JSONB, nullable=False),
    Column("purpose", Text, nullable=False),
    _code("feed", optional=True),
    Column("goal_approved", Boolean, nullable=False),
    _version(),
    _at("approved_at"),
    UniqueConstraint("region", "fiscal_year", "code", name="budget_items_code"),
    Index("budget_items_by_owner", "region", "fiscal_year", "owner"),
    Index("budget_items_by_feed", "region", "feed", postgresql_where=text("feed IS NOT NULL")),
    info=FOR_EVER,
)

budget_parts = Table(
    "budget_parts",
    metadata,
    _region(),
    _code("sent_by", key=True),
    _code("import_id", key=True),
    Column("number", Integer, primary_key=True),
    Column("of", Integer, nullable=False),
    Column("digest", Text, nullable=False),
    Column("content", JSONB, nullable=False),
    _at("received_at"),
    # an import that nobody completed had no effect; longer than idempotency keys are kept
    info=keep(timedelta(days=30), by="received_at"),
)

budget_versions = Table(
    "budget_versions",
    metadata,
    _region(),
    Column("item", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    _money("difference"),
    Column("in_force_from", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("counterpart", Uuid),
    _at("decided_at"),
    Column("decided_by", Text, nullable=False),
    # drawn after the balance is locked, as the entries of the ledger are
    Column("entry", BigInteger, Identity(always=True), nullable=False),
    info=FOR_EVER,
)

item_balances = Table(
    "item_balances",
    metadata,
    _region(),
    _code("fiscal_year", key=True),
    _code("code", key=True),
    Column("item", Uuid, nullable=False),
    _money("paid", "0"),
    _money("held", "0"),
    info=FOR_EVER,
)

# ── payments ──

payments = Table(
    "payments",
    metadata,
    _region(),
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    _code("external_ref", optional=True),
    _code("feed", optional=True),
    Column("digest", Text, nullable=False),
    Column("payee", Text, nullable=False),
    Column("description", Text),
    Column("value_date", Date, nullable=False),
    _code("fiscal_year"),
    _money("total"),
    Column("state", Text, nullable=False),
    Column("decision", Uuid, nullable=False),
    _at("received_at"),
    _at("expires_at", optional=True),
    _version(),
    _at("held_at", optional=True),
    _code("sender_unit", optional=True),
    _code("reference_scope", optional=True),
    _code("reference_key", optional=True),
    Index("payments_by_reference", "region", "reference_scope", text("lower(reference_key)")),
    Index("payments_by_reference_key", "region", "reference_key"),
    Index("payments_by_number", "region", "number"),
    info=FOR_EVER,
)

payment_lines = Table(
    "payment_lines",
    metadata,
    _region(),
    Column("payment", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    _code("item_code"),
    Column("item", Uuid),
    _code("fund"),
    Column("trace_tag", Text),
    _money("amount"),
    _money("paid", "0"),
    _money("refunded", "0"),
    Index("payment_lines_by_item", "region", "item"),
    info=FOR_EVER,
)

decisions = Table(
    "decisions",
    metadata,
    _region(),
    Column("id", Uuid, primary_key=True),
    Column("payment", Uuid),
    Column("about", Text, nullable=False),  # check | hold | pay
    Column("outcome", Text, nullable=False),  # accepted | intercepted
    Column("reasons", JSONB, nullable=False),
    Column("request", JSONB),
    _at("decided_at"),
    Column("decided_by", Text, nullable=False),
    Column("notes", JSONB),
    Column("number", BigInteger, Identity(always=True), nullable=False),
    Index("decisions_by_payment", "region", "payment"),
    info=FOR_EVER,
)

ledger = Table(
    "ledger",
    metadata,
    _region(),
    # drawn after the balance is locked: within one item, the order of numbers is the order of commits
    Column("entry", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),  # payment | credit | refund
    Column("payment", Uuid, nullable=False),
    Column("line", Integer, nullable=False),
    Column("item", Uuid, nullable=False),
    _code("item_code"),
    _code("fund"),
    _code("fiscal_year"),
    _money("amount"),
    Column("value_date", Date, nullable=False),
    _at("booked_at"),
    Index("ledger_by_item", "region", "item", "entry", postgresql_include=["amount", "value_date"]),
    Index("ledger_by_fund", "region", "fiscal_year", "fund", "entry"),
    Index("ledger_by_payment", "region", "payment"),
    info=FOR_EVER,
)

payees = Table(
    "payees",
    metadata,
    _region(),
    Column("name", Text, primary_key=True),
    Column("pseudonym", Text, nullable=False),
    UniqueConstraint("region", "pseudonym", name="payees_pseudonym"),
    # the sealed register: what resolves pseudonyms of natural persons is read by nothing but this service
    info=FOR_EVER,
)

# ── lights and holds ──

lights = Table(
    "lights",
    metadata,
    _region(),
    Column("id", Uuid, primary_key=True),
    _code("rule"),
    Column("rule_version", Integer, nullable=False),
    _code("object_kind"),
    _code("object"),
    _code("fiscal_year"),
    _code("owner"),
    Column("labels", JSONB, nullable=False),
    Column("state", Text, nullable=False),  # a level of the rule, stale, or no_value
    Column("level", Text, nullable=False),  # the last real level
    Column("checkpoint", Date),  # the last one evaluated
    Column("holds_from", Date),  # the first day that the state is about
    Column("paid_until", Date),  # value dates up to here were counted
    Column("evaluation", Integer, nullable=False, server_default=text("0")),
    Column("seen_entry", BigInteger, nullable=False, server_default=text("0")),
    Column("evaluated_at", DateTime(timezone=True)),
    Column("episode", Integer, nullable=False, server_default=text("0")),
    Column("open_case", Text(collation="C")),
    Column("last_case", Text(collation="C")),
    Column("open_order", Uuid),
    _version(),
    Column("seen_version", BigInteger, nullable=False, server_default=text("0")),
    Column("still_because", Text),  # left_out | rule_withdrawn: no version in force watches it
    _at("still_at", optional=True),
    Column("told", Boolean, nullable=False, server_default=text("false")),
    Column("begins_anew", Boolean, nullable=False, server_default=text("false")),  # its order ended, whatever it showed
    UniqueConstraint("region", "fiscal_year", "rule", "object_kind", "object", name="lights_object"),
    Index("lights_by_object", "region", "fiscal_year", "object_kind", "object"),
    Index("lights_by_case", "region", "open_case", postgresql_where=text("open_case IS NOT NULL")),
    Index("lights_untold", "region", "fiscal_year", "rule", postgresql_where=text("NOT told")),
    info=FOR_EVER,
)

evaluations = Table(
    "evaluations",
    metadata,
    _region(),
    Column("light", Uuid, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("cause", Text, nullable=False),  # domain.light.Cause
    Column("rule_version", Integer, nullable=False),
    Column("checkpoint", Date),
    Column("holds_from", Date, nullable=False),
    Column("paid_until", Date),
    Column("level", Text, nullable=False),
    Column("moved", Boolean, nullable=False),
    # sums over many items
    Column("paid", Numeric(26, 2)),
    Column("original_budget", Numeric(26, 2)),
    Column("current_budget", Numeric(26, 2)),
    Column("seen_entry", BigInteger, nullable=False),
    _at("evaluated_at"),
    Index("evaluations_by_day", "region", "light", "holds_from", "number"),
    info=FOR_EVER,
)

holds = Table(
    "holds",
    metadata,
    _region(),
    Column("order", Uuid, primary_key=True),
    _code("rule"),
    _code("object_kind"),
    _code("object"),
    _code("fiscal_year"),
    Column("case", Text(collation="C"), nullable=False),
    Column("spares_wages_and_livelihood", Boolean, nullable=False),
    _at("placed_at"),
    _at("lifted_at", optional=True),
    Column("lifted_because", Text),
    _version(),
    Index("holds_in_force", "region", postgresql_where=text("lifted_at IS NULL")),
    info=FOR_EVER,
)

APPEND_ONLY = ("budget_versions", "allocations", "ledger", "decisions", "evaluations", "payees")
"""The service's role may read and insert these, and neither change nor delete a row."""
