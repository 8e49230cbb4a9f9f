-- The lock of a room, closed on every side: however somebody would come to wait or to be inside, and for whoever does not even see the room.
-- A room that has ended keeps its lock and may still be handed over.
CREATE OR REPLACE FUNCTION holdspace_locked_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM rooms r WHERE r.id = NEW.room AND NOT (r.locked AND r.status = 'open')) THEN
    RAISE EXCEPTION 'the room is locked' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER locked_room ON members;
DROP TRIGGER locked_room_admits ON members;
CREATE TRIGGER locked_room BEFORE INSERT ON members
  FOR EACH ROW WHEN (NEW.state IN ('waiting', 'admitted')) EXECUTE FUNCTION holdspace_locked_room();
CREATE TRIGGER locked_room_admits BEFORE UPDATE OF state ON members
  FOR EACH ROW WHEN (OLD.state <> 'admitted' AND NEW.state = 'admitted') EXECUTE FUNCTION holdspace_locked_room();
