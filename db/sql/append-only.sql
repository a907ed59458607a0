-- The ledger, the histories and the audit log are append-only. A correction is another row.
create or replace function refuse_change() returns trigger
language plpgsql as $$
begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op)
    using errcode = 'restrict_violation';
end
$$;

create or replace trigger transfers_append_only
  before update or delete or truncate on transfers for each statement execute function refuse_change();
create or replace trigger audit_log_append_only
  before delete or truncate on audit_log for each statement execute function refuse_change();
create or replace trigger service_history_append_only
  before delete or truncate on service_history for each statement execute function refuse_change();

-- The only permitted change of a record (docs/decisions/0009): removing personal data of an erased customer. Who did
-- what, when and to which row stays; only text becomes '[erased]'. The new row is verified: it must equal the old
-- row's redaction, and its customer must be marked as erased.
create or replace function refuse_unless_redaction() returns trigger
language plpgsql as $$
declare
  kept jsonb := to_jsonb(old) - '{before,after,reason}'::text[];
begin
  if kept is distinct from to_jsonb(new) - '{before,after,reason}'::text[]
    or new.before is distinct from redacted(old.before)
    or new.after is distinct from redacted(old.after)
    or new.reason is distinct from (case when old.reason is null then null else '[erased]' end)
    or not exists (select 1 from customers where id = old.customer_id and erased_at is not null)
  then
    raise exception '% is append-only: update is refused', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end
$$;

-- Returns the part of a state that may be kept of an erased person. Numbers, booleans and the words listed here are
-- not personal; anything else may be a name, an address or a login, whatever its key.
create or replace function redacted(state jsonb) returns jsonb
language sql immutable as $$
  select case jsonb_typeof(state)
    when 'object' then coalesce((
      select jsonb_object_agg(key, case
        when key in ('latitude', 'longitude') then 'null'::jsonb
        when jsonb_typeof(value) = 'string' and (key in ('status', 'kind', 'role', 'outcome', 'moment', 'mediaType')
          or key like '%Id' or key like '%Minor' or key like '%Bytes' or key like '%Date') then value
        else redacted(value) end)
      from jsonb_each(state)), '{}'::jsonb)
    when 'array' then coalesce((
      select jsonb_agg(redacted(value) order by place) from jsonb_array_elements(state) with ordinality as part(value, place)), '[]'::jsonb)
    when 'string' then '"[erased]"'::jsonb
    else state
  end
$$;

create or replace trigger audit_log_redact_only
  before update on audit_log for each row execute function refuse_unless_redaction();
create or replace trigger service_history_redact_only
  before update on service_history for each row execute function refuse_unless_redaction();

-- Redacts the records of erased customers. Idempotent. Runs as the owner of the tables, because the product's own
-- role may not change them at all.
create or replace function redact_records(ids bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  update audit_log set before = redacted(before), after = redacted(after),
    reason = case when reason is null then null else '[erased]' end
  where customer_id = any(ids);
  update service_history set before = redacted(before), after = redacted(after),
    reason = case when reason is null then null else '[erased]' end
  where customer_id = any(ids);
$$;
