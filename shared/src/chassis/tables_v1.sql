-- The chassis's tables in their first version. Frozen: a change is a new file and a new migration of every service.

CREATE TABLE deadlines (
    region TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    due_at TIMESTAMP WITH TIME ZONE NOT NULL,
    data JSONB NOT NULL,
    "case" TEXT,
    state TEXT DEFAULT 'waiting' NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_try TIMESTAMP WITH TIME ZONE NOT NULL,
    error TEXT,
    PRIMARY KEY (region, kind, key)
);

CREATE INDEX deadlines_waiting ON deadlines (region, due_at) WHERE state = 'waiting';

CREATE TABLE idempotency_keys (
    region TEXT COLLATE "C" NOT NULL,
    principal TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    fingerprint TEXT NOT NULL,
    status INTEGER,
    headers JSONB,
    body BYTEA,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (region, principal, key)
);

CREATE TABLE inbox (
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    event_id UUID NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    body BYTEA NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    attempts INTEGER DEFAULT 0 NOT NULL,
    next_try TIMESTAMP WITH TIME ZONE NOT NULL,
    error TEXT,
    finished_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (position),
    UNIQUE (event_id)
);

CREATE INDEX inbox_by_type ON inbox (region, type);

CREATE INDEX inbox_open ON inbox (topic, key, position) WHERE state IN ('waiting', 'dead');

CREATE INDEX inbox_waiting ON inbox (position) WHERE state = 'waiting';

CREATE TABLE inbox_offsets (
    topic TEXT NOT NULL,
    partition INTEGER NOT NULL,
    next_offset BIGINT NOT NULL,
    PRIMARY KEY (topic, partition)
);

CREATE TABLE outbox (
    id BIGINT GENERATED ALWAYS AS IDENTITY,
    event_id UUID NOT NULL,
    region TEXT COLLATE "C" NOT NULL,
    topic TEXT NOT NULL,
    key TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
    body BYTEA NOT NULL,
    sent_at TIMESTAMP WITH TIME ZONE,
    PRIMARY KEY (id),
    UNIQUE (event_id)
);

CREATE INDEX outbox_by_type ON outbox (region, type);

CREATE INDEX outbox_unsent ON outbox (id) WHERE sent_at IS NULL;

CREATE TABLE regions (
    code TEXT COLLATE "C" NOT NULL,
    labels JSONB NOT NULL,
    currency TEXT NOT NULL,
    zone TEXT NOT NULL,
    fiscal_year_start TEXT NOT NULL,
    clock TEXT NOT NULL,
    clock_at TIMESTAMP WITH TIME ZONE,
    clock_position INTEGER DEFAULT 0 NOT NULL,
    PRIMARY KEY (code)
);

CREATE TABLE working_days (
    region TEXT COLLATE "C" NOT NULL,
    year INTEGER NOT NULL,
    version INTEGER NOT NULL,
    days_off DATE[] NOT NULL,
    working_weekend_days DATE[] NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (region, year)
);
