-- Failed sign-ins, devices an account signed in from, and names for sign-ins.

-- What was tried and did not succeed, by bucket: an account, a network, one device of an account. Only a keyed hash of the bucket is kept, and
-- an address without an account has one like any other, so that the table tells nothing.
CREATE TABLE sign_in_tries (
  bucket bytea PRIMARY KEY CHECK (length(bucket) = 32),
  tries timestamptz(3)[] NOT NULL DEFAULT '{}',
  locked_until timestamptz(3),
  seen_at timestamptz(3) NOT NULL
);
CREATE INDEX sign_in_tries_seen ON sign_in_tries (seen_at);

-- A browser that an account signed in from, all factors shown. One browser may be several people's: its token is, then, in several rows.
CREATE TABLE known_devices (
  token_hash bytea NOT NULL CHECK (length(token_hash) = 32),
  account uuid NOT NULL REFERENCES accounts,
  made_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (token_hash, account)
);
CREATE INDEX known_devices_account ON known_devices (account);

-- By which a sign-in is named to its account; the token's hash stays inside.
ALTER TABLE sign_ins ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX sign_ins_id ON sign_ins (id);

DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sign_in_tries', 'known_devices'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
  END LOOP;
END $$;

GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_tries, known_devices TO holdspace_app;

CREATE POLICY sign_in_tries_count ON sign_in_tries TO holdspace_app
  USING ((SELECT holdspace_actor()) = 'system:sign-in') WITH CHECK ((SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY known_devices_know ON known_devices TO holdspace_app
  USING ((SELECT holdspace_actor()) = 'system:sign-in') WITH CHECK ((SELECT holdspace_actor()) = 'system:sign-in');
