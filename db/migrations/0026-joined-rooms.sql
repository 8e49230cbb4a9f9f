-- Members who came by an invite with their account's keys.

DO $$
DECLARE name text;
BEGIN
  FOR name IN SELECT conname FROM pg_constraint
    WHERE conrelid = 'members'::regclass AND pg_get_constraintdef(oid) LIKE '%account IS NULL) <> (invite IS NULL)%' LOOP
    EXECUTE format('ALTER TABLE members DROP CONSTRAINT %I', name);
  END LOOP;
END $$;

-- `sealed_root`: the root of the invite's keys, sealed by the account for itself (crdt/keys/own-invite.ts).
ALTER TABLE members
  ADD COLUMN sealed_root bytea CHECK (length(sealed_root) BETWEEN 1 AND 256),
  ADD CONSTRAINT members_came_somehow CHECK (account IS NOT NULL OR invite IS NOT NULL),
  ADD CONSTRAINT members_own_root CHECK ((sealed_root IS NOT NULL) = (account IS NOT NULL AND invite IS NOT NULL));
-- Once in each room with the keys it has; after a reset of the account a new invite makes it a new member.
CREATE UNIQUE INDEX members_account ON members (room, account, sign_public) WHERE account IS NOT NULL AND state IN ('waiting', 'admitted');
CREATE INDEX members_of_account ON members (account) WHERE account IS NOT NULL;

-- An account sees where it is a member, waiting included.
DROP POLICY members_read ON members;
CREATE POLICY members_read ON members FOR SELECT TO holdspace_app USING (
  owner = (SELECT holdspace_account()) OR id = (SELECT holdspace_member()) OR account = (SELECT holdspace_account())
  OR room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL)
  OR (SELECT holdspace_actor()) IN ('system:admin', 'system:claim'));
-- Nobody waits in an account's name with other keys than the account's.
DROP POLICY members_add ON members;
CREATE POLICY members_add ON members FOR INSERT TO holdspace_app WITH CHECK (
  owner = (SELECT holdspace_account())
  OR ((SELECT holdspace_actor()) = 'system:claim' AND state = 'waiting' AND invite IS NOT NULL AND (account IS NULL OR EXISTS (
    SELECT 1 FROM accounts a WHERE a.id = account AND a.id <> owner AND a.sign_public = members.sign_public AND a.box_public = members.box_public))));

-- An account, too, reads no further than the last epoch that was granted to it in that room.
DROP POLICY updates_read ON updates;
CREATE POLICY updates_read ON updates FOR SELECT TO holdspace_app USING (
  room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL
    AND (g.reader = (SELECT holdspace_member()) OR g.account = (SELECT holdspace_account())))
  AND ((SELECT holdspace_member()) IS NULL
    OR epoch <= (SELECT max(g.epoch) FROM grants g WHERE g.revoked_at IS NULL AND g.reader = (SELECT holdspace_member())))
  AND ((SELECT holdspace_account()) IS NULL OR epoch <= (
    SELECT max(g.epoch) FROM grants g WHERE g.revoked_at IS NULL AND g.room = updates.room AND g.account = (SELECT holdspace_account()))));
DROP POLICY snapshots_read ON snapshots;
CREATE POLICY snapshots_read ON snapshots FOR SELECT TO holdspace_app USING (
  room IN (SELECT g.room FROM grants g WHERE g.revoked_at IS NULL
    AND (g.reader = (SELECT holdspace_member()) OR g.account = (SELECT holdspace_account())))
  AND ((SELECT holdspace_member()) IS NULL
    OR epoch <= (SELECT max(g.epoch) FROM grants g WHERE g.revoked_at IS NULL AND g.reader = (SELECT holdspace_member())))
  AND ((SELECT holdspace_account()) IS NULL OR epoch <= (
    SELECT max(g.epoch) FROM grants g WHERE g.revoked_at IS NULL AND g.room = snapshots.room AND g.account = (SELECT holdspace_account()))));
