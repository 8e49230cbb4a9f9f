-- What Holdspace keeps. Run by migrate.ts as the owner, in one transaction; the roles exist by then (roles.ts):
--   holdspace_app  what requests do; every transaction names its actor, row-level security decides what it sees
--   holdspace_log  the group committer: appends updates and snapshots, reads everything of them but the sealed bytes
-- Both may not UPDATE, DELETE or TRUNCATE what is append-only; triggers forbid it to everyone else, the owner included.

GRANT USAGE ON SCHEMA public TO holdspace_app, holdspace_log;

-- Who asks: 'account:UUID', 'member:UUID' or 'system:NAME'; set by connect.ts for one transaction. Unset: nobody.
CREATE FUNCTION holdspace_actor() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('holdspace.actor', true), '') $$;
CREATE FUNCTION holdspace_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN holdspace_actor() LIKE 'account:%' THEN substr(holdspace_actor(), 9)::uuid END $$;
CREATE FUNCTION holdspace_member() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN holdspace_actor() LIKE 'member:%' THEN substr(holdspace_actor(), 8)::uuid END $$;

CREATE FUNCTION holdspace_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;

-- The practice itself: one row once its first admin exists.
CREATE TABLE practice (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  set_up_at timestamptz(3) NOT NULL
);

CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  email_sealed bytea NOT NULL,
  email_lookup bytea NOT NULL UNIQUE,
  roles text[] NOT NULL,
  opaque_record text NOT NULL,
  sign_public bytea NOT NULL CHECK (length(sign_public) = 32),
  box_public bytea NOT NULL CHECK (length(box_public) = 32),
  wrapped_keyring bytea NOT NULL,
  created_at timestamptz(3) NOT NULL
);

CREATE TABLE account_invites (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  email_lookup bytea NOT NULL,
  roles text[] NOT NULL,
  invited_by uuid NOT NULL REFERENCES accounts,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  claimed_by uuid REFERENCES accounts
);

-- `owner` stands in every table of a room, so that a policy never has to look into another table that looks back.
CREATE TABLE rooms (
  id uuid PRIMARY KEY,
  owner uuid NOT NULL REFERENCES accounts,
  host uuid NOT NULL,
  sealed_title bytea NOT NULL,
  epoch bigint NOT NULL DEFAULT 1 CHECK (epoch BETWEEN 1 AND 4294967295),
  status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'ended')),
  created_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CHECK ((status = 'ended') = (ended_at IS NOT NULL))
);
CREATE INDEX rooms_owner ON rooms (owner);

CREATE TABLE invites (
  id uuid PRIMARY KEY,
  room uuid NOT NULL REFERENCES rooms,
  owner uuid NOT NULL,
  proof_hash bytea NOT NULL CHECK (length(proof_hash) = 32),
  sealed_secret bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  claimed_by uuid,
  revoked_at timestamptz(3)
);
CREATE INDEX invites_room ON invites (room);

CREATE TABLE members (
  id uuid PRIMARY KEY,
  room uuid NOT NULL REFERENCES rooms,
  owner uuid NOT NULL,
  account uuid REFERENCES accounts,
  invite uuid REFERENCES invites,
  role text NOT NULL CHECK (role IN ('therapist', 'participant')),
  state text NOT NULL CHECK (state IN ('waiting', 'admitted', 'refused')),
  sign_public bytea NOT NULL CHECK (length(sign_public) = 32),
  box_public bytea NOT NULL CHECK (length(box_public) = 32),
  statement bytea,
  signature bytea,
  admission bytea,
  sealed_name bytea,
  mac bytea,
  since timestamptz(3) NOT NULL,
  CHECK ((account IS NULL) <> (invite IS NULL)),
  CHECK (state <> 'admitted' OR (statement IS NOT NULL AND signature IS NOT NULL))
);
CREATE INDEX members_room ON members (room);

