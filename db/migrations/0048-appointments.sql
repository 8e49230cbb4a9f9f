-- Appointments. What one is about, with whom and where stands in a sealed record (kind 7); here is what the server has to know to remind somebody
-- and to fill a calendar: when it begins and how long it takes, and, where the therapist chose so, whom to remind. Nothing says what it is for.
CREATE TABLE appointment_times (
  record uuid NOT NULL,
  owner uuid NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  minutes smallint NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
  PRIMARY KEY (record, starts_at),
  FOREIGN KEY (record, owner) REFERENCES records (id, owner) ON DELETE CASCADE
);
CREATE INDEX appointment_times_starts ON appointment_times (starts_at);
CREATE INDEX appointment_times_owner ON appointment_times (owner, starts_at);

-- What the owner's browser told last, in its own words for itself: whether it has to be told again. Nothing here reads it.
CREATE TABLE appointment_plans (
  record uuid PRIMARY KEY,
  owner uuid NOT NULL,
  mark bytea NOT NULL CHECK (length(mark) = 32),
  -- Which version of the record it told of.
  version integer NOT NULL CHECK (version > 0),
  FOREIGN KEY (record, owner) REFERENCES records (id, owner) ON DELETE CASCADE
);
CREATE INDEX appointment_plans_owner ON appointment_plans (owner, record);

CREATE TABLE reminders (
  record uuid PRIMARY KEY,
  owner uuid NOT NULL,
  -- 1: e-mail, 2: text message.
  channel smallint NOT NULL CHECK (channel IN (1, 2)),
  recipient_sealed bytea NOT NULL CHECK (length(recipient_sealed) BETWEEN 29 AND 400),
  -- The recipient's time zone, by its IANA name.
  zone text NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
  hours smallint NOT NULL CHECK (hours BETWEEN 1 AND 168),
  FOREIGN KEY (record, owner) REFERENCES records (id, owner) ON DELETE CASCADE
);

-- What became of the reminder of one time. 1: being tried, again at next_at; 2: sent; 3: given up.
CREATE TABLE reminder_sends (
  record uuid NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  owner uuid NOT NULL,
  state smallint NOT NULL CHECK (state IN (1, 2, 3)),
  tries smallint NOT NULL CHECK (tries > 0),
  next_at timestamptz(3) NOT NULL,
  PRIMARY KEY (record, starts_at),
  FOREIGN KEY (record, starts_at) REFERENCES appointment_times (record, starts_at) ON DELETE CASCADE
);
CREATE INDEX reminder_sends_failed ON reminder_sends (owner, starts_at) WHERE state = 3;

-- The address of somebody's calendar: only its hash stands here.
CREATE TABLE calendar_feeds (
  owner uuid PRIMARY KEY REFERENCES accounts,
  token_hash bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  made_at timestamptz(3) NOT NULL
);

-- Times belong to appointments and to nothing else.
CREATE FUNCTION holdspace_of_an_appointment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM records r WHERE r.id = NEW.record AND r.owner = NEW.owner AND r.kind = 7) THEN
    RAISE EXCEPTION 'not an appointment' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER of_an_appointment BEFORE INSERT OR UPDATE ON appointment_times FOR EACH ROW EXECUTE FUNCTION holdspace_of_an_appointment();
CREATE TRIGGER of_an_appointment BEFORE INSERT OR UPDATE ON appointment_plans FOR EACH ROW EXECUTE FUNCTION holdspace_of_an_appointment();
CREATE TRIGGER of_an_appointment BEFORE INSERT OR UPDATE ON reminders FOR EACH ROW EXECUTE FUNCTION holdspace_of_an_appointment();

-- Whoever deletes an appointment reminds nobody of it any more; its times and the recipient are given anew when it is restored.
CREATE FUNCTION holdspace_no_more_times() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM reminders m WHERE m.record = NEW.id;
  DELETE FROM appointment_times t WHERE t.record = NEW.id;
  DELETE FROM appointment_plans p WHERE p.record = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER no_more_times AFTER UPDATE OF deleted_at ON records FOR EACH ROW WHEN (NEW.kind = 7 AND NEW.deleted_at IS NOT NULL)
  EXECUTE FUNCTION holdspace_no_more_times();

