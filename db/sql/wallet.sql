-- The operator's own accounts: one of each kind; their balances are sums of transfers.
insert into accounts (kind, created_at)
select kind, now()
from unnest(array['revenue', 'tax', 'stripe_clearing', 'cash', 'vouchers', 'adjustments']) kind
on conflict do nothing;

-- Every transfer is between existing accounts. Checked once per statement, because a foreign key would look up each
-- row twice and lock the operator's two accounts in every customer's transaction. It stays true because accounts are
-- never deleted.
create or replace function transfers_accounts_exist() returns trigger
language plpgsql as $$
declare
  ids bigint[] := array(select debit_account_id from inserted union select credit_account_id from inserted);
begin
  if (select count(*) from accounts where id = any(ids)) <> cardinality(ids) then
    raise exception 'a transfer names an account that does not exist'
      using errcode = 'foreign_key_violation', table = 'transfers', constraint = 'transfers_accounts_exist';
  end if;
  return null;
end
$$;

create or replace trigger transfers_accounts_exist_trigger
  after insert on transfers referencing new table as inserted
  for each statement execute function transfers_accounts_exist();

create or replace function accounts_stay() returns trigger
language plpgsql as $$
begin
  raise exception 'accounts are never deleted' using errcode = 'restrict_violation';
end
$$;

create or replace trigger accounts_stay_trigger
  before delete or truncate on accounts for each statement execute function accounts_stay();
