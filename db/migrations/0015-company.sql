-- Who a link is for. What its bearer is told they will be; what they are in the room is what the host signs, and the host reads that in the sealed invite.

ALTER TABLE invites
  ADD COLUMN role text NOT NULL DEFAULT 'participant' CHECK (role IN ('participant', 'co-therapist', 'observer'));

-- An observer writes nothing, whatever a statement, a bug or a hand-made host says. `members` looks only into grants, so this does not recurse.
DROP POLICY writers_add ON writers;
CREATE POLICY writers_add ON writers FOR INSERT TO holdspace_app WITH CHECK (
  owner = (SELECT holdspace_account())
  AND (rights = 0 OR NOT EXISTS (SELECT 1 FROM members m WHERE m.id = writers.member AND m.role = 'observer')));
