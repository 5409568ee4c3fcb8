-- The vaccine chain: products, forecasts, deliveries, keys, allocations, accounts, the regions' weeks.
-- Doses are whole numbers. NULL is unknown or withdrawn, 0 is none: never the same. area_code and county_code are county
-- codes; '00' is the nation. Moments are unix seconds. Everything published is append-only: the schema refuses UPDATE and DELETE.

-- Where figures come from: one row per publication, letter, file or form that was entered. Two axes of time: issued_at is when the
-- issuer said it, known_at when Fördela's users could know it; entered_at is the machine's own and later than known_at when a
-- document was entered afterwards.
CREATE TABLE vaccine_document (
    document_id {text} PRIMARY KEY,
    kind {text} NOT NULL CHECK (kind IN ('forecast', 'revision', 'delivery', 'population')),
    issuer {text} NOT NULL,                  -- who says so: "Folkhälsomyndigheten", a manufacturer
    issued_at {int} NOT NULL,
    known_at {int} NOT NULL CHECK (known_at >= issued_at),
    source {text} NOT NULL CHECK (length(source) >= 1), -- the document's name, number or address
    note {text} NOT NULL,                    -- reason of a revision, may be empty
    text_sha256 {text} NOT NULL,             -- of an imported text, '' = entered by hand
    entered_at {int} NOT NULL CHECK (entered_at >= known_at),
    entered_by {text} NOT NULL               -- user id, '' = a command
) {table};
CREATE INDEX vaccine_document_by_time ON vaccine_document (known_at, document_id);
{append_only vaccine_document document_id}

-- A total that stood in the document, beside the sum of the rows that it claims to be of. They are kept as printed.
CREATE TABLE vaccine_printed_total (
    document_id {text} NOT NULL REFERENCES vaccine_document (document_id),
    line_number {int} NOT NULL,              -- 1, 2 ... in the document's order
    label {text} NOT NULL,                   -- as printed: "Totalt"
    product_code {text} NOT NULL,            -- '' = of several
    area_code {text} NOT NULL,               -- '00' = of all regions, else of one region's row
    week {text} NOT NULL,                    -- '' = of several
    printed_doses {int} NOT NULL,
    row_sum_doses {int} NOT NULL,
    rows_missing {int} NOT NULL CHECK (rows_missing >= 0), -- empty cells in the sum
    PRIMARY KEY (document_id, line_number)
) {table};
CREATE INDEX vaccine_printed_total_by_week ON vaccine_printed_total (week, product_code);
{append_only vaccine_printed_total document_id line_number}

-- A product. What may change over time is in its properties.
CREATE TABLE vaccine_product (
    product_code {text} PRIMARY KEY,         -- "COMIRNATY"
    name {text} NOT NULL,
    manufacturer {text} NOT NULL,
    sort_order {int} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL
) {table};
{append_only vaccine_product product_code}

-- A property of a product from a day on. Of the rows known at a moment, the latest valid_from not after the day counts, and of
-- equal ones the greatest version. A mistake is corrected by another version: what was decided on the old one stays explained.
CREATE TABLE vaccine_product_property (
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    property {text} NOT NULL CHECK (property IN ('doses_per_vial', 'vials_per_pack', 'doses_per_course', 'interval_min_days',
        'interval_max_days', 'recommended_age_from', 'recommended_age_to', 'usable', 'storage')),
    valid_from {text} NOT NULL CHECK (length(valid_from) = 10), -- YYYY-MM-DD
    version {int} NOT NULL CHECK (version >= 1),
    value_int {int},                         -- doses, vials, days, years (999 = no upper age), 0/1; NULL for a text
    value_text {text},                       -- storage; NULL for a number
    source {text} NOT NULL,                  -- where it is read
    decision {text} NOT NULL,                -- who decided, reference number
    known_at {int} NOT NULL,                 -- when Fördela's users could know it
    recorded_at {int} NOT NULL CHECK (recorded_at >= known_at),
    recorded_by {text} NOT NULL,
    PRIMARY KEY (product_code, property, valid_from, version),
    CHECK ((property = 'storage') = (value_text IS NOT NULL)),
    CHECK ((property = 'storage') = (value_int IS NULL)),
    CHECK (property = 'storage' OR value_int >= 0),
    CHECK (property NOT IN ('doses_per_vial', 'vials_per_pack', 'doses_per_course') OR value_int >= 1),
    CHECK (property <> 'usable' OR value_int IN (0, 1))
) {table};
{append_only vaccine_product_property product_code property valid_from version}

