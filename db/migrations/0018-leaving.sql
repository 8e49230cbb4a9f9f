-- Accounts that an admin has deactivated, and rooms whose epoch has to turn because somebody in it was.

-- A row of its own, not a column: what protects an account stays the account's alone to change (0003).
CREATE TABLE deactivations (
  account uuid PRIMARY KEY REFERENCES accounts,
  made_by uuid NOT NULL REFERENCES accounts,
  at timestamptz(3) NOT NULL,
  CHECK (account <> made_by)
);
ALTER TABLE deactivations ENABLE ROW LEVEL SECURITY;
ALTER TABLE deactivations FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, DELETE ON deactivations TO holdspace_app;

-- Whoever acts as a deactivated account is nobody, to every policy there is and will be. Compared as text: the planner may look at the table
-- before it knows that the actor is an account at all.
CREATE OR REPLACE FUNCTION holdspace_account() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT CASE WHEN holdspace_actor() LIKE 'account:%' THEN
    CASE WHEN NOT EXISTS (SELECT 1 FROM deactivations d WHERE d.account::text = lower(substr(holdspace_actor(), 9)))
      THEN substr(holdspace_actor(), 9)::uuid END
  END $$;

CREATE POLICY deactivations_read ON deactivations FOR SELECT TO holdspace_app USING (true);
CREATE POLICY deactivations_add ON deactivations FOR INSERT TO holdspace_app
  WITH CHECK (made_by = (SELECT holdspace_account()) AND (SELECT holdspace_is_admin()));
CREATE POLICY deactivations_end ON deactivations FOR DELETE TO holdspace_app USING ((SELECT holdspace_is_admin()));

-- The practice keeps an admin, whoever writes. The lock orders those who deactivate: of two admins who do it to each other one comes second.
CREATE FUNCTION holdspace_keeps_admin() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(4801, 3);
  IF NOT EXISTS (SELECT 1 FROM accounts a WHERE 'admin' = ANY (a.roles) AND a.id <> NEW.account
    AND NOT EXISTS (SELECT 1 FROM deactivations d WHERE d.account = a.id)) THEN
    RAISE EXCEPTION 'the practice keeps an admin' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keeps_admin BEFORE INSERT ON deactivations FOR EACH ROW EXECUTE FUNCTION holdspace_keeps_admin();
-- The function runs as the owner, who need not be a superuser.
CREATE POLICY deactivations_owner ON deactivations FOR SELECT TO CURRENT_USER USING (true);
CREATE POLICY accounts_owner ON accounts FOR SELECT TO CURRENT_USER USING (true);

-- A link to make an account is taken back with whoever made it. A browser that an account knew is forgotten.
ALTER TABLE account_invites ADD COLUMN revoked_at timestamptz(3);

-- Somebody who held the current epoch's key is out: nothing may be written until the host's browser has turned it. `writers` is empty until then.
ALTER TABLE rooms ADD COLUMN turn_due boolean NOT NULL DEFAULT false;

-- Whoever is deactivated is out of every room, whether its owner still is somebody or not.
CREATE POLICY members_leaving_read ON members FOR SELECT TO holdspace_app USING ((SELECT holdspace_actor()) = 'system:leaving');
CREATE POLICY members_leaving ON members FOR UPDATE TO holdspace_app USING ((SELECT holdspace_actor()) = 'system:leaving');
