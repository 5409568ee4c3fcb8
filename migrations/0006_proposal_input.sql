-- A proposal's input by itself. As a column of the head it was some hundred kB to MB in a clustered row, and each of the thousands of
-- rows that refer to the head had SQLite read all of it to compare the key.
CREATE TABLE proposal_input (
    proposal_id {text} PRIMARY KEY REFERENCES proposal (proposal_id),
    input {text} NOT NULL                    -- canonical JSON of everything the computation read
) {table};
INSERT INTO proposal_input (proposal_id, input) SELECT proposal_id, input FROM proposal;
ALTER TABLE proposal DROP COLUMN input;
