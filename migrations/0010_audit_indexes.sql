-- Each row of the audit trail cost one more page to write for an index that only the sign-ins of a time are looked up by: it
-- becomes an index of users' rows alone.
DROP INDEX audit_by_object;
CREATE INDEX audit_of_users ON audit (at) WHERE object_type = 'user';
CREATE INDEX audit_of_keys ON audit (object_key) WHERE object_type = 'audit_key'; -- of the keys that checkpoints are signed with
