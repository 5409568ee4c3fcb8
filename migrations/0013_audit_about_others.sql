-- Most rows of the trail are of organisations that write about themselves: those are found by the organisation's index, and only
-- the others get an entry in one by area, which cost each report one more page to write.
DROP INDEX audit_by_area;
CREATE INDEX audit_about_others ON audit (area_code, audit_id) WHERE area_code <> organisation_code;
