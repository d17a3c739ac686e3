-- The tables of version 1, as they were when it was released. Later migrations change them; this file never does.

CREATE TABLE allocation_balances (
    region TEXT COLLATE "C" NOT NULL,
    item UUID NOT NULL,
    fund TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    item_code TEXT COLLATE "C" NOT NULL,
    allocated NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    paid NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    held NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    PRIMARY KEY (region, item, fund)
);
CREATE TABLE allocations (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    fund TEXT COLLATE "C" NOT NULL,
    item UUID NOT NULL,
    item_code TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    ref TEXT COLLATE "C" NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    made_at TIMESTAMP WITH TIME ZONE NOT NULL,
    made_by TEXT NOT NULL,
    PRIMARY KEY (region, id)
);
CREATE INDEX allocations_by_item ON allocations (region, item);
CREATE TABLE assessees (
    region TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    kind TEXT NOT NULL,
    category TEXT NOT NULL,
    parent TEXT COLLATE "C",
    labels JSONB NOT NULL,
    PRIMARY KEY (region, code)
);
CREATE TABLE budget_items (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    labels JSONB NOT NULL,
    purpose TEXT NOT NULL,
    feed TEXT COLLATE "C",
    goal_approved BOOLEAN NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    approved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, id),
    CONSTRAINT budget_items_code UNIQUE (region, fiscal_year, code)
);
CREATE INDEX budget_items_by_feed ON budget_items (region, feed) WHERE feed IS NOT NULL;
CREATE INDEX budget_items_by_owner ON budget_items (region, fiscal_year, owner);
CREATE TABLE budget_versions (
    region TEXT COLLATE "C" NOT NULL,
    item UUID NOT NULL,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    difference NUMERIC(20, 2) NOT NULL,
    in_force_from DATE NOT NULL,
    reason TEXT NOT NULL,
    counterpart UUID,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY (region, item, number)
);
CREATE TABLE decisions (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    payment UUID,
    about TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reasons JSONB NOT NULL,
    request JSONB,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
    decided_by TEXT NOT NULL,
    PRIMARY KEY (region, id)
);
CREATE INDEX decisions_by_payment ON decisions (region, payment);
CREATE TABLE evaluations (
    region TEXT COLLATE "C" NOT NULL,
    light UUID NOT NULL,
    number INTEGER NOT NULL,
    cause TEXT NOT NULL,
    rule_version INTEGER NOT NULL,
    checkpoint DATE,
    holds_from DATE NOT NULL,
    paid_until DATE,
    level TEXT NOT NULL,
    moved BOOLEAN NOT NULL,
    paid NUMERIC(20, 2),
    original_budget NUMERIC(20, 2),
    current_budget NUMERIC(20, 2),
    seen_entry BIGINT NOT NULL,
    evaluated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, light, number)
);
CREATE INDEX evaluations_by_day ON evaluations (region, light, holds_from, number);
CREATE TABLE feeds (
    region TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    labels JSONB NOT NULL,
    rhythm_days INTEGER,
    registered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_arrival TIMESTAMP WITH TIME ZONE,
    silent BOOLEAN DEFAULT false NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (region, code)
);
CREATE TABLE fiscal_years (
    region TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    first_day DATE NOT NULL,
    last_day DATE NOT NULL,
    opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    closed_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (region, fiscal_year)
);
CREATE TABLE funds (
    region TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    labels JSONB NOT NULL,
    trace_tag TEXT NOT NULL,
    purpose TEXT NOT NULL,
    owner TEXT COLLATE "C",
    amount NUMERIC(20, 2) NOT NULL,
    allocated NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    version INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (region, code)
);
CREATE TABLE holds (
    region TEXT COLLATE "C" NOT NULL,
    "order" UUID NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    object_kind TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    "case" TEXT COLLATE "C" NOT NULL,
    spares_wages_and_livelihood BOOLEAN NOT NULL,
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    lifted_at TIMESTAMP WITH TIME ZONE,
    lifted_because TEXT,
    version INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (region, "order")
);
CREATE INDEX holds_in_force ON holds (region) WHERE lifted_at IS NULL;
CREATE TABLE item_balances (
    region TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    item UUID NOT NULL,
    paid NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    held NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    PRIMARY KEY (region, fiscal_year, code)
);
CREATE TABLE ledger (
    region TEXT COLLATE "C" NOT NULL,
    entry BIGINT GENERATED ALWAYS AS IDENTITY,
    kind TEXT NOT NULL,
    payment UUID NOT NULL,
    line INTEGER NOT NULL,
    item UUID NOT NULL,
    item_code TEXT COLLATE "C" NOT NULL,
    fund TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    amount NUMERIC(20, 2) NOT NULL,
    value_date DATE NOT NULL,
    booked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, entry)
);
CREATE INDEX ledger_by_fund ON ledger (region, fiscal_year, fund, entry);
CREATE INDEX ledger_by_item ON ledger (region, item, entry) INCLUDE (amount, value_date);
CREATE INDEX ledger_by_payment ON ledger (region, payment);
CREATE TABLE lights (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    rule_version INTEGER NOT NULL,
    object_kind TEXT COLLATE "C" NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    labels JSONB NOT NULL,
    state TEXT NOT NULL,
    level TEXT NOT NULL,
    checkpoint DATE,
    holds_from DATE,
    paid_until DATE,
    evaluation INTEGER DEFAULT 0 NOT NULL,
    seen_entry BIGINT DEFAULT 0 NOT NULL,
    evaluated_at TIMESTAMP WITH TIME ZONE,
    episode INTEGER DEFAULT 0 NOT NULL,
    open_case TEXT COLLATE "C",
    last_case TEXT COLLATE "C",
    open_order UUID,
    version INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (region, id),
    CONSTRAINT lights_object UNIQUE (region, fiscal_year, rule, object_kind, object)
);
CREATE INDEX lights_by_case ON lights (region, open_case) WHERE open_case IS NOT NULL;
CREATE INDEX lights_by_object ON lights (region, fiscal_year, object_kind, object);
CREATE TABLE payees (
    region TEXT COLLATE "C" NOT NULL,
    name TEXT NOT NULL,
    pseudonym TEXT NOT NULL,
    PRIMARY KEY (region, name),
    CONSTRAINT payees_pseudonym UNIQUE (region, pseudonym)
);
CREATE TABLE payment_lines (
    region TEXT COLLATE "C" NOT NULL,
    payment UUID NOT NULL,
    line INTEGER NOT NULL,
    item_code TEXT COLLATE "C" NOT NULL,
    item UUID,
    fund TEXT COLLATE "C" NOT NULL,
    trace_tag TEXT,
    amount NUMERIC(20, 2) NOT NULL,
    paid NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    refunded NUMERIC(20, 2) DEFAULT '0' NOT NULL,
    PRIMARY KEY (region, payment, line)
);
CREATE INDEX payment_lines_by_item ON payment_lines (region, item);
CREATE TABLE payments (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    external_ref TEXT COLLATE "C",
    feed TEXT COLLATE "C",
    digest TEXT NOT NULL,
    payee TEXT NOT NULL,
    description TEXT,
    value_date DATE NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    total NUMERIC(20, 2) NOT NULL,
    state TEXT NOT NULL,
    decision UUID NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    expires_at TIMESTAMP WITH TIME ZONE,
    version INTEGER DEFAULT 1 NOT NULL,
    PRIMARY KEY (region, id)
);
CREATE INDEX payments_by_number ON payments (region, number);
CREATE UNIQUE INDEX payments_external_ref ON payments (region, coalesce(feed, '-'), external_ref) WHERE external_ref IS NOT NULL;
CREATE TABLE rules (
    region TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    content JSONB NOT NULL,
    digest TEXT NOT NULL,
    state TEXT NOT NULL,
    published_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, code, version)
);
