-- Second factors of accounts. Secrets of authenticator apps are sealed under the deployment key, of back-up codes a keyed hash is kept.

-- One row for each account that ever began to enrol: locked while a code is tried, so that no code counts twice.
CREATE TABLE factors (
  account uuid PRIMARY KEY REFERENCES accounts,
  totp_sealed bytea,
  -- The newest time step (RFC 6238) whose code was accepted: that and earlier ones are not again.
  totp_step bigint NOT NULL DEFAULT 0,
  -- An enrolment under way: no factor until a code of it was shown.
  totp_pending bytea,
  pending_until timestamptz(3),
  -- When wrong codes were tried, as far back as the limits look.
  failures timestamptz(3)[] NOT NULL DEFAULT '{}',
  CHECK ((totp_pending IS NULL) = (pending_until IS NULL))
);

CREATE TABLE backup_codes (
  account uuid NOT NULL REFERENCES accounts,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  made_at timestamptz(3) NOT NULL,
  used_at timestamptz(3),
  PRIMARY KEY (account, hash)
);

-- When this sign-in showed a second factor (enrolling one counts), and when it last showed the password or a passkey.
ALTER TABLE sign_ins ADD COLUMN factor_at timestamptz(3), ADD COLUMN proven_at timestamptz(3);
CREATE INDEX sign_ins_account ON sign_ins (account) WHERE account IS NOT NULL;

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['factors', 'backup_codes'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE ON factors TO holdspace_app;
GRANT SELECT, INSERT, DELETE ON backup_codes TO holdspace_app;
GRANT UPDATE (used_at) ON backup_codes TO holdspace_app;

-- Only the account itself enrols and removes; signing in reads and marks what was used.
CREATE POLICY factors_read ON factors FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY factors_add ON factors FOR INSERT TO holdspace_app WITH CHECK (account = (SELECT holdspace_account()));
CREATE POLICY factors_change ON factors FOR UPDATE TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');

CREATE POLICY backup_codes_read ON backup_codes FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY backup_codes_add ON backup_codes FOR INSERT TO holdspace_app WITH CHECK (account = (SELECT holdspace_account()));
CREATE POLICY backup_codes_use ON backup_codes FOR UPDATE TO holdspace_app USING ((SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY backup_codes_end ON backup_codes FOR DELETE TO holdspace_app USING (account = (SELECT holdspace_account()));
