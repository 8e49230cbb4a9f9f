-- Sharing a record: a copy that was signed shut as it was made, and the picture that belongs to it, granted to another account, on a ground, until an
-- end or until it is revoked. What is written on is never granted to others: who was given a copy learns nothing of what comes after it.
ALTER TABLE record_grants
  -- Why it was given (server/contract/http-sharing.ts); to oneself it needs no ground.
  ADD COLUMN basis smallint CHECK (basis BETWEEN 1 AND 3),
  ADD COLUMN until timestamptz(3) CHECK (until > granted_at);

CREATE FUNCTION holdspace_record_grant_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.granter <> NEW.owner OR NEW.revoked_at IS NOT NULL
    OR (NEW.reader = NEW.owner AND (NEW.basis IS NOT NULL OR NEW.until IS NOT NULL))
    OR (NEW.reader <> NEW.owner AND (NEW.basis IS NULL OR NOT EXISTS
      (SELECT 1 FROM records r WHERE r.id = NEW.record AND r.kind IN (6, 8) AND r.closed AND r.deleted_at IS NULL)))
  THEN RAISE EXCEPTION 'this cannot be granted' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_grant_begins BEFORE INSERT ON record_grants FOR EACH ROW EXECUTE FUNCTION holdspace_record_grant_begins();

-- A copy is of artwork or of a signed progress note: psychotherapy notes are not copied (45 CFR 164.508(a)(2)).
CREATE FUNCTION holdspace_record_copy_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.subject IS NULL OR NOT EXISTS
    (SELECT 1 FROM records r WHERE r.id = NEW.parent AND r.owner = NEW.owner AND (r.kind = 5 OR (r.kind = 2 AND r.closed)))
  THEN RAISE EXCEPTION 'no copy is made of this' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_copy_begins BEFORE INSERT ON records FOR EACH ROW WHEN (NEW.kind = 8) EXECUTE FUNCTION holdspace_record_copy_begins();

CREATE INDEX record_grants_given ON record_grants (owner, granted_at, record, reader) WHERE reader <> owner;
-- Instead of all of a reader's: an owner of thousands holds the keys of each, and is asked for none of them below.
DROP INDEX record_grants_reader;
CREATE INDEX record_grants_shared ON record_grants (reader) WHERE revoked_at IS NULL AND reader <> owner;

-- As before, and no longer than until its end, and not what its owner deleted.
DROP POLICY records_read ON records;
CREATE POLICY records_read ON records FOR SELECT TO holdspace_app USING (owner = (SELECT holdspace_account())
  OR (deleted_at IS NULL AND id IN (SELECT g.record FROM record_grants g WHERE g.reader = (SELECT holdspace_account())
    AND g.reader <> g.owner AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > now()))));
DROP POLICY record_versions_read ON record_versions;
CREATE POLICY record_versions_read ON record_versions FOR SELECT TO holdspace_app USING (owner = (SELECT holdspace_account())
  OR record IN (SELECT g.record FROM record_grants g JOIN records r ON r.id = g.record WHERE g.reader = (SELECT holdspace_account())
    AND g.reader <> g.owner AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > now()) AND r.deleted_at IS NULL));
