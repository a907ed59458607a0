create or replace trigger prices_append_only
  before update or delete or truncate on prices for each statement execute function refuse_change();
create or replace trigger charge_lines_append_only
  before update or delete or truncate on charge_lines for each statement execute function refuse_change();

-- Three guarantees, checked at commit for every new line. Its price exists: a foreign key would lock the row of a price
-- that many customers pay at once, and prices are never deleted. The lines of a cause add up to its transfers; for a period, its
-- row is the rest of the sum. And no more of a period is given back than was paid for its time. Few charges have lines
-- of their own, and a renewal has none.
create or replace function charge_lines_add_up() returns trigger
language plpgsql as $$
declare
  charged bigint := (
    select coalesce(sum(case when debit_account_id = customer_account_id then amount_minor else -amount_minor end), 0)
    from transfers where cause_key = new.cause_key);
  lined bigint := (select sum(gross_minor) from charge_lines where cause_key = new.cause_key);
  period periods;
begin
  if new.price_id is not null and not exists (select 1 from prices where id = new.price_id) then
    raise exception 'price % does not exist', new.price_id
      using errcode = 'foreign_key_violation', table = 'charge_lines', constraint = 'charge_lines_price_exists';
  end if;
  if new.cause_key like 'period:%' then
    select * into period from periods
    where service_id = new.service_id and index = split_part(new.cause_key, ':', 3)::int;
    lined := lined + period.price_minor - period.fee_minor;
  end if;
  if lined is distinct from charged then
    raise exception 'the lines of % are %, and its transfers %', new.cause_key, lined, charged
      using errcode = 'check_violation', table = 'charge_lines', constraint = 'charge_lines_add_up';
  end if;
  if new.period_index is not null then
    select * into period from periods where service_id = new.service_id and index = new.period_index;
    if (select -sum(gross_minor) from charge_lines
        where service_id = new.service_id and period_index = new.period_index)
      > coalesce(period.price_minor - period.fee_minor, 0)
    then
      raise exception 'period % of service % gives back more than was paid for it', new.period_index, new.service_id
        using errcode = 'check_violation', table = 'charge_lines', constraint = 'charge_lines_given_back';
    end if;
  end if;
  return null;
end
$$;

-- Recreated, because a constraint trigger cannot be replaced.
drop trigger if exists charge_lines_add_up_trigger on charge_lines;
create constraint trigger charge_lines_add_up_trigger
  after insert on charge_lines deferrable initially deferred
  for each row execute function charge_lines_add_up();

-- The lines of these causes, in one form: of periods, of everything else that has a price, and of amounts entered by
-- hand. Signed from the customer's view of a charge: what the customer gets back is negative. Without `list_minor`, how
-- the amount came about was not recorded. `part` of `part_of` is the share of a whole price, which the columns
-- from `quantity` to `whole_minor` describe.
create or replace function lines_of_causes(causes text[])
returns table (
  cause_key text, line int, what text, service_id bigint, starts_at timestamptz, ends_at timestamptz,
  part bigint, part_of bigint, part_unit text, quantity int, unit_price_minor bigint, is_custom boolean, list_minor bigint,
  discounts jsonb, discount_minor bigint, tax_rate_ppm int, tax_mode text, whole_minor bigint, net_minor bigint, tax_minor bigint,
  gross_minor bigint, gives_back text)
language sql stable as $$
  select c.cause_key, l.line, l.what, l.service_id, l.starts_at, l.ends_at, l.part, l.part_of, l.part_unit,
    p.quantity, p.unit_price_minor, p.is_custom, p.list_minor, p.discounts, p.discount_minor, p.tax_rate_ppm, p.tax_mode,
    p.gross_minor, l.gross_minor - l.tax_minor, l.tax_minor, l.gross_minor, p.gives_back
  from unnest(causes) c(cause_key)
  cross join lateral (
    select -1 as line, 'period' as what, t.service_id, t.starts_at, t.ends_at,
      t.part_seconds::bigint as part, t.part_of_seconds::bigint as part_of,
      case when t.part_seconds is not null then 'seconds' end as part_unit, t.price_id, t.tax_minor - case when t.price_id is null then 0 else t.fee_tax_minor end as tax_minor,
      t.price_minor - case when t.price_id is null then 0 else t.fee_minor end as gross_minor
    from periods t
    where t.outcome = 'allocated'
      -- In a CASE, because the parts of other keys are no numbers.
      and t.service_id = case when c.cause_key like 'period:%' then split_part(c.cause_key, ':', 2)::bigint end
      and t.index = case when c.cause_key like 'period:%' then split_part(c.cause_key, ':', 3)::int end
    union all
    select t.line, t.what, t.service_id, t.starts_at, t.ends_at, t.part, t.part_of, t.part_unit, t.price_id, t.tax_minor, t.gross_minor
    from charge_lines t where t.cause_key = c.cause_key
    union all
    select t.leg, 'manual', t.service_id, null, null, null, null, null, null, 0,
      case when t.debit_account_id = t.customer_account_id then t.amount_minor else -t.amount_minor end
    from transfers t where t.cause_key = c.cause_key and t.kind in ('manual_credit', 'manual_debit')
  ) l
  left join prices p on p.id = l.price_id
  order by c.cause_key, l.line
$$;
