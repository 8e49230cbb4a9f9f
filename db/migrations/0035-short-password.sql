-- A password of fewer than 15 characters stands only beside a second factor. The server never sees one: the browser says so, at the risk of its owner alone.
ALTER TABLE accounts ADD COLUMN short_password boolean NOT NULL DEFAULT false;
GRANT UPDATE (short_password) ON accounts TO holdspace_app;
