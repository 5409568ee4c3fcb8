-- Places and people: facts from public registers, loaded from migrations/reference (sources and dates there).
-- Codes are SCB's, as text with leading zeros. '00' is the whole of Sweden.

-- The 21 counties; each is also a region (the health authority) with the same code.
CREATE TABLE county (
    county_code {text} PRIMARY KEY CHECK (length(county_code) = 2),
    letter {text} NOT NULL,
    iso_code {text} NOT NULL,                -- ISO 3166-2
    nuts3_code {text} NOT NULL,
    name {text} NOT NULL,                    -- "Västernorrlands län"
    region_name {text} NOT NULL,             -- the regional authority
    board_name {text} NOT NULL,              -- länsstyrelsen
    seat_name {text} NOT NULL,
    publisher_name {text} NOT NULL           -- the short name in Folkhälsomyndigheten's tables
) {table};

-- The 290 municipalities.
CREATE TABLE municipality (
    municipality_code {text} PRIMARY KEY CHECK (length(municipality_code) = 4),
    name {text} NOT NULL,                    -- "Sundsvall"
    official_name {text} NOT NULL,           -- "Sundsvalls kommun"
    county_code {text} NOT NULL REFERENCES county (county_code),
    seat_name {text} NOT NULL,
    seat_latitude_udeg {int} NOT NULL,       -- WGS 84, millionths of a degree
    seat_longitude_udeg {int} NOT NULL
) {table};
CREATE INDEX municipality_by_county ON municipality (county_code, municipality_code);

-- Which municipality borders which on land, both directions.
CREATE TABLE municipality_neighbour (
    municipality_code {text} NOT NULL REFERENCES municipality (municipality_code),
    neighbour_code {text} NOT NULL REFERENCES municipality (municipality_code),
    PRIMARY KEY (municipality_code, neighbour_code)
) {table};

-- Persons registered by age band at a date. area_code is a municipality's or a county's code, or '00'.
CREATE TABLE population (
    area_code {text} NOT NULL,
    at_date {text} NOT NULL,                 -- YYYY-MM-DD
    age_from {int} NOT NULL,                 -- years
    age_to {int} NOT NULL,                   -- inclusive; 999 = and older
    persons {int} NOT NULL CHECK (persons >= 0),
    PRIMARY KEY (area_code, at_date, age_from, age_to)
) {table};

-- Which version of each reference file is loaded, so that a newer program brings it up to date.
CREATE TABLE reference_load (
    file_name {text} PRIMARY KEY,
    sha256 {text} NOT NULL,
    loaded_at {int} NOT NULL                 -- unix seconds
) {table};
