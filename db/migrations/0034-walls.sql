-- Row-level security for the last tables that had none, and the room's lock held by the database, too.

-- A sign-in is seen by its account, by the therapist of the room that a guest is signed in to, and where sign-ins are looked up and begun.
ALTER TABLE sign_ins ENABLE ROW LEVEL SECURITY;
ALTER TABLE sign_ins FORCE ROW LEVEL SECURITY;
CREATE POLICY sign_ins_own ON sign_ins TO holdspace_app
  USING (account = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) IN ('system:sign-in', 'system:claim'));
CREATE POLICY sign_ins_of_room ON sign_ins FOR SELECT TO holdspace_app
  USING (room IN (SELECT r.id FROM rooms r WHERE r.owner = (SELECT holdspace_account())));
CREATE POLICY sign_ins_end ON sign_ins FOR DELETE TO holdspace_app
  USING (room IN (SELECT r.id FROM rooms r WHERE r.owner = (SELECT holdspace_account())));

-- Who was where and when is the admin's to read. It is written through functions alone: nothing but the end of a visit can be changed, once.
REVOKE INSERT, UPDATE ON visits FROM holdspace_app;
ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE visits FORCE ROW LEVEL SECURITY;
-- The functions below act as the owner, who is no superuser everywhere.
CREATE POLICY visits_owner ON visits TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY visits_read ON visits FOR SELECT TO holdspace_app USING ((SELECT holdspace_actor()) = 'system:admin');
CREATE FUNCTION holdspace_visit_start(visit uuid, in_room uuid, of_member uuid, began timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ INSERT INTO visits (id, room, member, from_at, seen_at) VALUES (visit, in_room, of_member, began, began) $$;
CREATE FUNCTION holdspace_visit_end(visit uuid, ended timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ UPDATE visits SET to_at = ended, seen_at = ended WHERE id = visit AND to_at IS NULL $$;
CREATE FUNCTION holdspace_visits_seen(lasting uuid[], seen timestamptz) RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ UPDATE visits SET seen_at = seen WHERE id = ANY (lasting) AND to_at IS NULL $$;
CREATE FUNCTION holdspace_visits_lost() RETURNS void
  LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ UPDATE visits SET to_at = seen_at WHERE to_at IS NULL $$;
REVOKE ALL ON FUNCTION holdspace_visit_start, holdspace_visit_end, holdspace_visits_seen, holdspace_visits_lost FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holdspace_visit_start, holdspace_visit_end, holdspace_visits_seen, holdspace_visits_lost TO holdspace_app;

-- The audit log is an auditor's to read, and the server's own where it verifies and signs it. It is written by holdspace_audit alone.
ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit FORCE ROW LEVEL SECURITY;
CREATE POLICY audit_owner ON audit TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY audit_read ON audit FOR SELECT TO holdspace_app
  USING ((SELECT holdspace_actor()) = 'system:audit'
    OR EXISTS (SELECT 1 FROM accounts a WHERE a.id = (SELECT holdspace_account()) AND 'auditor' = ANY (a.roles)));

-- Nobody takes a place in a locked room, or is let in, whatever a handler forgot. Those who may try see the room.
CREATE FUNCTION holdspace_locked_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM rooms r WHERE r.id = NEW.room AND r.locked) THEN
    RAISE EXCEPTION 'the room is locked' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER locked_room BEFORE INSERT ON members FOR EACH ROW WHEN (NEW.state = 'waiting') EXECUTE FUNCTION holdspace_locked_room();
CREATE TRIGGER locked_room_admits BEFORE UPDATE OF state ON members
  FOR EACH ROW WHEN (OLD.state = 'waiting' AND NEW.state = 'admitted') EXECUTE FUNCTION holdspace_locked_room();
