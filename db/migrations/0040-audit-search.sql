-- The whole audit log for auditors, newest first, page by page. Order and cursor are (at, seq): times may be equal, and a moment out of order
-- between two writers. What an act is always stands in the index before the time, since a prefix of it is asked as several words,
-- each read newest first (db/audit-search.ts). Few are refused, so they have an index of their own.
CREATE INDEX audit_time ON audit (at, seq);
CREATE INDEX audit_action ON audit (action, at, seq);
CREATE INDEX audit_actor ON audit (actor, action, at, seq);
CREATE INDEX audit_subject ON audit (subject, action, at, seq);
CREATE INDEX audit_refused ON audit (at, seq) WHERE outcome <> 'ok';