CREATE TABLE grants (
  room uuid NOT NULL REFERENCES rooms,
  epoch bigint NOT NULL,
  reader uuid NOT NULL REFERENCES members,
  owner uuid NOT NULL,
  -- The reader's account; null for a guest.
  account uuid,
  granter uuid NOT NULL,
  sealed bytea NOT NULL CHECK (length(sealed) = 80),
  signature bytea NOT NULL CHECK (length(signature) = 64),
  granted_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  PRIMARY KEY (reader, epoch)
);
CREATE INDEX grants_room ON grants (room);
CREATE INDEX grants_account ON grants (account) WHERE account IS NOT NULL;

CREATE TABLE sign_ins (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  account uuid REFERENCES accounts,
  member uuid REFERENCES members,
  room uuid REFERENCES rooms,
  ip_sealed bytea,
  agent_sealed bytea,
  created_at timestamptz(3) NOT NULL,
  seen_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  CHECK ((account IS NULL) = (member IS NOT NULL AND room IS NOT NULL))
);
CREATE INDEX sign_ins_room ON sign_ins (room) WHERE room IS NOT NULL;
CREATE INDEX sign_ins_expires ON sign_ins (expires_at);

-- Who was in a room when; `seen_at` is the last time the server knew it, for when it dies without a word.
CREATE TABLE visits (
  id uuid PRIMARY KEY,
  room uuid NOT NULL REFERENCES rooms,
  member uuid NOT NULL REFERENCES members,
  from_at timestamptz(3) NOT NULL,
  seen_at timestamptz(3) NOT NULL,
  to_at timestamptz(3)
);
CREATE INDEX visits_room ON visits (room);
CREATE INDEX visits_open ON visits (seen_at) WHERE to_at IS NULL;

-- The sealed log. No foreign keys: rooms are never deleted, and a look-up for each row would double what an append costs.
CREATE TABLE updates (
  room uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  counter bigint NOT NULL CHECK (counter > 0),
  at timestamptz(3) NOT NULL DEFAULT now(),
  size int NOT NULL,
  doc smallint NOT NULL,
  -- Member id (16) and device (8).
  sender bytea NOT NULL,
  digest bytea NOT NULL,
  head bytea NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (room, doc, seq),
  CONSTRAINT updates_sender UNIQUE (room, doc, sender, counter)
);
-- Ciphertext does not compress; do not try.
ALTER TABLE updates ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- All snapshots are kept. `replaces` being unique is the compare-and-swap: of two writers who saw the same newest one, one fails.
CREATE TABLE snapshots (
  room uuid NOT NULL,
  seq bigint NOT NULL CHECK (seq > 0),
  replaces bigint NOT NULL CHECK (replaces >= 0 AND replaces < seq),
  at timestamptz(3) NOT NULL DEFAULT now(),
  size int NOT NULL,
  doc smallint NOT NULL,
  sender bytea NOT NULL,
  head bytea NOT NULL CHECK (length(head) = 32),
  sealed bytea NOT NULL,
  PRIMARY KEY (room, doc, seq),
  CONSTRAINT snapshots_replaces UNIQUE (room, doc, replaces)
);
ALTER TABLE snapshots ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- The audit log: hash(n) = SHA-256(hash(n-1), n, body), body as audit.ts encodes the other columns. Never content.
CREATE TABLE audit (
  seq bigint PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  outcome text NOT NULL,
  ip_sealed bytea,
  hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- Says that the audit log had this hash at this seq; signed with the server's Ed25519 key.
CREATE TABLE audit_checkpoints (
  seq bigint PRIMARY KEY,
  at timestamptz(3) NOT NULL,
  hash bytea NOT NULL,
  signature bytea NOT NULL CHECK (length(signature) = 64)
);

-- The only way in. The lock orders the writers until each has committed, so that the chain has no gaps and no forks.
CREATE FUNCTION holdspace_audit(ats timestamptz[], actors text[], actions text[], subjects text[], outcomes text[], ips bytea[], bodies bytea[])
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last_seq bigint;
  last_hash bytea;
BEGIN
  PERFORM pg_advisory_xact_lock(4801, 1);
  SELECT seq, hash INTO last_seq, last_hash FROM audit ORDER BY seq DESC LIMIT 1;
  last_seq := coalesce(last_seq, 0);
  last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  FOR i IN 1 .. array_length(actions, 1) LOOP
    last_seq := last_seq + 1;
    last_hash := sha256(last_hash || int8send(last_seq) || bodies[i]);
    INSERT INTO audit VALUES (last_seq, ats[i], actors[i], actions[i], subjects[i], outcomes[i], ips[i], last_hash);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION holdspace_audit FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holdspace_audit TO holdspace_app;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['updates', 'snapshots', 'audit', 'audit_checkpoints'] LOOP
    EXECUTE format('CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', name);
  END LOOP;
  FOREACH name IN ARRAY ARRAY['rooms', 'invites', 'members', 'grants', 'updates', 'snapshots'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON practice, accounts TO holdspace_app;
GRANT SELECT, INSERT, UPDATE ON account_invites, visits, rooms, invites, members, grants TO holdspace_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_ins TO holdspace_app;
GRANT SELECT ON updates, snapshots, audit TO holdspace_app;
GRANT SELECT, INSERT ON audit_checkpoints TO holdspace_app;

GRANT INSERT ON updates, snapshots TO holdspace_log;
GRANT SELECT (room, doc, seq, sender, counter, at, size, digest, head) ON updates TO holdspace_log;
GRANT SELECT (room, doc, seq, replaces, sender, at, size, head) ON snapshots TO holdspace_log;

-- A grant is what makes visible; the actor sees those made to them, and the room's owner those made in the room.
CREATE POLICY grants_read ON grants FOR SELECT TO holdspace_app
  USING (reader = (SELECT holdspace_member()) OR account = (SELECT holdspace_account()) OR owner = (SELECT holdspace_account()));
CREATE POLICY grants_add ON grants FOR INSERT TO holdspace_app WITH CHECK (owner = (SELECT holdspace_account()));
CREATE POLICY grants_revoke ON grants FOR UPDATE TO holdspace_app USING (owner = (SELECT holdspace_account()));

CREATE POLICY rooms_read ON rooms FOR SELECT TO holdspace_app USING (
  owner = (SELECT holdspace_account())
  OR id IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL)
  OR (SELECT holdspace_actor()) IN ('system:admin', 'system:claim'));
CREATE POLICY rooms_add ON rooms FOR INSERT TO holdspace_app WITH CHECK (owner = (SELECT holdspace_account()));
CREATE POLICY rooms_end ON rooms FOR UPDATE TO holdspace_app USING (owner = (SELECT holdspace_account()));

CREATE POLICY members_read ON members FOR SELECT TO holdspace_app USING (
  owner = (SELECT holdspace_account()) OR id = (SELECT holdspace_member())
  OR room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL)
  OR (SELECT holdspace_actor()) IN ('system:admin', 'system:claim'));
