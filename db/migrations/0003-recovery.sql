-- Lost passwords: recovery kits, resets that an admin starts, and accounts whose password record and keys may be replaced.

-- One for each account that has a checked kit; a new one takes its place, so that the old one opens nothing.
CREATE TABLE recovery_kits (
  account uuid PRIMARY KEY REFERENCES accounts,
  -- Ed25519, follows from kit and account: whoever signs by it holds the kit. Nothing can be opened or guessed with it.
  proof_public bytea NOT NULL CHECK (length(proof_public) = 32),
  wrapped_keyring bytea NOT NULL CHECK (length(wrapped_keyring) <= 4096),
  made_at timestamptz(3) NOT NULL
);

-- Links by which a lost password is replaced without the kit. Of the token only its SHA-256; one at a time for each account.
CREATE TABLE account_resets (
  token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
  account uuid NOT NULL REFERENCES accounts,
  started_by uuid NOT NULL REFERENCES accounts,
  -- The second factors end too.
  with_factors boolean NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  -- Used, or taken back.
  ended_at timestamptz(3)
);
CREATE UNIQUE INDEX account_resets_open ON account_resets (account) WHERE ended_at IS NULL;

-- From now on an account may change what protects it: itself alone, whoever asks.
ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
ALTER TABLE accounts FORCE ROW LEVEL SECURITY;
GRANT UPDATE (opaque_record, wrapped_keyring, sign_public, box_public) ON accounts TO holdspace_app;
CREATE POLICY accounts_read ON accounts FOR SELECT TO holdspace_app USING (true);
CREATE POLICY accounts_add ON accounts FOR INSERT TO holdspace_app WITH CHECK ((SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY accounts_change ON accounts FOR UPDATE TO holdspace_app USING (id = (SELECT holdspace_account()));

-- An account may give up what was granted to it (its keys are gone); it may not take that back.
CREATE POLICY grants_give_up ON grants FOR UPDATE TO holdspace_app
  USING (account = (SELECT holdspace_account())) WITH CHECK (account = (SELECT holdspace_account()) AND revoked_at IS NOT NULL);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['recovery_kits', 'account_resets'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_kits TO holdspace_app;
GRANT SELECT, INSERT ON account_resets TO holdspace_app;
GRANT UPDATE (ended_at) ON account_resets TO holdspace_app;

CREATE POLICY recovery_kits_read ON recovery_kits FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY recovery_kits_add ON recovery_kits FOR INSERT TO holdspace_app WITH CHECK (account = (SELECT holdspace_account()));
CREATE POLICY recovery_kits_replace ON recovery_kits FOR UPDATE TO holdspace_app USING (account = (SELECT holdspace_account()));
CREATE POLICY recovery_kits_end ON recovery_kits FOR DELETE TO holdspace_app USING (account = (SELECT holdspace_account()));

-- Whoever starts a reset has to be an admin here too, not only at the route.
CREATE FUNCTION holdspace_is_admin() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT EXISTS (SELECT 1 FROM accounts a WHERE a.id = holdspace_account() AND 'admin' = ANY (a.roles)) $$;
CREATE POLICY account_resets_read ON account_resets FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in' OR (SELECT holdspace_is_admin()));
CREATE POLICY account_resets_start ON account_resets FOR INSERT TO holdspace_app
  WITH CHECK (started_by = (SELECT holdspace_account()) AND (SELECT holdspace_is_admin()));
CREATE POLICY account_resets_end ON account_resets FOR UPDATE TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in' OR (SELECT holdspace_is_admin()));
