-- The audit trail as a chain of hashes with signed checkpoints (the form: include/core/audit_chain.h), and no more changes or
-- deletions of facts that were append-only by agreement so far.

-- The chain: a link for every row of the audit trail, numbered without a gap. Link 0 is this installation's seed.
CREATE TABLE audit_link (
    sequence {int} PRIMARY KEY CHECK (sequence >= 0),
    audit_id {text} NOT NULL,                -- the row; '' at 0
    salt {text} NOT NULL,                    -- hex: of the row's states, 16 bytes; at 0 the seed, 32 bytes
    sha256 {text} NOT NULL CHECK (length(sha256) = 64)
) {table};
{append_only audit_link sequence}

-- Rows that are stored but have no link yet: PostgreSQL's writers commit side by side, and a row gets its link a moment later from
-- the one who makes links. Always empty on SQLite.
CREATE TABLE audit_waiting (
    audit_id {text} PRIMARY KEY
) {table};

-- Signed checkpoints: so long was the chain then, and such its last hash.
CREATE TABLE audit_checkpoint (
    size {int} PRIMARY KEY CHECK (size >= 1), -- links, the seed not counted
    at {int} NOT NULL,                       -- unix seconds
    sha256 {text} NOT NULL CHECK (length(sha256) = 64),
    public_key {text} NOT NULL,              -- hex, Ed25519
    note {text} NOT NULL                     -- the signed text
) {table};
{append_only audit_checkpoint size}

{append_only audit audit_id}
{append_only article_version owner_code article_code version}
{append_only ppe_policy owner_code valid_from}
{append_only ppe_report_revision municipality_code week revision}
{append_only ppe_report_line municipality_code week revision article_code}
{append_only ppe_report_lot municipality_code week revision article_code lot_number}
{append_only ppe_report_delivery municipality_code week revision article_code delivery_number}
{append_only ppe_report_part municipality_code week revision article_code part_number}
{append_only proposal_article proposal_id article_code}
{append_only proposal_position proposal_id article_code municipality_code}
{append_only proposal_input proposal_id}
