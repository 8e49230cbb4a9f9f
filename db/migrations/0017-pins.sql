-- Whose keys an account found right, and how far it saw the key directory: one sealed blob of each account (client/room/pins.ts). `version` goes
-- up by one with each change, and is bound into the seal: the server cannot show an old one under a new number.
CREATE TABLE pins (
  account uuid PRIMARY KEY REFERENCES accounts,
  version bigint NOT NULL CHECK (version > 0),
  sealed bytea NOT NULL CHECK (length(sealed) BETWEEN 1 AND 32768),
  at timestamptz(3) NOT NULL
);

CREATE FUNCTION holdspace_pins_go_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.version = 1 THEN RETURN NEW; END IF;
  IF TG_OP = 'UPDATE' AND NEW.version = OLD.version + 1 AND NEW.account = OLD.account THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'pins go up by one version' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER pins_go_up BEFORE INSERT OR UPDATE OF account, version, sealed ON pins FOR EACH ROW EXECUTE FUNCTION holdspace_pins_go_up();

ALTER TABLE pins ENABLE ROW LEVEL SECURITY;
ALTER TABLE pins FORCE ROW LEVEL SECURITY;
-- Removed when an account is reset: its new keys could not open them.
GRANT SELECT, INSERT, DELETE ON pins TO holdspace_app;
GRANT UPDATE (version, sealed, at) ON pins TO holdspace_app;
CREATE POLICY pins_own ON pins TO holdspace_app
  USING (account = (SELECT holdspace_account())) WITH CHECK (account = (SELECT holdspace_account()));
