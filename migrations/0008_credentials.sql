-- What people and programs prove themselves with: second factors, keys of programs, and sessions that can be listed and ended.

-- A key of a program stands among the users as the one who acts, so that everything it does carries its name; it never signs in.
ALTER TABLE app_user ADD COLUMN is_key {int} NOT NULL DEFAULT 0 CHECK (is_key IN (0, 1));

-- Sessions are made anew: those of before could be neither told apart nor ended one by one. Everybody signs in once again.
DROP TABLE session;

-- A signed-in browser. Only the SHA-256 of the token is kept.
CREATE TABLE session (
    token_sha256 {text} PRIMARY KEY,
    session_id {text} NOT NULL UNIQUE,       -- to name it by without knowing the token
    user_id {text} NOT NULL REFERENCES app_user (user_id),
    browser {text} NOT NULL,                 -- its family, "Firefox"; '' = unknown. No address, no version
    created_at {int} NOT NULL,
    seen_at {int} NOT NULL,                  -- moved forward at most once a minute
    expires_at {int} NOT NULL                -- absolute end, whatever the activity
) {table};
CREATE INDEX session_by_user ON session (user_id);
CREATE INDEX session_by_expiry ON session (expires_at);

-- The second factor of a user: the secret shared with an authenticator app.
CREATE TABLE second_factor (
    user_id {text} PRIMARY KEY REFERENCES app_user (user_id),
    sealed_secret {text} NOT NULL,           -- encrypted with the server's key, which is not in the database
    made_at {int} NOT NULL,                  -- unix seconds
    confirmed_at {int},                      -- NULL = shown, but no code has proved yet that it was taken: does not count
    last_step {int} NOT NULL                 -- 30-second step of the last code taken, -1 = none: no code counts twice
) {table};

-- Codes on paper for when the app is lost, each good for one sign-in. Only the SHA-256 is kept; the codes have 80 random bits.
CREATE TABLE recovery_code (
    user_id {text} NOT NULL REFERENCES second_factor (user_id),
    code_sha256 {text} NOT NULL,
    used_at {int},                           -- unix seconds, NULL = still good
    PRIMARY KEY (user_id, code_sha256)
) {table};

-- Keys that programs of an organisation carry instead of a session. Role and organisation are those of the key's own row in app_user.
CREATE TABLE api_key (
    key_id {text} PRIMARY KEY REFERENCES app_user (user_id),
    key_sha256 {text} NOT NULL UNIQUE,       -- of the whole key, which has 256 random bits
    name {text} NOT NULL,                    -- what it is for
    prefix {text} NOT NULL,                  -- the key's first characters, to recognise it by
    read_only {int} NOT NULL CHECK (read_only IN (0, 1)),
    replaces {text} REFERENCES api_key (key_id), -- the key that it was made to follow, NULL = none
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,              -- user id
    expires_at {int} NOT NULL,               -- at most a year after created_at; nearer when another follows it
    last_used_at {int},                      -- moved forward at most once a minute; NULL = never
    revoked_at {int},                        -- NULL = not
    revoked_by {text}
) {table};
