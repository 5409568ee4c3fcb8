-- Protective equipment in a county: catalogue, dated policy, weekly reports, derived status.

-- The catalogue, append-only: a change is a new version. owner_code '00' is the national catalogue; a county's own version of
-- an article stands before the national one within that county.
CREATE TABLE article_version (
    owner_code {text} NOT NULL,              -- '00' or a county
    article_code {text} NOT NULL,            -- "FFP2"
    version {int} NOT NULL CHECK (version >= 1),
    name_sv {text} NOT NULL,
    name_en {text} NOT NULL,
    article_group {text} NOT NULL,           -- "mask", "gloves" ... (core/catalogue.h)
    unit {text} NOT NULL CHECK (unit IN ('piece', 'litre')),
    pack_size {int} NOT NULL CHECK (pack_size >= 1),  -- units per pack
    norm {text} NOT NULL,                    -- "EN 149", '' = none
    stands_in_for {text} NOT NULL,           -- codes this article may replace, blank-separated; '' = none
    sort_order {int} NOT NULL,
    active {int} NOT NULL CHECK (active IN (0, 1)),
    valid_from {text} NOT NULL,              -- YYYY-MM-DD
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,              -- user id, '' = delivered with the program
    PRIMARY KEY (owner_code, article_code, version)
) {table};

-- Dated policy of a county ('00' = everywhere without its own). Append-only; the latest valid_from not after the day counts.
CREATE TABLE ppe_policy (
    owner_code {text} NOT NULL,
    valid_from {text} NOT NULL,              -- YYYY-MM-DD
    acute_below_days {int} NOT NULL,
    red_below_days {int} NOT NULL,
    yellow_below_days {int} NOT NULL,
    grey_after_days {int} NOT NULL,          -- a report older than this is unknown
    target_days {int} NOT NULL,              -- receivers are filled to this
    safety_days {int} NOT NULL,              -- givers keep this
    due_hours {int} NOT NULL,                -- from Monday 00:00 (Stockholm) of the reported week: later is late
    lock_hours {int} NOT NULL,               -- from then on only corrections with a reason
    strict_rule {int} NOT NULL CHECK (strict_rule IN (0, 1)),
    minimum_packs_per_lane {int} NOT NULL,
    minimum_gain_centidays {int} NOT NULL,
    maximum_counterparties {int} NOT NULL,
    stability_weeks {int} NOT NULL,          -- no gift from one who received the same article within this many weeks
    decision {text} NOT NULL,                -- who decided, reference number
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    PRIMARY KEY (owner_code, valid_from)
) {table};

-- The working paper of a report being written: what stands in the cells, also what is not a number. JSON of the API's draft.
CREATE TABLE ppe_draft (
    municipality_code {text} NOT NULL REFERENCES municipality (municipality_code),
    week {text} NOT NULL,                    -- "2020-W17"
    body {text} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {text} NOT NULL,
    version {int} NOT NULL CHECK (version >= 1),
    PRIMARY KEY (municipality_code, week)
) {table};

-- A municipality's report of an ISO week: its state. The figures are in the revisions.
CREATE TABLE ppe_report (
    municipality_code {text} NOT NULL REFERENCES municipality (municipality_code),
    week {text} NOT NULL,
    state {text} NOT NULL CHECK (state IN ('submitted', 'returned', 'approved')), -- locked follows from the clock
    revision {int} NOT NULL CHECK (revision >= 1), -- the one that counts
    first_submitted_at {int} NOT NULL,
    state_changed_at {int} NOT NULL,
    state_changed_by {text} NOT NULL,
    reason {text} NOT NULL,                  -- why returned, '' otherwise
    version {int} NOT NULL CHECK (version >= 1), -- for ETag: every change
    PRIMARY KEY (municipality_code, week)
) {table};
CREATE INDEX ppe_report_by_week ON ppe_report (week, municipality_code);

-- What was submitted, when and by whom. Append-only: a correction is a new revision with its reason.
CREATE TABLE ppe_report_revision (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    revision {int} NOT NULL CHECK (revision >= 1),
    kind {text} NOT NULL CHECK (kind IN ('submitted', 'resubmitted', 'corrected')),
    submitted_at {int} NOT NULL,             -- unix seconds; the figures' as-of time
    submitted_by {text} NOT NULL,            -- user id
    reason {text} NOT NULL,                  -- of a correction
    infection_count {int},                   -- confirmed cases in care, NULL = not stated
    light {text} NOT NULL CHECK (light IN ('', 'green', 'yellow', 'red')), -- own assessment
    comment {text} NOT NULL,
    no_change {int} NOT NULL CHECK (no_change IN (0, 1)), -- confirmed as unchanged
    PRIMARY KEY (municipality_code, week, revision),
    FOREIGN KEY (municipality_code, week) REFERENCES ppe_report (municipality_code, week)
) {table};

