-- The key directory: every public key that an account ever had, append-only, in one chain over all of them (crdt/keys/directory-layout.ts has the
-- layouts). hash(n) = SHA-256(hash(n-1), n, tag, digest); the database makes tags and digests from the columns itself, so that a row and
-- its place in the chain cannot say different things.

CREATE TABLE directory (
  seq bigint PRIMARY KEY CHECK (seq > 0),
  account uuid NOT NULL REFERENCES accounts,
  kind text NOT NULL CHECK (kind IN ('made', 'reset', 'rotated', 'before')),
  sign_public bytea NOT NULL CHECK (length(sign_public) = 32),
  box_public bytea NOT NULL CHECK (length(box_public) = 32),
  -- Chain hash of the account's entry before this one, or zeros.
  previous bytea NOT NULL CHECK (length(previous) = 32),
  at timestamptz(3) NOT NULL,
  -- By the key that the entry names; and, where the keys were rotated, by the one before.
  self_signature bytea CHECK (length(self_signature) = 64),
  old_signature bytea CHECK (length(old_signature) = 64),
  tag bytea NOT NULL CHECK (length(tag) = 32),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  hash bytea NOT NULL CHECK (length(hash) = 32),
  CHECK ((kind = 'before') = (self_signature IS NULL)),
  CHECK ((kind = 'rotated') = (old_signature IS NOT NULL))
);
CREATE INDEX directory_account ON directory (account, seq);

-- Says that the directory had this hash at this seq; signed with the server's Ed25519 key.
CREATE TABLE directory_checkpoints (
  seq bigint PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  signature bytea NOT NULL CHECK (length(signature) = 64)
);

-- One byte of length before it, as crdt/crypto/label.ts.
CREATE FUNCTION holdspace_label(purpose text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
  AS $$ SELECT set_byte('\x00'::bytea, 0, length('holdspace/v1/' || purpose)) || convert_to('holdspace/v1/' || purpose, 'UTF8') $$;

-- Appends, whatever the kind: for this migration and for the function below it.
CREATE FUNCTION holdspace_directory_append(of uuid, what text, sign bytea, box bytea, made timestamptz, prior bytea, self bytea, old bytea)
RETURNS TABLE (new_seq bigint, new_hash bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  zeros bytea := decode(repeat('00', 32), 'hex');
  no_signature bytea := decode(repeat('00', 64), 'hex');
  own bytea;
  last_hash bytea;
  new_tag bytea := sha256(holdspace_label('hash/directory-account') || uuid_send(of));
  new_digest bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(4801, 2);
  SELECT d.hash INTO own FROM directory d WHERE d.account = of ORDER BY d.seq DESC LIMIT 1;
  -- The new key signed what it saw: somebody else was first.
  IF prior <> coalesce(own, zeros) OR (own IS NULL) <> (what IN ('made', 'before')) THEN RETURN; END IF;
  SELECT d.seq, d.hash INTO new_seq, last_hash FROM directory d ORDER BY d.seq DESC LIMIT 1;
  new_seq := coalesce(new_seq, 0) + 1;
  new_digest := sha256(holdspace_label('hash/directory-entry') || uuid_send(of)
    || decode(CASE what WHEN 'made' THEN '01' WHEN 'reset' THEN '02' WHEN 'rotated' THEN '03' WHEN 'before' THEN '04' END, 'hex')
    || sign || box || prior || int8send((extract(epoch FROM made::timestamptz(3)) * 1000)::bigint)
    || coalesce(self, no_signature) || coalesce(old, no_signature));
  new_hash := sha256(coalesce(last_hash, zeros) || int8send(new_seq) || new_tag || new_digest);
  INSERT INTO directory VALUES (new_seq, of, what, sign, box, prior, made, self, old, new_tag, new_digest, new_hash);
  RETURN NEXT;
END $$;
REVOKE ALL ON FUNCTION holdspace_directory_append FROM PUBLIC;

-- The only way in for the application; no row when the account's keys changed meanwhile. No entry may pretend to be from before the directory.
CREATE FUNCTION holdspace_directory(of uuid, what text, sign bytea, box bytea, made timestamptz, prior bytea, self bytea, old bytea)
RETURNS TABLE (new_seq bigint, new_hash bytea) LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF what NOT IN ('made', 'reset', 'rotated') THEN
    RAISE EXCEPTION 'no entry of the directory is made as %', what USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY SELECT * FROM holdspace_directory_append(of, what, sign, box, made, prior, self, old);
END $$;
REVOKE ALL ON FUNCTION holdspace_directory FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holdspace_directory TO holdspace_app;

-- The accounts that were there before.
DO $$
DECLARE a record;
BEGIN
  FOR a IN SELECT * FROM accounts ORDER BY created_at, id LOOP
    PERFORM holdspace_directory_append(a.id, 'before', a.sign_public, a.box_public, now(), decode(repeat('00', 32), 'hex'), NULL, NULL);
  END LOOP;
END $$;

-- Nobody gets other keys without an entry, and no entry stands without the account having its keys: asked when a transaction ends, whoever wrote.
CREATE FUNCTION holdspace_keys_listed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE whose uuid;
BEGIN
  IF TG_TABLE_NAME = 'accounts' THEN whose := NEW.id; ELSE whose := NEW.account; END IF;
  IF NOT EXISTS (
    SELECT 1 FROM accounts a
    JOIN (SELECT d.sign_public, d.box_public FROM directory d WHERE d.account = whose ORDER BY d.seq DESC LIMIT 1) listed
      ON listed.sign_public = a.sign_public AND listed.box_public = a.box_public
    WHERE a.id = whose
  ) THEN
    RAISE EXCEPTION 'the directory does not list the keys of account %', whose USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER keys_listed AFTER INSERT OR UPDATE OF sign_public, box_public ON accounts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION holdspace_keys_listed();
CREATE CONSTRAINT TRIGGER keys_listed AFTER INSERT ON directory
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION holdspace_keys_listed();

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['directory', 'directory_checkpoints'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', name);
  END LOOP;
END $$;

ALTER TABLE directory ENABLE ROW LEVEL SECURITY;
ALTER TABLE directory FORCE ROW LEVEL SECURITY;
GRANT SELECT ON directory TO holdspace_app;
GRANT SELECT, INSERT ON directory_checkpoints TO holdspace_app;
-- An account sees its own history; the server, once it knows who may ask, that of others.
CREATE POLICY directory_read ON directory FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:directory');
-- The functions above run as the owner, who need not be a superuser.
CREATE POLICY directory_owner ON directory TO CURRENT_USER USING (true) WITH CHECK (true);