-- Forecast of doses of a product to the nation or a region in an ISO week, as one document had it. As known at a moment: of the
-- rows with known_at not after it the one with the greatest (issued_at, seq).
CREATE TABLE vaccine_forecast (
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    area_code {text} NOT NULL,
    week {text} NOT NULL CHECK (length(week) = 8),
    seq {int} NOT NULL CHECK (seq >= 1),     -- 1, 2 ... in the order of entry
    document_id {text} NOT NULL REFERENCES vaccine_document (document_id),
    issued_at {int} NOT NULL,                -- the document's, repeated for the search
    known_at {int} NOT NULL,
    doses {int} CHECK (doses >= 0),          -- NULL = withdrawn, 0 = nothing comes
    certainty {text} NOT NULL CHECK (certainty IN ('firm', 'outlook')),
    method {text} NOT NULL CHECK (method IN ('value', 'by_percent', 'to_percent')), -- how the figure was given
    percent_centi {int},                     -- hundredths of a per cent: -6000 = by -60 %; NULL for a value
    base_seq {int},                          -- the version that the per cent are of; NULL for a value
    PRIMARY KEY (product_code, area_code, week, seq),
    CHECK ((method = 'value') = (percent_centi IS NULL)),
    CHECK ((method = 'value') = (base_seq IS NULL))
) {table};
CREATE INDEX vaccine_forecast_by_week ON vaccine_forecast (week, product_code, area_code);
CREATE INDEX vaccine_forecast_by_document ON vaccine_forecast (document_id);
{append_only vaccine_forecast product_code area_code week seq}

-- A delivery of a product to a region: who gets it and from where. What happened to it are its entries.
CREATE TABLE vaccine_delivery (
    delivery_id {text} PRIMARY KEY,
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    county_code {text} NOT NULL REFERENCES county (county_code), -- the receiving region
    week {text} NOT NULL CHECK (length(week) = 8),
    document_id {text} REFERENCES vaccine_document (document_id), -- NULL = moved from another region
    allocation_id {text},                    -- the decided allocation that it carries out, if any
    origin_delivery_id {text} REFERENCES vaccine_delivery (delivery_id), -- moved out of that one; NULL = from the supplier
    origin_entry {int},                      -- the entry there that says so
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    CHECK ((document_id IS NULL) = (origin_delivery_id IS NOT NULL)),
    CHECK ((origin_entry IS NULL) = (origin_delivery_id IS NULL))
) {table};
CREATE INDEX vaccine_delivery_by_week ON vaccine_delivery (week, product_code, county_code);
CREATE INDEX vaccine_delivery_by_origin ON vaccine_delivery (origin_delivery_id, origin_entry);
CREATE INDEX vaccine_delivery_by_document ON vaccine_delivery (document_id);
CREATE INDEX vaccine_delivery_by_county ON vaccine_delivery (county_code, week);
{append_only vaccine_delivery delivery_id}

