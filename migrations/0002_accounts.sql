-- Who acts: organisations, their users, sessions.

-- Every organisation that takes part. Codes: a municipality's 4 digits; LST22 (county board), REG22 (region); FOHM, SOS, SKR,
-- MSB, SAM (the coordinating county board), GOV (Government Offices), DRIFT (operator).
CREATE TABLE organisation (
    organisation_code {text} PRIMARY KEY,
    kind {text} NOT NULL CHECK (kind IN ('municipality', 'county_board', 'region', 'national', 'operator')),
    area_code {text} NOT NULL,               -- municipality's, county's or '00'
    name {text} NOT NULL
) {table};

CREATE TABLE app_user (
    user_id {text} PRIMARY KEY,
    username {text} NOT NULL UNIQUE,         -- lower case
    display_name {text} NOT NULL,
    email {text} NOT NULL,                   -- work address, may be empty
    organisation_code {text} NOT NULL REFERENCES organisation (organisation_code),
    role {text} NOT NULL CHECK (role IN ('reader', 'reporter', 'decider', 'administrator')),
    password_hash {text} NOT NULL,           -- Argon2id, encoded; '' = cannot sign in yet
    status {text} NOT NULL CHECK (status IN ('active', 'disabled')),
    language {text} NOT NULL CHECK (language IN ('sv', 'en')),
    created_at {int} NOT NULL,               -- unix seconds
    changed_at {int} NOT NULL,
    last_login_at {int},
    version {int} NOT NULL CHECK (version >= 1)
) {table};
CREATE INDEX app_user_by_organisation ON app_user (organisation_code, username);

-- A signed-in browser. Only the SHA-256 of the token is kept.
CREATE TABLE session (
    token_sha256 {text} PRIMARY KEY,
    user_id {text} NOT NULL REFERENCES app_user (user_id),
    created_at {int} NOT NULL,
    seen_at {int} NOT NULL,                  -- moved forward at most once a minute
    expires_at {int} NOT NULL                -- absolute end, whatever the activity
) {table};
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- Who did what: one row per write, in the same transaction. Never updated or deleted.
CREATE TABLE audit (
    audit_id {text} PRIMARY KEY,             -- time-ordered
    at {int} NOT NULL,                       -- unix seconds
    user_id {text} NOT NULL,                 -- '' = a command on the machine
    organisation_code {text} NOT NULL,       -- of the actor; '' = a command
    action {text} NOT NULL,                  -- "ppe_report.submit"
    object_type {text} NOT NULL,             -- "ppe_report"
    object_key {text} NOT NULL,              -- "2281/2020-W17"
    area_code {text} NOT NULL,               -- whose data: municipality's, county's or '00'
    before_state {text},                     -- JSON, NULL = did not exist
    after_state {text}                       -- JSON, NULL = gone
) {table};
CREATE INDEX audit_by_object ON audit (object_type, object_key, audit_id);
CREATE INDEX audit_by_area ON audit (area_code, audit_id);
CREATE INDEX audit_by_organisation ON audit (organisation_code, audit_id);

-- Answers to POSTs with an Idempotency-Key, kept 24 hours so that a retry gets the same answer.
CREATE TABLE idempotency (
    user_id {text} NOT NULL,
    idempotency_key {text} NOT NULL,
    request_sha256 {text} NOT NULL,          -- of method, path and body
    status {int} NOT NULL,
    headers {text} NOT NULL,                 -- "Name: value" lines
    body {text} NOT NULL,
    created_at {int} NOT NULL,
    PRIMARY KEY (user_id, idempotency_key)
) {table};
CREATE INDEX idempotency_by_age ON idempotency (created_at);

-- Facts about this database itself: "demo" = "1" when invented figures are loaded.
CREATE TABLE setting (
    name {text} PRIMARY KEY,
    value {text} NOT NULL
) {table};