-- The figures of a revision, in the article's unit (pieces or litres). NULL = not stated, never zero.
CREATE TABLE ppe_report_line (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    revision {int} NOT NULL,
    article_code {text} NOT NULL,
    stock {int} NOT NULL CHECK (stock >= 0),
    use_in_week {int} NOT NULL CHECK (use_in_week >= 0),
    need_next_week {int} NOT NULL CHECK (need_next_week >= 0),
    received {int},                          -- in the week, from suppliers
    transferred_in {int},
    transferred_out {int},
    discarded {int},
    open_orders {int},                       -- ordered, no delivery date confirmed
    PRIMARY KEY (municipality_code, week, revision, article_code),
    FOREIGN KEY (municipality_code, week, revision) REFERENCES ppe_report_revision (municipality_code, week, revision)
) {table};

-- Part of a line's stock that expires together.
CREATE TABLE ppe_report_lot (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    revision {int} NOT NULL,
    article_code {text} NOT NULL,
    lot_number {int} NOT NULL,               -- 0, 1 ... in the order given
    lot_name {text} NOT NULL,                -- the supplier's batch, may be empty
    quantity {int} NOT NULL CHECK (quantity >= 0),
    expires_on {text} NOT NULL,              -- YYYY-MM-DD, last day of use
    PRIMARY KEY (municipality_code, week, revision, article_code, lot_number),
    FOREIGN KEY (municipality_code, week, revision, article_code)
        REFERENCES ppe_report_line (municipality_code, week, revision, article_code)
) {table};

-- Deliveries on the way to a line's article.
CREATE TABLE ppe_report_delivery (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    revision {int} NOT NULL,
    article_code {text} NOT NULL,
    delivery_number {int} NOT NULL,
    quantity {int} NOT NULL CHECK (quantity >= 0),
    expected_on {text} NOT NULL,             -- YYYY-MM-DD
    confirmed {int} NOT NULL CHECK (confirmed IN (0, 1)), -- by the supplier; only confirmed ones count
    PRIMARY KEY (municipality_code, week, revision, article_code, delivery_number),
    FOREIGN KEY (municipality_code, week, revision, article_code)
        REFERENCES ppe_report_line (municipality_code, week, revision, article_code)
) {table};

-- A line split by sector or by unit below the municipality (private ones included). kind 'sector': name is 'care',
-- 'social_services' or 'lss'; kind 'unit' and 'private_unit': the unit's own name.
CREATE TABLE ppe_report_part (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    revision {int} NOT NULL,
    article_code {text} NOT NULL,
    part_number {int} NOT NULL,
    kind {text} NOT NULL CHECK (kind IN ('sector', 'unit', 'private_unit')),
    name {text} NOT NULL,
    stock {int},
    use_in_week {int},
    PRIMARY KEY (municipality_code, week, revision, article_code, part_number),
    FOREIGN KEY (municipality_code, week, revision, article_code)
        REFERENCES ppe_report_line (municipality_code, week, revision, article_code)
) {table};

-- Derived, kept current in the write transaction, can be recomputed from the reports: what the overview and the engine read.
-- Rates and usable stock are exact fractions.
CREATE TABLE ppe_status (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    article_code {text} NOT NULL,
    reported_at {int} NOT NULL,              -- unix seconds: when the figures were true; a correction keeps the time of
                                             -- what it corrects
    stock {int} NOT NULL,
    use_in_week {int} NOT NULL,
    need_next_week {int} NOT NULL,
    use_per_day_num {int},                   -- robust burn rate; NULL = no week to judge from
    use_per_day_den {int},
    usable_num {int} NOT NULL,               -- stock that can be used before it expires, at the report's time
    usable_den {int} NOT NULL,
    wasted {int} NOT NULL,                   -- pieces that will expire unused (rounded up)
    lots {text} NOT NULL,                    -- "quantity:expires_on" blank-separated, by expiry; '' = no dates known
    inbound {text} NOT NULL,                 -- confirmed deliveries "quantity:expected_on", by date
    flags {text} NOT NULL,                   -- plausibility questions open, blank-separated codes (core/plausible.h)
    trend {text} NOT NULL,                   -- the last 8 reported weeks' "week:stock:use:cover", oldest first; cover in
                                             -- hundredths of days when reported, empty = none
    PRIMARY KEY (municipality_code, week, article_code)
) {table};

-- Derived: the latest reported week of each municipality (the figures of a returned report count until it is replaced), and a
-- change counter that makes the county overview's ETag.
CREATE TABLE ppe_municipality (
    municipality_code {text} PRIMARY KEY REFERENCES municipality (municipality_code),
    county_code {text} NOT NULL,
    latest_week {text} NOT NULL,             -- '' = none
    changes {int} NOT NULL                   -- every write that touches this municipality's reports
) {table};
CREATE INDEX ppe_municipality_by_county ON ppe_municipality (county_code, municipality_code);
