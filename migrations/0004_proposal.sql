-- Redistribution proposals: computed from stored inputs, adjusted by hand with reasons, presented, decided per line.

CREATE TABLE proposal (
    proposal_id {text} PRIMARY KEY,
    county_code {text} NOT NULL,             -- '00' = the nation's 290 municipalities
    week {text} NOT NULL,                    -- the week asked for when it was made
    state {text} NOT NULL CHECK (state IN ('draft', 'presented', 'decided')),
    as_of {int} NOT NULL,                    -- unix seconds: reports known then
    strict_rule {int} NOT NULL CHECK (strict_rule IN (0, 1)),
    target_days {int} NOT NULL,
    safety_days {int} NOT NULL,
    acute_below_days {int} NOT NULL,         -- the thresholds of its day
    red_below_days {int} NOT NULL,
    yellow_below_days {int} NOT NULL,
    algorithm {text} NOT NULL,               -- "pooled-greedy/1"
    input {text} NOT NULL,                   -- canonical JSON of everything the computation read
    input_sha256 {text} NOT NULL,
    result_sha256 {text} NOT NULL,           -- of the canonical result as computed, before changes by hand
    lane_bound {int} NOT NULL,               -- no plan has fewer lanes
    baseline_lanes {int} NOT NULL,           -- nearest neighbour
    baseline_packs {int} NOT NULL,
    baseline_pack_km {int} NOT NULL,
    reports_counted {int} NOT NULL,          -- municipalities with a report that counts
    reports_missing {int} NOT NULL,
    oldest_age_days {int},                   -- of the reports counted, NULL = none
    presented_at {int},
    presented_by {text},
    decided_at {int},
    decided_by {text},
    reference_number {text} NOT NULL,        -- diarienummer, '' until decided
    decision_maker {text} NOT NULL,          -- '' until decided
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    version {int} NOT NULL CHECK (version >= 1)
) {table};
CREATE INDEX proposal_by_county ON proposal (county_code, proposal_id);

-- The articles of a proposal as they were then.
CREATE TABLE proposal_article (
    proposal_id {text} NOT NULL REFERENCES proposal (proposal_id),
    article_code {text} NOT NULL,
    article_number {int} NOT NULL,           -- order of display
    name_sv {text} NOT NULL,
    name_en {text} NOT NULL,
    unit {text} NOT NULL CHECK (unit IN ('piece', 'litre')),
    pack_size {int} NOT NULL CHECK (pack_size >= 1),
    line_centidays {int},                    -- solidarity line in hundredths of a day, NULL = nothing moves
    PRIMARY KEY (proposal_id, article_code)
) {table};

-- Where each municipality stands per article in the proposal as computed. Exact fractions; NULL = unknown.
CREATE TABLE proposal_position (
    proposal_id {text} NOT NULL REFERENCES proposal (proposal_id),
    article_code {text} NOT NULL,
    municipality_code {text} NOT NULL REFERENCES municipality (municipality_code),
    stock {int},                             -- usable, aged to as_of, whole units
    use_per_day_num {int},
    use_per_day_den {int},
    safety_days {int} NOT NULL,
    may_give {int} NOT NULL CHECK (may_give IN (0, 1)),
    may_receive {int} NOT NULL CHECK (may_receive IN (0, 1)),
    report_week {text} NOT NULL,             -- '' = none
    report_age_days {int},
    net_packs {int} NOT NULL,                -- after filters; + receives
    plain_net_packs {int} NOT NULL,          -- without the strict rule, before filters
    strict_net_packs {int} NOT NULL,         -- under the strict rule, before filters
    baseline_net_packs {int} NOT NULL,       -- nearest neighbour
    expiring_packs {int} NOT NULL,           -- would expire here unused: given first, missed by nobody
    own_substitute_units {int} NOT NULL,     -- own surplus of a higher class that may cover here on the spot
    PRIMARY KEY (proposal_id, article_code, municipality_code)
) {table};

-- A movement between two municipalities. Computed lines keep what was computed beside what stands now; lines that the filters
-- took out stay as 'dropped' with the reason.
CREATE TABLE proposal_line (
    proposal_id {text} NOT NULL REFERENCES proposal (proposal_id),
    line_number {int} NOT NULL CHECK (line_number >= 1),
    article_code {text} NOT NULL,
    from_municipality {text} NOT NULL REFERENCES municipality (municipality_code),
    to_municipality {text} NOT NULL REFERENCES municipality (municipality_code),
    distance_km {int} NOT NULL,
    computed_packs {int} NOT NULL CHECK (computed_packs >= 0), -- 0 = added by hand
    packs {int} NOT NULL CHECK (packs >= 0), -- what stands now; 0 = struck out
    lots {text} NOT NULL,                    -- "packs:expires_on" blank-separated, first to expire first; '' = undated stock
    covers_for {text} NOT NULL,              -- the article it stands in for at the receiver; '' = itself
    filter_note {text} NOT NULL,             -- 'keep', 'keep_receiver_short' or why it was dropped
    change_reason {text} NOT NULL,           -- '' = as computed
    changed_at {int},
    changed_by {text},
    floor_confirmed_by {text} NOT NULL,      -- user id of the giver's decider, '' = not confirmed
    floor_confirmed_packs {int} NOT NULL,    -- the packs that were confirmed
    state {text} NOT NULL CHECK (state IN ('proposed', 'agreed', 'changed', 'declined', 'dropped')),
    decision_reason {text} NOT NULL,
    PRIMARY KEY (proposal_id, line_number),
    CHECK (from_municipality <> to_municipality)
) {table};
CREATE INDEX proposal_line_by_receiver ON proposal_line (to_municipality, article_code, proposal_id);
CREATE INDEX proposal_line_by_giver ON proposal_line (from_municipality, article_code, proposal_id);
