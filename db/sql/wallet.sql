-- The operator's own accounts in the wallets' currency: one of each kind; their balances are sums of transfers. Others
-- (another currency, the cash of a person) are opened by their first transfer.
insert into accounts (kind, created_at)
select kind, now()
from unnest(array['revenue', 'tax', 'stripe_clearing', 'cash', 'vouchers', 'adjustments', 'stripe_balance', 'stripe_other',
  'payouts', 'bank', 'stripe_fees', 'dispute_fees', 'exchange', 'cash_differences', 'bad_debt', 'bonus', 'rounding']) kind
on conflict do nothing;

-- Cash that is not there cannot be banked.
update accounts set floor_minor = 0 where kind = 'cash' and floor_minor is null;

-- Every transfer is between existing accounts of one currency: a customer's and one of the operator's, or, without a
-- customer, two of the operator's. Checked once per statement, because a foreign key would look up each row twice and
-- lock the operator's two accounts in every customer's transaction. It stays true because accounts are never deleted
-- and never change hands. The constraints of the table name a customer's transfer by its customer account.
create or replace function transfers_accounts_exist() returns trigger
language plpgsql as $$
declare
  ids bigint[] := array(select debit_account_id from inserted union select credit_account_id from inserted);
  own bigint[] := array(
    select case when debit_account_id = customer_account_id then credit_account_id else debit_account_id end
    from inserted where customer_account_id is not null
    union select debit_account_id from inserted where customer_account_id is null
    union select credit_account_id from inserted where customer_account_id is null);
begin
  if (select count(*) from accounts where id = any(ids)) <> cardinality(ids) then
    raise exception 'a transfer names an account that does not exist'
      using errcode = 'foreign_key_violation', table = 'transfers', constraint = 'transfers_accounts_exist';
  end if;
  if exists (select from accounts where id = any(own) and customer_id is not null) then
    raise exception 'a transfer moves a customer''s account without naming it'
      using errcode = 'check_violation', table = 'transfers', constraint = 'transfers_customer_named';
  end if;
  -- Accounts in another currency are few, so the rows are not looked at one by one unless one of them is.
  if exists (select from accounts where id = any(own) and currency is not null) and exists (
    select from inserted t join accounts d on d.id = t.debit_account_id join accounts c on c.id = t.credit_account_id
    where d.currency is distinct from c.currency)
  then
    raise exception 'a transfer is between accounts of different currencies'
      using errcode = 'check_violation', table = 'transfers', constraint = 'transfers_one_currency';
  end if;
  if exists (select from accounts where id = any(own) and floor_minor is not null) then
    perform check_operator_floors(array(select credit_account_id from inserted));
  end if;
  return null;
end
$$;

-- Refuses to take more from the operator's accounts with a floor than they hold. The lock makes those who take wait for
-- each other; those who only add do not, so taking cash stays a plain insert. Sums by index;
-- the indexes leave out transfers of a service, which never move such an account.
create or replace function check_operator_floors(taken_from bigint[]) returns void
language plpgsql as $$
declare
  account record;
  held bigint;
begin
  for account in
    select id, floor_minor from accounts
    where id = any(taken_from) and customer_id is null and floor_minor is not null
    order by id for no key update
  loop
    select coalesce((select sum(amount_minor) from transfers where debit_account_id = account.id and service_id is null), 0)
      - coalesce((select sum(amount_minor) from transfers where credit_account_id = account.id and service_id is null), 0)
    into held;
    if held < account.floor_minor then
      raise exception 'account % would hold %, below its floor of %', account.id, held, account.floor_minor
        using errcode = 'check_violation', table = 'transfers', constraint = 'transfers_operator_floor';
    end if;
  end loop;
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

-- Whose an account is never changes, so what the transfers were checked for stays true.
create or replace function accounts_keep_their_owner() returns trigger
language plpgsql as $$
begin
  raise exception 'an account keeps its owner, kind and currency' using errcode = 'restrict_violation';
end
$$;

create or replace trigger accounts_keep_their_owner_trigger
  before update of kind, customer_id, currency, holder_id on accounts for each row
  when ((old.kind, old.customer_id, old.currency, old.holder_id)
    is distinct from (new.kind, new.customer_id, new.currency, new.holder_id))
  execute function accounts_keep_their_owner();
