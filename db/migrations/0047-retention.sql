-- Retention. A record that was deleted, or whose patient's file or source was, stays whole until its time is over (45 CFR 164.316(b)(2)(i): six years
-- at the least) and is then removed, versions, keys and all, by one function. The triggers hold everybody to it: nothing is removed before.
CREATE TABLE record_retention (
  kind smallint PRIMARY KEY CHECK (kind BETWEEN 1 AND 255),
  years smallint NOT NULL CHECK (years BETWEEN 6 AND 100)
);
-- What was removed, and when; never whose or what.
CREATE TABLE purges (
  at timestamptz(3) NOT NULL,
  kind smallint NOT NULL,
  records integer NOT NULL CHECK (records > 0),
  versions integer NOT NULL CHECK (versions >= 0),
  bytes bigint NOT NULL CHECK (bytes >= 0)
);
CREATE INDEX purges_at ON purges (at);
CREATE INDEX records_parent ON records (parent) WHERE parent IS NOT NULL;
CREATE INDEX records_gone ON records (deleted_at) WHERE deleted_at IS NOT NULL;

-- When a record's time is over: so many years after it was deleted or last changed, whatever came later; null while it is not deleted, or while
-- somebody has it who was given it.
CREATE FUNCTION holdspace_record_due(which uuid) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT greatest(r.changed_at, least(r.deleted_at, p.deleted_at, s.deleted_at))
    + make_interval(years => coalesce((SELECT t.years FROM record_retention t WHERE t.kind = r.kind), 6))
  FROM records r LEFT JOIN records p ON p.id = r.parent LEFT JOIN records s ON s.id = r.subject
  WHERE r.id = which AND least(r.deleted_at, p.deleted_at, s.deleted_at) IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM record_grants g
      WHERE g.record = r.id AND g.reader <> g.owner AND g.revoked_at IS NULL AND (g.until IS NULL OR g.until > now()))
$$;
REVOKE ALL ON FUNCTION holdspace_record_due FROM PUBLIC;

CREATE FUNCTION holdspace_kept_until_due() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF coalesce(holdspace_record_due(CASE TG_TABLE_NAME WHEN 'records' THEN (to_jsonb(OLD) ->> 'id')::uuid ELSE (to_jsonb(OLD) ->> 'record')::uuid END) > now(), true)
  THEN RAISE EXCEPTION '% is kept until its time is over', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END IF;
  RETURN OLD;
END $$;
DROP TRIGGER append_only ON record_versions;
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON record_versions FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only();
CREATE TRIGGER append_only BEFORE TRUNCATE ON records FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only();
CREATE TRIGGER append_only BEFORE TRUNCATE ON record_grants FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON purges FOR EACH STATEMENT EXECUTE FUNCTION holdspace_append_only();
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['records', 'record_versions', 'record_grants'] LOOP
    EXECUTE format('CREATE TRIGGER kept_until_due BEFORE DELETE ON %I FOR EACH ROW EXECUTE FUNCTION holdspace_kept_until_due()', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER kept_until_due', name);
    EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER append_only', name);
  END LOOP;
  ALTER TABLE purges ENABLE ALWAYS TRIGGER append_only;
  FOREACH name IN ARRAY ARRAY['record_retention', 'purges'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY %I ON %I TO CURRENT_USER USING (true) WITH CHECK (true)', name || '_owner', name);
    EXECUTE format('GRANT SELECT ON %I TO holdspace_app', name);
    EXECUTE format('CREATE POLICY %I ON %I FOR SELECT TO holdspace_app USING ((SELECT holdspace_actor()) IN (''system:retention'', ''system:admin''))', name || '_read', name);
  END LOOP;
END $$;
GRANT INSERT, UPDATE (years) ON record_retention TO holdspace_app;
CREATE POLICY record_retention_add ON record_retention FOR INSERT TO holdspace_app WITH CHECK ((SELECT holdspace_actor()) = 'system:retention');
CREATE POLICY record_retention_set ON record_retention FOR UPDATE TO holdspace_app USING ((SELECT holdspace_actor()) = 'system:retention');

-- Removes no more than `most` records whose time is over and to which nothing belongs any more; asked again, what they belonged to follows.
CREATE FUNCTION holdspace_purge_records(most integer) RETURNS TABLE (record uuid, kind smallint, versions integer, bytes bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  due uuid[];
  removed record;
BEGIN
  IF holdspace_actor() IS DISTINCT FROM 'system:retention' THEN
    RAISE EXCEPTION 'only the keeper of retention removes records' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT array_agg(d.id) INTO due FROM (
    SELECT r.id FROM records r
    WHERE (r.deleted_at IS NOT NULL
        OR r.parent IN (SELECT g.id FROM records g WHERE g.deleted_at IS NOT NULL)
        OR r.subject IN (SELECT g.id FROM records g WHERE g.deleted_at IS NOT NULL))
      AND holdspace_record_due(r.id) <= now()
      AND NOT EXISTS (SELECT 1 FROM records c WHERE c.parent = r.id)
      AND NOT EXISTS (SELECT 1 FROM records c WHERE c.subject = r.id)
    ORDER BY r.deleted_at, r.id LIMIT most FOR UPDATE OF r) d;
  IF due IS NULL THEN RETURN; END IF;
  FOR removed IN
    SELECT r.id, r.kind AS its, count(v.version)::integer AS held, coalesce(sum(octet_length(v.sealed)), 0)::bigint AS size
    FROM records r JOIN record_versions v ON v.record = r.id WHERE r.id = ANY (due) GROUP BY r.id
  LOOP
    record := removed.id; kind := removed.its; versions := removed.held; bytes := removed.size;
    RETURN NEXT;
  END LOOP;
  INSERT INTO purges (at, kind, records, versions, bytes)
    SELECT now(), r.kind, count(DISTINCT r.id), count(*), sum(octet_length(v.sealed))
    FROM records r JOIN record_versions v ON v.record = r.id WHERE r.id = ANY (due) GROUP BY r.kind;
  DELETE FROM record_versions v WHERE v.record = ANY (due);
  -- Their grants, of which one that stands would be in the way, are the owner's own by now.
  DELETE FROM record_grants g WHERE g.record = ANY (due);
  DELETE FROM records r WHERE r.id = ANY (due);
END $$;
REVOKE ALL ON FUNCTION holdspace_purge_records FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holdspace_purge_records TO holdspace_app;
