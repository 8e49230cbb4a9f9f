-- The waiting room: passcodes and check-ins of invites, and the practice's own words.

-- Not secret and no place for anything about a person. Empty: the page says its own.
ALTER TABLE practice
  ADD COLUMN waiting_words text NOT NULL DEFAULT '' CHECK (length(waiting_words) <= 600),
  ADD COLUMN consent_words text NOT NULL DEFAULT '' CHECK (length(consent_words) <= 2000);
GRANT UPDATE (waiting_words, consent_words) ON practice TO holdspace_app;
ALTER TABLE practice ENABLE ROW LEVEL SECURITY;
ALTER TABLE practice FORCE ROW LEVEL SECURITY;
CREATE POLICY practice_read ON practice FOR SELECT TO holdspace_app USING (true);
CREATE POLICY practice_set_up ON practice FOR INSERT TO holdspace_app WITH CHECK ((SELECT holdspace_actor()) = 'system:sign-in');
-- Whoever asks has to be an admin here too, not only at the route.
CREATE POLICY practice_words ON practice FOR UPDATE TO holdspace_app
  USING (EXISTS (SELECT 1 FROM accounts a WHERE a.id = (SELECT holdspace_account()) AND 'admin' = ANY (a.roles)));

-- Of the passcode only the hash of a proof that follows from it by scrypt under the link's secret, which is not here.
ALTER TABLE invites
  ADD COLUMN passcode_hash bytea CHECK (length(passcode_hash) = 32),
  ADD COLUMN passcode_tries int NOT NULL DEFAULT 0,
  ADD COLUMN asks text[] NOT NULL DEFAULT '{}',
  ADD COLUMN consent_words text NOT NULL DEFAULT '';

-- Sealed for the host. It goes when the guest is refused.
ALTER TABLE members ADD COLUMN sealed_check_in bytea CHECK (state <> 'refused' OR sealed_check_in IS NULL);

-- What a therapist chose to ask last; the next invite begins with it.
CREATE TABLE invite_choices (
  account uuid PRIMARY KEY REFERENCES accounts,
  asks text[] NOT NULL
);
ALTER TABLE invite_choices ENABLE ROW LEVEL SECURITY;
ALTER TABLE invite_choices FORCE ROW LEVEL SECURITY;
GRANT SELECT, INSERT, UPDATE ON invite_choices TO holdspace_app;
CREATE POLICY invite_choices_own ON invite_choices TO holdspace_app
  USING (account = (SELECT holdspace_account())) WITH CHECK (account = (SELECT holdspace_account()));
