-- Control in the room: epochs that turn, who may write in the current one, members who were sent back or removed.

-- 'waiting' with a statement: sent back to the waiting room. 'removed': was in, and is not any more.
ALTER TABLE members DROP CONSTRAINT members_role_check, DROP CONSTRAINT members_state_check;
ALTER TABLE members
  ADD CONSTRAINT members_role_check CHECK (role IN ('therapist', 'participant', 'co-therapist', 'observer')),
  ADD CONSTRAINT members_state_check CHECK (state IN ('waiting', 'admitted', 'refused', 'removed')),
  ADD CONSTRAINT members_removed_check CHECK (state <> 'removed' OR statement IS NOT NULL);

-- The host's signed statements (crdt/keys/epoch-layout.ts), from epoch 2. They hold no names and no key that the server could open.
CREATE TABLE epochs (
  room uuid NOT NULL REFERENCES rooms,
  epoch bigint NOT NULL CHECK (epoch BETWEEN 2 AND 4294967295),
  owner uuid NOT NULL,
  statement bytea NOT NULL CHECK (length(statement) BETWEEN 260 AND 1520),
  signature bytea NOT NULL CHECK (length(signature) = 64),
  made_at timestamptz(3) NOT NULL,
  PRIMARY KEY (room, epoch)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON epochs FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only();
ALTER TABLE epochs ENABLE ALWAYS TRIGGER append_only;

-- The current epoch of each room, as the log's writer is held to it: who is in it, and what each may. Bits as in crdt/base/rights.ts; those of
-- the docs are the docs' own numbers.
CREATE TABLE writers (
  room uuid NOT NULL REFERENCES rooms,
  member uuid NOT NULL REFERENCES members,
  owner uuid NOT NULL,
  epoch bigint NOT NULL,
  rights smallint NOT NULL CHECK (rights BETWEEN 0 AND 7),
  host boolean NOT NULL,
  PRIMARY KEY (room, member)
);

-- Rooms from before: whoever was let in may do everything in the epoch they are in. An owner who is no superuser sees nothing of its own while row-level security is forced.
ALTER TABLE rooms NO FORCE ROW LEVEL SECURITY;
ALTER TABLE members NO FORCE ROW LEVEL SECURITY;
INSERT INTO writers (room, member, owner, epoch, rights, host)
  SELECT m.room, m.id, m.owner, r.epoch, 7, m.id = r.host FROM members m JOIN rooms r ON r.id = m.room WHERE m.state = 'admitted';
ALTER TABLE rooms FORCE ROW LEVEL SECURITY;
ALTER TABLE members FORCE ROW LEVEL SECURITY;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['epochs', 'writers'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT ON epochs TO holdspace_app;
GRANT SELECT, INSERT, DELETE ON writers TO holdspace_app;
GRANT SELECT (room, member, epoch, rights, host) ON writers TO holdspace_log;

CREATE POLICY epochs_read ON epochs FOR SELECT TO holdspace_app
  USING (owner = (SELECT holdspace_account()) OR room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL));
CREATE POLICY epochs_add ON epochs FOR INSERT TO holdspace_app WITH CHECK (owner = (SELECT holdspace_account()));

CREATE POLICY writers_read ON writers FOR SELECT TO holdspace_app
  USING (owner = (SELECT holdspace_account()) OR member = (SELECT holdspace_member()));
CREATE POLICY writers_add ON writers FOR INSERT TO holdspace_app WITH CHECK (owner = (SELECT holdspace_account()));
CREATE POLICY writers_end ON writers FOR DELETE TO holdspace_app USING (owner = (SELECT holdspace_account()));
CREATE POLICY writers_log ON writers FOR SELECT TO holdspace_log USING (true);

ALTER TABLE updates ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
ALTER TABLE snapshots ADD COLUMN epoch bigint NOT NULL DEFAULT 1;
GRANT SELECT (epoch) ON updates TO holdspace_log;
GRANT SELECT (epoch) ON snapshots TO holdspace_log;

-- The committer cannot keep what the current epoch refuses, whatever the room in memory let through: one look into an index for each row.
DROP POLICY updates_log ON updates;
CREATE POLICY updates_log_read ON updates FOR SELECT TO holdspace_log USING (true);
CREATE POLICY updates_log_add ON updates FOR INSERT TO holdspace_log WITH CHECK (EXISTS (
  SELECT 1 FROM writers w WHERE w.room = updates.room AND w.member = encode(substr(updates.sender, 1, 16), 'hex')::uuid
    AND w.epoch = updates.epoch AND (w.rights & updates.doc) <> 0));
DROP POLICY snapshots_log ON snapshots;
CREATE POLICY snapshots_log_read ON snapshots FOR SELECT TO holdspace_log USING (true);
CREATE POLICY snapshots_log_add ON snapshots FOR INSERT TO holdspace_log WITH CHECK (EXISTS (
  SELECT 1 FROM writers w WHERE w.room = snapshots.room AND w.member = encode(substr(snapshots.sender, 1, 16), 'hex')::uuid
    AND w.epoch = snapshots.epoch AND w.host));

-- A member reads no further than the last epoch that was granted to them.
DROP POLICY updates_read ON updates;
CREATE POLICY updates_read ON updates FOR SELECT TO holdspace_app USING (
  room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL
    AND (g.reader = (SELECT holdspace_member()) OR g.account = (SELECT holdspace_account())))
  AND ((SELECT holdspace_member()) IS NULL
    OR epoch <= (SELECT max(g.epoch) FROM grants g WHERE g.revoked_at IS NULL AND g.reader = (SELECT holdspace_member()))));
DROP POLICY snapshots_read ON snapshots;
CREATE POLICY snapshots_read ON snapshots FOR SELECT TO holdspace_app USING (
  room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL
    AND (g.reader = (SELECT holdspace_member()) OR g.account = (SELECT holdspace_account())))
  AND ((SELECT holdspace_member()) IS NULL
    OR epoch <= (SELECT max(g.epoch) FROM grants g WHERE g.revoked_at IS NULL AND g.reader = (SELECT holdspace_member()))));
