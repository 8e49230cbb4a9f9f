-- Passkeys (WebAuthn credentials) of accounts. What they sign with never leaves them; here lie public keys, and, where the authenticator has
-- the PRF extension, the account's keyring wrapped under a key that only the authenticator can give.
CREATE TABLE passkeys (
  id bytea PRIMARY KEY CHECK (length(id) BETWEEN 16 AND 1023),
  account uuid NOT NULL REFERENCES accounts,
  -- COSE, as the authenticator gave it.
  public_key bytea NOT NULL CHECK (length(public_key) <= 2048),
  sign_count bigint NOT NULL CHECK (sign_count BETWEEN 0 AND 4294967295),
  transports text[] NOT NULL,
  name_sealed bytea NOT NULL,
  wrapped_keyring bytea CHECK (length(wrapped_keyring) <= 4096),
  made_at timestamptz(3) NOT NULL,
  used_at timestamptz(3)
);
CREATE INDEX passkeys_account ON passkeys (account);

ALTER TABLE passkeys ENABLE ROW LEVEL SECURITY;
ALTER TABLE passkeys FORCE ROW LEVEL SECURITY;

GRANT SELECT, INSERT, DELETE ON passkeys TO holdspace_app;
GRANT UPDATE (sign_count, used_at, name_sealed, wrapped_keyring) ON passkeys TO holdspace_app;

CREATE POLICY passkeys_read ON passkeys FOR SELECT TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY passkeys_add ON passkeys FOR INSERT TO holdspace_app WITH CHECK (account = (SELECT holdspace_account()));
CREATE POLICY passkeys_change ON passkeys FOR UPDATE TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY passkeys_end ON passkeys FOR DELETE TO holdspace_app USING (account = (SELECT holdspace_account()));
