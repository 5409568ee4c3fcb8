-- The derived rows of a report become one row: a report is written and read as a whole, and fifteen rows of sixteen columns
-- were the largest part of its transaction. They are computed anew from the reports (src/store/status_anew.h).
DROP TABLE ppe_status;

-- Derived, kept current in the write transaction, can be recomputed from the reports: what the overview and the engine read.
CREATE TABLE ppe_status (
    municipality_code {text} NOT NULL,
    week {text} NOT NULL,
    reported_at {int} NOT NULL,              -- unix seconds: when the figures were true; a correction keeps the time of
                                             -- what it corrects
    articles {text} NOT NULL,                -- a line for each article: src/store/status_rows.h
    PRIMARY KEY (municipality_code, week)
) {table};