-- What happened, by kind: the kind says which way, so doses are never negative. A correction says what the figure of another entry
-- should have been and why.
CREATE TABLE vaccine_delivery_entry (
    delivery_id {text} NOT NULL REFERENCES vaccine_delivery (delivery_id),
    entry_number {int} NOT NULL CHECK (entry_number >= 1),
    kind {text} NOT NULL CHECK (kind IN ('planned', 'sent', 'received', 'corrected', 'returned', 'moved', 'destroyed')),
    doses {int} NOT NULL CHECK (doses >= 0),
    happened_on {text} NOT NULL CHECK (length(happened_on) = 10), -- YYYY-MM-DD
    corrects_entry {int},                    -- the entry whose figure this replaces
    to_county_code {text} REFERENCES county (county_code), -- where a move goes
    reason {text} NOT NULL,
    known_at {int} NOT NULL,
    entered_at {int} NOT NULL CHECK (entered_at >= known_at),
    entered_by {text} NOT NULL,
    PRIMARY KEY (delivery_id, entry_number),
    FOREIGN KEY (delivery_id, corrects_entry) REFERENCES vaccine_delivery_entry (delivery_id, entry_number),
    CHECK ((kind = 'corrected') = (corrects_entry IS NOT NULL)),
    CHECK (corrects_entry IS NULL OR corrects_entry < entry_number),
    CHECK ((kind = 'moved') = (to_county_code IS NOT NULL)),
    CHECK (kind NOT IN ('corrected', 'returned', 'moved', 'destroyed') OR length(reason) >= 3)
) {table};
{append_only vaccine_delivery_entry delivery_id entry_number}

-- The receiving region's word on a delivery. A later one replaces an earlier.
CREATE TABLE vaccine_delivery_confirmation (
    delivery_id {text} NOT NULL REFERENCES vaccine_delivery (delivery_id),
    confirmation_number {int} NOT NULL CHECK (confirmation_number >= 1),
    received_doses {int} NOT NULL CHECK (received_doses >= 0),
    received_on {text} NOT NULL CHECK (length(received_on) = 10),
    comment {text} NOT NULL,
    confirmed_at {int} NOT NULL,
    confirmed_by {text} NOT NULL,
    PRIMARY KEY (delivery_id, confirmation_number)
) {table};
{append_only vaccine_delivery_confirmation delivery_id confirmation_number}

-- A key: how doses are shared out. A proposal until it has a decision; its weights never change.
CREATE TABLE vaccine_key (
    key_id {text} PRIMARY KEY,
    name {text} NOT NULL,
    basis {text} NOT NULL CHECK (basis IN ('population', 'equal_finish', 'manual')),
    population_date {text},                  -- YYYY-MM-DD, of a population key
    age_from {int},                          -- years
    age_to {int},                            -- inclusive; 999 = and older
    product_code {text} REFERENCES vaccine_product (product_code), -- of an equal-finish key
    input {text} NOT NULL,                   -- JSON of what an equal-finish key was computed from, '' otherwise
    source {text} NOT NULL,
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    CHECK ((basis = 'population') = (population_date IS NOT NULL)),
    CHECK ((basis = 'population') = (age_from IS NOT NULL AND age_to IS NOT NULL)),
    CHECK (basis <> 'equal_finish' OR product_code IS NOT NULL)
) {table};
{append_only vaccine_key key_id}

CREATE TABLE vaccine_key_weight (
    key_id {text} NOT NULL REFERENCES vaccine_key (key_id),
    county_code {text} NOT NULL REFERENCES county (county_code),
    weight {int} NOT NULL CHECK (weight >= 0), -- persons, or parts of a whole for the other bases
    PRIMARY KEY (key_id, county_code)
) {table};
{append_only vaccine_key_weight key_id county_code}

-- From which week a key holds, for one product or all. For a week the decision for the product counts before one for all, and of
-- those covering the week the latest decision_number.
CREATE TABLE vaccine_key_decision (
    decision_number {int} PRIMARY KEY CHECK (decision_number >= 1),
    key_id {text} NOT NULL REFERENCES vaccine_key (key_id),
    product_code {text} REFERENCES vaccine_product (product_code), -- NULL = all products
    first_week {text} NOT NULL CHECK (length(first_week) = 8),
    last_week {text} CHECK (length(last_week) = 8), -- NULL = until further notice
    reference_number {text} NOT NULL,
    decision_maker {text} NOT NULL,
    grounds {text} NOT NULL,
    decided_at {int} NOT NULL,
    decided_by {text} NOT NULL,
    CHECK (last_week IS NULL OR last_week >= first_week)
) {table};
{append_only vaccine_key_decision decision_number}

