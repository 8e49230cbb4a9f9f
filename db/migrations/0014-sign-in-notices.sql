-- What there is to look at about signing in: the admin reads notices of that kind, of all accounts.

CREATE INDEX notices_at ON notices (at);
CREATE POLICY notices_look ON notices FOR SELECT TO holdspace_app
  USING ((SELECT holdspace_actor()) = 'system:admin' AND kind LIKE 'sign-in.%');
