-- What an account is to be told: a kind, and numbers or ids that go with it; never names, texts or anything else of a session.
CREATE TABLE notices (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  account uuid NOT NULL REFERENCES accounts,
  kind text NOT NULL CHECK (kind ~ '^[a-z-]+(\.[a-z-]+)*$' AND length(kind) <= 40),
  data jsonb NOT NULL DEFAULT '{}' CHECK (length(data::text) <= 1024),
  ip_sealed bytea,
  agent_sealed bytea,
  at timestamptz(3) NOT NULL,
  seen_at timestamptz(3)
);
CREATE INDEX notices_account ON notices (account, at);

ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT ON notices TO holdspace_app;
GRANT UPDATE (seen_at) ON notices TO holdspace_app;

-- Told by what signs in and recovers, or by the account's own acts; read by the account.
CREATE POLICY notices_read ON notices FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY notices_add ON notices FOR INSERT TO holdspace_app
  WITH CHECK (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY notices_seen ON notices FOR UPDATE TO holdspace_app USING (account = (SELECT holdspace_account()));
