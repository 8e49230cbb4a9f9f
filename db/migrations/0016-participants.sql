-- Participants with an account: who may invite whom, members of rooms who came by an invite with their account's keys, and what such an account reads.

-- A participant's account is nothing else besides.
ALTER TABLE accounts ADD CONSTRAINT accounts_participant_alone CHECK (NOT 'participant' = ANY (roles) OR roles = '{participant}');
ALTER TABLE account_invites ADD CONSTRAINT account_invites_participant_alone CHECK (NOT 'participant' = ANY (roles) OR roles = '{participant}');

-- An admin invites staff, a therapist invites participants, here too and not only at the route.
CREATE FUNCTION holdspace_is_therapist() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT EXISTS (SELECT 1 FROM accounts a WHERE a.id = holdspace_account() AND 'therapist' = ANY (a.roles)) $$;
ALTER TABLE account_invites ENABLE ROW LEVEL SECURITY;
ALTER TABLE account_invites FORCE ROW LEVEL SECURITY;
CREATE POLICY account_invites_read ON account_invites FOR SELECT TO holdspace_app
  USING (invited_by = (SELECT holdspace_account()) OR (SELECT holdspace_actor()) = 'system:sign-in');
CREATE POLICY account_invites_add ON account_invites FOR INSERT TO holdspace_app WITH CHECK (
  invited_by = (SELECT holdspace_account())
  AND CASE WHEN roles = '{participant}' THEN (SELECT holdspace_is_therapist()) ELSE (SELECT holdspace_is_admin()) END);
CREATE POLICY account_invites_claim ON account_invites FOR UPDATE TO holdspace_app
  USING ((SELECT holdspace_actor()) = 'system:sign-in');
