-- The tables of this service in their first version. Frozen: a change is a new migration.

CREATE TABLE answers (
    region TEXT COLLATE "C" NOT NULL,
    order_id UUID NOT NULL,
    number INTEGER NOT NULL,
    round INTEGER NOT NULL,
    text TEXT NOT NULL,
    measures JSONB NOT NULL,
    evidence JSONB NOT NULL,
    prepared_by TEXT,
    answered_by TEXT NOT NULL,
    answered_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, order_id, number)
);

CREATE TABLE assessees (
    region TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    parent TEXT COLLATE "C",
    labels JSONB NOT NULL,
    responsible JSONB,
    PRIMARY KEY (region, code)
);

CREATE INDEX assessees_by_parent ON assessees (region, parent);

CREATE TABLE budget_proposals (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    version INTEGER NOT NULL,
    order_id UUID,
    "case" TEXT COLLATE "C" NOT NULL,
    object_kind TEXT NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    level TEXT NOT NULL,
    proposed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    reason TEXT,
    PRIMARY KEY (region, id),
    UNIQUE (number)
);

CREATE INDEX budget_proposals_by_number ON budget_proposals (region, number);

CREATE INDEX budget_proposals_of_order ON budget_proposals (region, order_id);

CREATE TABLE closed_fiscal_years (
    region TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (region, fiscal_year)
);

CREATE TABLE drafts (
    region TEXT COLLATE "C" NOT NULL,
    order_id UUID NOT NULL,
    text TEXT NOT NULL,
    measures JSONB NOT NULL,
    evidence JSONB NOT NULL,
    prepared_by TEXT NOT NULL,
    prepared_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, order_id)
);

CREATE TABLE extensions (
    region TEXT COLLATE "C" NOT NULL,
    order_id UUID NOT NULL,
    asked_version INTEGER NOT NULL,
    until DATE NOT NULL,
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    outcome TEXT NOT NULL,
    decided_by TEXT,
    decided_at TIMESTAMP WITH TIME ZONE,
    decision_reason TEXT,
    due_on DATE,
    PRIMARY KEY (region, order_id, asked_version)
);

CREATE TABLE order_crossings (
    region TEXT COLLATE "C" NOT NULL,
    crossing UUID NOT NULL,
    order_id UUID NOT NULL,
    light UUID NOT NULL,
    from_level TEXT NOT NULL,
    to_level TEXT NOT NULL,
    checkpoint DATE NOT NULL,
    seen_entry BIGINT NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, crossing)
);

CREATE INDEX order_crossings_of_order ON order_crossings (region, order_id);

CREATE TABLE order_steps (
    region TEXT COLLATE "C" NOT NULL,
    order_id UUID NOT NULL,
    version INTEGER NOT NULL,
    command TEXT NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    happened_at TIMESTAMP WITH TIME ZONE NOT NULL,
    principal TEXT NOT NULL,
    roles TEXT[] NOT NULL,
    event UUID NOT NULL,
    details JSONB NOT NULL,
    PRIMARY KEY (region, order_id, version)
);

CREATE TABLE orders (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    version INTEGER NOT NULL,
    "case" TEXT COLLATE "C" NOT NULL,
    cause TEXT NOT NULL,
    cause_event UUID NOT NULL,
    rule TEXT COLLATE "C" NOT NULL,
    rule_version INTEGER NOT NULL,
    object_kind TEXT NOT NULL,
    object TEXT COLLATE "C" NOT NULL,
    object_labels JSONB NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    light UUID NOT NULL,
    light_fiscal_year TEXT COLLATE "C" NOT NULL,
    level TEXT NOT NULL,
    light_level TEXT NOT NULL,
    light_is_good BOOLEAN NOT NULL,
    issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
    term_start DATE NOT NULL,
    term_working_days INTEGER NOT NULL,
    due_on DATE NOT NULL,
    due_provisional BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    state_before TEXT,
    round INTEGER NOT NULL,
    overdue BOOLEAN NOT NULL,
    escalated BOOLEAN NOT NULL,
    holds_payments BOOLEAN NOT NULL,
    steps_taken INTEGER NOT NULL,
    no_step_before DATE,
    prepared_by TEXT,
    hands TEXT[] NOT NULL,
    answers INTEGER NOT NULL,
    objected_by TEXT,
    objected_round INTEGER NOT NULL,
    extension_asked_by TEXT,
    extension_until DATE,
    suspended_on DATE,
    suspended_until DATE,
    accepted_by TEXT,
    recheck_on DATE,
    PRIMARY KEY (region, id),
    CONSTRAINT orders_one_per_case UNIQUE (region, "case"),
    UNIQUE (number)
);

CREATE INDEX orders_by_number ON orders (region, number);

CREATE INDEX orders_escalating ON orders (region) WHERE overdue AND state IN ('issued', 'acknowledged', 'returned', 'objected');

CREATE INDEX orders_of_unit ON orders (region, unit, number);

CREATE UNIQUE INDEX orders_one_open ON orders (region, rule, object_kind, object) WHERE state NOT IN ('closed', 'cancelled');

CREATE INDEX orders_provisional ON orders (region) WHERE due_provisional;

CREATE TABLE rules (
    region TEXT COLLATE "C" NOT NULL,
    code TEXT COLLATE "C" NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    content JSONB NOT NULL,
    PRIMARY KEY (region, code, version)
);

CREATE TABLE score_adjustments (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    unit TEXT COLLATE "C" NOT NULL,
    fiscal_year TEXT COLLATE "C" NOT NULL,
    points NUMERIC(15, 6) NOT NULL,
    cause TEXT NOT NULL,
    order_id UUID NOT NULL,
    effective_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reverses UUID,
    PRIMARY KEY (region, id),
    CONSTRAINT score_adjustments_once UNIQUE (region, order_id, cause),
    UNIQUE (number)
);

CREATE TABLE talks (
    region TEXT COLLATE "C" NOT NULL,
    id UUID NOT NULL,
    number BIGINT GENERATED ALWAYS AS IDENTITY,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    order_id UUID,
    "case" TEXT COLLATE "C" NOT NULL,
    unit TEXT COLLATE "C" NOT NULL,
    held_by TEXT NOT NULL,
    person TEXT NOT NULL,
    responsible JSONB,
    called_at TIMESTAMP WITH TIME ZONE NOT NULL,
    term_start DATE NOT NULL,
    term_working_days INTEGER NOT NULL,
    due_on DATE NOT NULL,
    due_provisional BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    overdue BOOLEAN NOT NULL,
    held_on DATE,
    recorded_by TEXT,
    note TEXT,
    PRIMARY KEY (region, id),
    UNIQUE (number)
);

CREATE INDEX talks_by_number ON talks (region, number);

CREATE INDEX talks_of_order ON talks (region, order_id);