GRANT SELECT, INSERT, DELETE ON appointment_times, appointment_plans, reminders, calendar_feeds TO holdspace_app;
GRANT UPDATE (minutes) ON appointment_times TO holdspace_app;
GRANT UPDATE (mark, version) ON appointment_plans TO holdspace_app;
GRANT UPDATE (channel, recipient_sealed, zone, hours) ON reminders TO holdspace_app;
GRANT UPDATE (token_hash, made_at) ON calendar_feeds TO holdspace_app;
GRANT SELECT ON reminder_sends TO holdspace_app;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['appointment_times', 'appointment_plans', 'reminders', 'reminder_sends', 'calendar_feeds'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('CREATE POLICY %I ON %I TO holdspace_app USING (owner = (SELECT holdspace_account())) WITH CHECK (owner = (SELECT holdspace_account()))', name || '_own', name);
  END LOOP;
END $$;

-- Takes up to `most` reminders that are due at `at` for whoever sends them, and marks them as being tried. One that is not heard of again is due once
-- more later: whoever sends may die in between. Nothing of a deleted appointment, of one that has begun, or of a deactivated account.
CREATE FUNCTION holdspace_claim_reminders(at timestamptz, most integer)
RETURNS TABLE (record uuid, starts_at timestamptz, channel smallint, recipient_sealed bytea, zone text, tries smallint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF holdspace_actor() IS DISTINCT FROM 'system:reminders' THEN
    RAISE EXCEPTION 'only the keeper of reminders sends them' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN QUERY
    WITH due AS (
      SELECT t.record AS its, t.starts_at AS begins, t.owner AS whose, m.channel AS how, m.recipient_sealed AS whom, m.zone AS there
      FROM appointment_times t
      JOIN reminders m ON m.record = t.record
      JOIN records r ON r.id = t.record
      LEFT JOIN reminder_sends s ON s.record = t.record AND s.starts_at = t.starts_at
      WHERE t.starts_at > at AND t.starts_at <= at + interval '168 hours' AND t.starts_at - make_interval(hours => m.hours) <= at
        AND r.deleted_at IS NULL AND (s.record IS NULL OR (s.state = 1 AND s.next_at <= at))
        AND NOT EXISTS (SELECT 1 FROM deactivations d WHERE d.account = t.owner)
      ORDER BY t.starts_at, t.record LIMIT most FOR UPDATE OF t SKIP LOCKED
    ), taken AS (
      INSERT INTO reminder_sends AS k (record, starts_at, owner, state, tries, next_at)
        SELECT its, begins, whose, 1, 1, at + interval '2 minutes' FROM due
      ON CONFLICT (record, starts_at) DO UPDATE SET tries = k.tries + 1, next_at = at + interval '1 minute' * power(2, least(k.tries + 1, 6))
      RETURNING k.record AS its, k.starts_at AS begins, k.tries AS count
    )
    SELECT d.its, d.begins, d.how, d.whom, d.there, k.count FROM due d JOIN taken k ON k.its = d.its AND k.begins = d.begins ORDER BY d.begins, d.its;
END $$;

-- What became of one of them: 2 sent, 3 given up.
CREATE FUNCTION holdspace_settle_reminder(which uuid, begins timestamptz, outcome smallint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF holdspace_actor() IS DISTINCT FROM 'system:reminders' THEN
    RAISE EXCEPTION 'only the keeper of reminders sends them' USING ERRCODE = 'insufficient_privilege';
  END IF;
  UPDATE reminder_sends SET state = outcome WHERE record = which AND starts_at = begins AND state = 1;
END $$;

-- Forgets what nobody needs: times that were three months ago, and recipients who have nothing to come.
CREATE FUNCTION holdspace_forget_times(at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF holdspace_actor() IS DISTINCT FROM 'system:reminders' THEN
    RAISE EXCEPTION 'only the keeper of reminders forgets them' USING ERRCODE = 'insufficient_privilege';
  END IF;
  DELETE FROM appointment_times t WHERE t.starts_at < at - interval '90 days';
  DELETE FROM reminders m WHERE NOT EXISTS (SELECT 1 FROM appointment_times t WHERE t.record = m.record AND t.starts_at > at - interval '1 day');
END $$;

-- Whose calendar an address is, where they have an account that is in use; nobody's: null.
CREATE FUNCTION holdspace_calendar_of(hash bytea) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT f.owner FROM calendar_feeds f WHERE f.token_hash = hash AND NOT EXISTS (SELECT 1 FROM deactivations d WHERE d.account = f.owner)
$$;
REVOKE ALL ON FUNCTION holdspace_claim_reminders, holdspace_settle_reminder, holdspace_forget_times, holdspace_calendar_of FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holdspace_claim_reminders, holdspace_settle_reminder, holdspace_forget_times, holdspace_calendar_of TO holdspace_app;
