CREATE FUNCTION gatehouse.audit_seal(
    last bigint, last_hash bytea, archive text, subject text, os_user text, app text,
    connection text)
RETURNS bigint
LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    oldest gatehouse.audit_trail%ROWTYPE;
    newest gatehouse.audit_trail%ROWTYPE;
    found bigint;
    sealed bigint;
BEGIN
    -- Held until the caller's commit: nobody appends meanwhile.
    PERFORM FROM gatehouse.audit_head FOR UPDATE;
    SELECT * INTO oldest FROM gatehouse.audit_trail ORDER BY seq LIMIT 1;
    SELECT * INTO newest FROM gatehouse.audit_trail WHERE seq = audit_seal.last;
    SELECT count(*) INTO found FROM gatehouse.audit_trail WHERE seq <= audit_seal.last;
    IF newest.hash IS DISTINCT FROM audit_seal.last_hash
       OR found <> audit_seal.last - oldest.seq + 1 THEN
        RAISE EXCEPTION 'entry % is not the one that was exported, or entries before it are missing',
            audit_seal.last USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF EXISTS (SELECT FROM gatehouse.audit_trail WHERE seq <= audit_seal.last
               AND at >= date_trunc('month', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') THEN
        RAISE EXCEPTION 'entries of the current month are not sealed'
            USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    sealed := gatehouse.audit_write(subject, os_user, app, connection, 'trail.seal', 'trail',
        'gatehouse.audit_trail', to_char(newest.at AT TIME ZONE 'UTC', 'YYYY-MM'), 'DELETE', found,
        NULL, jsonb_build_object('first', oldest.seq, 'last', newest.seq,
            'previousHash', encode(oldest.previous_hash, 'hex'),
            'hash', encode(newest.hash, 'hex'), 'archive', audit_seal.archive));
    -- Nobody has the right to delete here, not even the owner, and the guard is in the way.
    EXECUTE format('GRANT DELETE ON gatehouse.audit_trail TO %I', current_user);
    ALTER TABLE gatehouse.audit_trail DISABLE TRIGGER append_only;
    DELETE FROM gatehouse.audit_trail WHERE seq <= newest.seq;
    ALTER TABLE gatehouse.audit_trail ENABLE ALWAYS TRIGGER append_only;
    EXECUTE format('REVOKE DELETE ON gatehouse.audit_trail FROM %I', current_user);
    RETURN sealed;
END
$$