-- A decided deviation from the key for one region: its weight times numerator/denominator in the weeks named.
CREATE TABLE vaccine_key_multiplier (
    multiplier_number {int} PRIMARY KEY CHECK (multiplier_number >= 1),
    county_code {text} NOT NULL REFERENCES county (county_code),
    product_code {text} REFERENCES vaccine_product (product_code), -- NULL = all products
    numerator {int} NOT NULL CHECK (numerator >= 0),
    denominator {int} NOT NULL CHECK (denominator >= 1),
    first_week {text} NOT NULL CHECK (length(first_week) = 8),
    last_week {text} NOT NULL CHECK (length(last_week) = 8), -- always has an end
    repay {int} NOT NULL CHECK (repay IN (0, 1)), -- 1: stays in the account and is paid back
    reference_number {text} NOT NULL,
    decision_maker {text} NOT NULL,
    grounds {text} NOT NULL,
    decided_at {int} NOT NULL,
    decided_by {text} NOT NULL,
    CHECK (last_week >= first_week)
) {table};
{append_only vaccine_key_multiplier multiplier_number}

-- An allocation being prepared: its choices; what they give is computed anew each time it is looked at. May be changed and thrown
-- away.
CREATE TABLE vaccine_allocation_draft (
    allocation_id {text} PRIMARY KEY,
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    week {text} NOT NULL CHECK (length(week) = 8),
    choices {text} NOT NULL,                 -- JSON: source, minimum pack, second doses, caps, refusals
    replaces {text},                         -- the decided allocation that it would change
    created_at {int} NOT NULL,
    created_by {text} NOT NULL,
    changed_at {int} NOT NULL,
    changed_by {text} NOT NULL,
    version {int} NOT NULL CHECK (version >= 1)
) {table};
CREATE INDEX vaccine_allocation_draft_by_week ON vaccine_allocation_draft (week, product_code);

-- A decided allocation, with all that it was computed from. Changed only by a new one that replaces it.
CREATE TABLE vaccine_allocation (
    allocation_id {text} PRIMARY KEY,
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    week {text} NOT NULL CHECK (length(week) = 8),
    booking {int} NOT NULL CHECK (booking >= 1), -- 1, 2 ... of the product in the order of decision: the accounts' order
    source_kind {text} NOT NULL CHECK (source_kind IN ('forecast', 'delivery', 'manual')),
    source_document_id {text} REFERENCES vaccine_document (document_id), -- of a forecast
    source_seq {int},                        -- of the forecast's version
    source_text {text} NOT NULL,             -- the document's source; in words for the others
    source_issued_at {int},
    source_certainty {text} NOT NULL CHECK (source_certainty IN ('', 'firm', 'outlook')),
    known_at {int} NOT NULL,                 -- the figures are as known then
    key_decision_number {int} REFERENCES vaccine_key_decision (decision_number),
    doses_per_vial {int} NOT NULL CHECK (doses_per_vial >= 1), -- the product's on that day
    pack_doses {int} NOT NULL CHECK (pack_doses >= 1),
    source_doses {int} NOT NULL CHECK (source_doses >= 0),
    packs {int} NOT NULL CHECK (packs >= 0),
    surplus_packs {int} NOT NULL CHECK (surplus_packs >= 0), -- not forced on anybody
    usable {int} NOT NULL CHECK (usable IN (0, 1)), -- 0: shown, not shared out
    minimum_one_pack {int} NOT NULL CHECK (minimum_one_pack IN (0, 1)),
    rule {text} NOT NULL,                    -- name and version of the algorithm
    doses_under_key {int} NOT NULL CHECK (doses_under_key >= 0), -- shared out by this very key so far, this one included
    promise_kept {int} NOT NULL CHECK (promise_kept IN (0, 1)), -- no account a whole pack wrong
    input {text} NOT NULL,                   -- canonical text, enough to compute again
    input_sha256 {text} NOT NULL,
    result_sha256 {text} NOT NULL,
    replaces {text} REFERENCES vaccine_allocation (allocation_id),
    reference_number {text} NOT NULL CHECK (length(reference_number) >= 1),
    decision_maker {text} NOT NULL CHECK (length(decision_maker) >= 1),
    grounds {text} NOT NULL CHECK (length(grounds) >= 1),
    drafted_at {int} NOT NULL,
    drafted_by {text} NOT NULL,
    decided_at {int} NOT NULL,
    decided_by {text} NOT NULL
) {table};
CREATE INDEX vaccine_allocation_by_week ON vaccine_allocation (week, product_code);
CREATE INDEX vaccine_allocation_by_booking ON vaccine_allocation (product_code, booking);
CREATE INDEX vaccine_allocation_by_replaced ON vaccine_allocation (replaces);
{append_only vaccine_allocation allocation_id}

