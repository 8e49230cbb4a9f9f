-- Under which of the server's OPAQUE set-ups an account's record was made: it opens under no other (RFC 9807, 6.3.2).
ALTER TABLE accounts ADD COLUMN opaque_setup integer NOT NULL DEFAULT 1 CHECK (opaque_setup BETWEEN 1 AND 999);
GRANT UPDATE (opaque_setup) ON accounts TO holdspace_app;
