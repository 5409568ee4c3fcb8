-- How many writes there have been that may change an answer about vaccine: the sum says which state an answer shows. Several rows,
-- so that two writers on PostgreSQL seldom want the same one.
CREATE TABLE vaccine_change (
    slot {int} PRIMARY KEY,                  -- any number: a writer takes one at random
    changes {int} NOT NULL                   -- writes
) {table};
