-- Sealed records (crdt/keys/record-layout.ts): one row for each thing, a chain of versions that nobody changes, and grants of its key. What a
-- version says of itself stands in its signed statement; the database holds it to the row, to the version before and to the sealed bytes,
-- whoever writes. The server opens nothing.
CREATE TABLE records (
  id uuid PRIMARY KEY,
  kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 255),
  owner uuid NOT NULL REFERENCES accounts,
  -- The patient's record that it is about, and the record that it belongs to.
  subject uuid REFERENCES records,
  parent uuid REFERENCES records,
  -- The newest version, 0 before there is one, and its digest.
  version integer NOT NULL CHECK (version >= 0),
  head bytea NOT NULL CHECK (length(head) = 32),
  -- Signed: nothing follows.
  closed boolean NOT NULL,
  created_at timestamptz(3) NOT NULL,
  changed_at timestamptz(3) NOT NULL,
  deleted_at timestamptz(3),
  UNIQUE (id, owner)
);
CREATE INDEX records_list ON records (owner, kind, created_at, id);
CREATE INDEX records_subject ON records (subject, created_at, id) WHERE subject IS NOT NULL;

CREATE TABLE record_versions (
  record uuid NOT NULL,
  version integer NOT NULL,
  owner uuid NOT NULL,
  author uuid NOT NULL REFERENCES accounts,
  statement bytea NOT NULL CHECK (length(statement) = 150),
  signature bytea NOT NULL CHECK (length(signature) = 64),
  sealed bytea NOT NULL CHECK (length(sealed) BETWEEN 1 AND 262144),
  made_at timestamptz(3) NOT NULL,
  PRIMARY KEY (record, version),
  FOREIGN KEY (record, owner) REFERENCES records (id, owner)
);

CREATE TABLE record_grants (
  record uuid NOT NULL,
  reader uuid NOT NULL REFERENCES accounts,
  owner uuid NOT NULL,
  granter uuid NOT NULL REFERENCES accounts,
  sealed bytea NOT NULL CHECK (length(sealed) = 80),
  signature bytea NOT NULL CHECK (length(signature) = 64),
  granted_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  PRIMARY KEY (record, reader, granted_at),
  FOREIGN KEY (record, owner) REFERENCES records (id, owner)
);
CREATE UNIQUE INDEX record_grants_standing ON record_grants (record, reader) WHERE revoked_at IS NULL;
CREATE INDEX record_grants_reader ON record_grants (reader) WHERE revoked_at IS NULL;

-- What a record is about and belongs to is of the same owner; an addendum follows a signed note.
CREATE FUNCTION holdspace_record_begins() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.version <> 0 OR NEW.closed OR NEW.deleted_at IS NOT NULL OR NEW.head <> decode(repeat('00', 32), 'hex')
    OR (NEW.subject IS NOT NULL AND NOT EXISTS (SELECT 1 FROM records r WHERE r.id = NEW.subject AND r.owner = NEW.owner AND r.kind = 1))
    OR (NEW.parent IS NOT NULL AND NOT EXISTS
      (SELECT 1 FROM records r WHERE r.id = NEW.parent AND r.owner = NEW.owner AND r.subject IS NOT DISTINCT FROM NEW.subject AND (r.closed OR NEW.kind <> 4)))
  THEN RAISE EXCEPTION 'no record begins like this' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_begins BEFORE INSERT ON records FOR EACH ROW EXECUTE FUNCTION holdspace_record_begins();

-- A record without a version is none: asked when the transaction ends.
CREATE FUNCTION holdspace_record_begun() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM records r WHERE r.id = NEW.id AND r.version > 0) THEN
    RAISE EXCEPTION 'a record has a version' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER record_begun AFTER INSERT ON records DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION holdspace_record_begun();

CREATE FUNCTION holdspace_record_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  r records%ROWTYPE;
  s bytea := NEW.statement;
  nobody bytea := decode(repeat('00', 16), 'hex');
BEGIN
  SELECT * INTO r FROM records WHERE id = NEW.record FOR UPDATE;
  IF NOT FOUND OR r.closed OR r.deleted_at IS NOT NULL OR NEW.version <> r.version + 1
    OR s <> uuid_send(r.id) || set_byte('\x00'::bytea, 0, r.kind) || uuid_send(r.owner) || coalesce(uuid_send(r.subject), nobody)
      || coalesce(uuid_send(r.parent), nobody) || int4send(NEW.version) || set_byte('\x00'::bytea, 0, get_byte(s, 69) % 2)
      || uuid_send(NEW.author) || r.head || sha256(NEW.sealed)
  THEN RAISE EXCEPTION 'the version does not follow' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  UPDATE records SET version = NEW.version, closed = get_byte(s, 69) = 1, changed_at = NEW.made_at,
    head = sha256(holdspace_label('hash/record-version') || s || NEW.signature) WHERE id = NEW.record;
  RETURN NEW;
END $$;
CREATE TRIGGER record_version BEFORE INSERT ON record_versions FOR EACH ROW EXECUTE FUNCTION holdspace_record_version();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON record_versions FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only();
ALTER TABLE record_versions ENABLE ALWAYS TRIGGER append_only;

-- A grant stands until it is revoked, and nothing else of it changes.
CREATE FUNCTION holdspace_record_grant_ends() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.revoked_at IS NOT NULL OR NEW.revoked_at IS NULL THEN
    RAISE EXCEPTION 'a grant is revoked once' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER record_grant_ends BEFORE UPDATE ON record_grants FOR EACH ROW EXECUTE FUNCTION holdspace_record_grant_ends();

GRANT SELECT, INSERT ON records, record_versions, record_grants TO holdspace_app;
GRANT UPDATE (deleted_at) ON records TO holdspace_app;
GRANT UPDATE (revoked_at) ON record_grants TO holdspace_app;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['records', 'record_versions', 'record_grants'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    -- The functions above act as the owner, who need be no superuser.
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR INSERT TO holdspace_app WITH CHECK (owner = (SELECT holdspace_account()))', name || '_add', name);
  END LOOP;
END $$;
CREATE POLICY records_read ON records FOR SELECT TO holdspace_app USING (owner = (SELECT holdspace_account())
  OR id IN (SELECT g.record FROM record_grants g WHERE g.reader = (SELECT holdspace_account()) AND g.revoked_at IS NULL));
CREATE POLICY records_mark ON records FOR UPDATE TO holdspace_app USING (owner = (SELECT holdspace_account()));
CREATE POLICY record_versions_read ON record_versions FOR SELECT TO holdspace_app USING (owner = (SELECT holdspace_account())
  OR record IN (SELECT g.record FROM record_grants g WHERE g.reader = (SELECT holdspace_account()) AND g.revoked_at IS NULL));
CREATE POLICY record_grants_read ON record_grants FOR SELECT TO holdspace_app
  USING (owner = (SELECT holdspace_account()) OR reader = (SELECT holdspace_account()));
CREATE POLICY record_grants_end ON record_grants FOR UPDATE TO holdspace_app
  USING (owner = (SELECT holdspace_account()) AND revoked_at IS NULL) WITH CHECK (owner = (SELECT holdspace_account()));