CREATE TABLE vaccine_allocation_line (
    allocation_id {text} NOT NULL REFERENCES vaccine_allocation (allocation_id),
    county_code {text} NOT NULL REFERENCES county (county_code),
    weight {int} NOT NULL CHECK (weight >= 0), -- of the key with all multipliers: packs and account follow it
    right_weight {int} NOT NULL CHECK (right_weight >= 0), -- without those to be paid back
    balance_before_udoses {int} NOT NULL,    -- millionths of a dose, positive = owed to the region; what was released included
    released_udoses {int} NOT NULL,          -- an instalment out of what is parked
    parked_before_udoses {int} NOT NULL,     -- owed, but outside the balance until a multiplier has ended
    parked_after_udoses {int} NOT NULL,
    second_packs {int} NOT NULL CHECK (second_packs >= 0), -- second doses, served before the key
    second_short {int} NOT NULL CHECK (second_short >= 0), -- due but not served
    credit_udoses {int} NOT NULL,            -- its share of what follows the key
    waived_udoses {int} NOT NULL,            -- given up at the cap (negative), or got from those who gave up
    rule_packs {int} NOT NULL CHECK (rule_packs >= 0), -- by the rule alone
    key_packs {int} NOT NULL CHECK (key_packs >= 0), -- after cap and minimum
    advance_packs {int} NOT NULL CHECK (advance_packs >= 0), -- of these in advance, for the minimum
    minimum_refused {int} NOT NULL CHECK (minimum_refused IN (0, 1)), -- it would have broken the promise
    packs {int} NOT NULL CHECK (packs >= 0), -- second_packs + key_packs
    cap_packs {int},                         -- capacity or refusal; NULL = none
    cap_mode {text} NOT NULL CHECK (cap_mode IN ('', 'defer', 'forgo')),
    cap_reason {text} NOT NULL,
    balance_after_udoses {int} NOT NULL,
    imbalance {text} NOT NULL CHECK (imbalance IN ('kept', 'over_cap', 'carried', 'key_changed')), -- why a whole pack off
    largest_remainder_packs {int} NOT NULL,  -- comparisons: through the account, without rule R*'s guard
    webster_packs {int} NOT NULL,
    weekly_packs {int} NOT NULL,             -- rounded for itself each week
    PRIMARY KEY (allocation_id, county_code),
    CHECK (packs = second_packs + key_packs)
) {table};
{append_only vaccine_allocation_line allocation_id county_code}

-- The account of a region and product, public to all regions: what it was due and what it got. What a multiplier that is to be paid
-- back moves is parked, outside the balance, until it has ended. Balances and parked accounts of all regions sum to zero each after
-- every group of entries.
CREATE TABLE vaccine_account_entry (
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    county_code {text} NOT NULL REFERENCES county (county_code),
    entry_number {int} NOT NULL CHECK (entry_number >= 1),
    kind {text} NOT NULL CHECK (kind IN ('opening', 'allocation', 'forgone', 'multiplier', 'reversal')),
    week {text} NOT NULL CHECK (length(week) = 8),
    allocation_id {text} REFERENCES vaccine_allocation (allocation_id),
    right_udoses {int} NOT NULL,             -- millionths of a dose, into the balance
    parked_change_udoses {int} NOT NULL,     -- into what is parked
    packs {int} NOT NULL,                    -- negative only in a reversal, which names what it reverses
    pack_doses {int} NOT NULL CHECK (pack_doses >= 1),
    balance_udoses {int} NOT NULL,           -- after the entry
    parked_udoses {int} NOT NULL,            -- after the entry
    note {text} NOT NULL,                    -- reference number of the decision that makes the entry
    entered_at {int} NOT NULL,
    entered_by {text} NOT NULL,
    PRIMARY KEY (product_code, county_code, entry_number),
    CHECK (packs >= 0 OR kind = 'reversal'),
    CHECK (kind <> 'reversal' OR allocation_id IS NOT NULL)
) {table};
CREATE INDEX vaccine_account_entry_by_allocation ON vaccine_account_entry (allocation_id);
{append_only vaccine_account_entry product_code county_code entry_number}

