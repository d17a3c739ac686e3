-- The event log in its first version. Frozen: a change is a new file and a new migration.

CREATE TABLE event_log (
    region TEXT COLLATE "C" NOT NULL,
    position BIGINT GENERATED ALWAYS AS IDENTITY,
    event_id UUID NOT NULL,
    type TEXT COLLATE "C" NOT NULL,
    subject TEXT COLLATE "C" NOT NULL,
    time TIMESTAMP WITH TIME ZONE NOT NULL,
    recorded_time TIMESTAMP WITH TIME ZONE NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    roles TEXT NOT NULL,
    correlation_id TEXT COLLATE "C",
    causation_id UUID,
    body JSONB NOT NULL,
    PRIMARY KEY (region, position),
    UNIQUE (event_id)
);

CREATE INDEX event_log_by_actor ON event_log (region, actor, position);

CREATE INDEX event_log_by_case ON event_log (region, correlation_id, position) WHERE correlation_id IS NOT NULL;

CREATE INDEX event_log_by_cause ON event_log (region, causation_id) WHERE causation_id IS NOT NULL;

CREATE INDEX event_log_by_subject ON event_log (region, subject, position);

CREATE INDEX event_log_by_type ON event_log (region, type, position);