CREATE POLICY members_add ON members FOR INSERT TO holdspace_app
  WITH CHECK (owner = (SELECT holdspace_account()) OR ((SELECT holdspace_actor()) = 'system:claim' AND state = 'waiting' AND account IS NULL));
CREATE POLICY members_decide ON members FOR UPDATE TO holdspace_app USING (owner = (SELECT holdspace_account()));

CREATE POLICY invites_read ON invites FOR SELECT TO holdspace_app
  USING (owner = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:claim');
CREATE POLICY invites_add ON invites FOR INSERT TO holdspace_app WITH CHECK (owner = (SELECT holdspace_account()));
CREATE POLICY invites_change ON invites FOR UPDATE TO holdspace_app
  USING (owner = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:claim');

-- Content: only whom a standing grant names. The owner of a room is a reader by their own grant, not by owning it.
CREATE POLICY updates_read ON updates FOR SELECT TO holdspace_app USING (room IN (
  SELECT g.room FROM grants g WHERE g.revoked_at IS NULL
    AND (g.reader = (SELECT holdspace_member()) OR g.account = (SELECT holdspace_account()))));
CREATE POLICY snapshots_read ON snapshots FOR SELECT TO holdspace_app USING (room IN (
  SELECT g.room FROM grants g WHERE g.revoked_at IS NULL
    AND (g.reader = (SELECT holdspace_member()) OR g.account = (SELECT holdspace_account()))));
CREATE POLICY updates_log ON updates TO holdspace_log USING (true) WITH CHECK (true);
CREATE POLICY snapshots_log ON snapshots TO holdspace_log USING (true) WITH CHECK (true);
