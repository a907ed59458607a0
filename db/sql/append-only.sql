-- The ledger, the histories and the audit log are written once. A correction is another row.
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
  before update or delete or truncate on audit_log for each statement execute function refuse_change();
create or replace trigger service_history_append_only
  before update or delete or truncate on service_history for each statement execute function refuse_change();