-- A region's week of one product, in doses. A correction is a new revision with its reason. NULL = not stated.
CREATE TABLE vaccine_region_week (
    county_code {text} NOT NULL REFERENCES county (county_code),
    week {text} NOT NULL CHECK (length(week) = 8),
    product_code {text} NOT NULL REFERENCES vaccine_product (product_code),
    revision {int} NOT NULL CHECK (revision >= 1),
    given_doses {int} CHECK (given_doses >= 0),
    first_doses {int} CHECK (first_doses >= 0), -- of those given, to persons without an earlier dose
    discarded_doses {int} CHECK (discarded_doses >= 0),
    moved_out_doses {int} CHECK (moved_out_doses >= 0),
    moved_in_doses {int} CHECK (moved_in_doses >= 0),
    stock_doses {int} CHECK (stock_doses >= 0), -- at the end of the week, unusable ones included
    unusable_doses {int} CHECK (unusable_doses >= 0), -- cannot be given under the present recommendation
    reason {text} NOT NULL,                  -- of a correction
    reported_at {int} NOT NULL,
    reported_by {text} NOT NULL,
    PRIMARY KEY (county_code, week, product_code, revision)
) {table};
CREATE INDEX vaccine_region_week_by_week ON vaccine_region_week (week, county_code);
{append_only vaccine_region_week county_code week product_code revision}

-- How many doses a region can give in a week, by type of provider. A change is a new revision.
CREATE TABLE vaccine_capacity (
    county_code {text} NOT NULL REFERENCES county (county_code),
    week {text} NOT NULL CHECK (length(week) = 8),
    provider_type {text} NOT NULL CHECK (provider_type IN ('hospital', 'primary_care', 'mass_site', 'mobile', 'occupational', 'other')),
    revision {int} NOT NULL CHECK (revision >= 1),
    doses_per_week {int} CHECK (doses_per_week >= 0), -- NULL = taken back: the provider has no figure any more
    comment {text} NOT NULL,
    reported_at {int} NOT NULL,
    reported_by {text} NOT NULL,
    PRIMARY KEY (county_code, week, provider_type, revision)
) {table};
CREATE INDEX vaccine_capacity_by_week ON vaccine_capacity (week, county_code);
{append_only vaccine_capacity county_code week provider_type revision}

-- The vaccination goal, in versions: everybody in an age band offered their doses by a date.
CREATE TABLE vaccine_goal (
    goal_number {int} PRIMARY KEY CHECK (goal_number >= 1),
    goal_date {text} NOT NULL CHECK (length(goal_date) = 10),
    population_date {text} NOT NULL CHECK (length(population_date) = 10),
    age_from {int} NOT NULL,
    age_to {int} NOT NULL,                   -- inclusive; 999 = and older
    doses_per_person {int} NOT NULL CHECK (doses_per_person >= 1),
    one_dose_persons {int} NOT NULL CHECK (one_dose_persons >= 0), -- get a product of one dose
    coverage_permille {int} NOT NULL CHECK (coverage_permille BETWEEN 0 AND 1000), -- who accept
    source {text} NOT NULL,
    issued_at {int} NOT NULL,
    known_at {int} NOT NULL CHECK (known_at >= issued_at),
    entered_at {int} NOT NULL,
    entered_by {text} NOT NULL
) {table};
{append_only vaccine_goal goal_number}
