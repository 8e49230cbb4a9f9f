-- A room that its therapist locked: nobody new comes, and nobody who waits is let in, until it is unlocked. Whoever is inside may leave and come back.
ALTER TABLE rooms ADD COLUMN locked boolean NOT NULL DEFAULT false;
