-- customer_search has one lower-case document per customer: everything staff search by. Triggers update it in the
-- transaction of the change, so that the search is never stale after a save.
create or replace function customer_search_refresh(ids bigint[]) returns void
language sql as $$
  insert into customer_search (customer_id, document)
  select c.id, lower(concat_ws(' ', '#' || c.id, c.name, c.email, c.phone,
    regexp_replace(coalesce(c.phone, ''), '\D', '', 'g'), s.words))
  from customers c
  left join lateral (
    select string_agg(concat_ws(' ', '#s' || id, login, host(ipv4_address), array_to_string(mac_addresses, ' ')), ' ') words
    from services where customer_id = c.id and archived_at is null
  ) s on true
  where c.id = any(ids)
  on conflict (customer_id) do update set document = excluded.document
  where customer_search.document is distinct from excluded.document
$$;

create or replace function customers_search_changed() returns trigger
language plpgsql as $$
begin
  perform customer_search_refresh(array(select distinct id from new_rows));
  return null;
end
$$;

create or replace trigger customers_search_insert_trigger
  after insert on customers referencing new table as new_rows
  for each statement execute function customers_search_changed();

create or replace function customers_search_updated() returns trigger
language plpgsql as $$
begin
  perform customer_search_refresh(array(
    -- Compared as sets: a join of the two, which have no index, would compare every pair.
    select id from (select id, name, email, phone from new_rows except select id, name, email, phone from old_rows) now_other));
  return null;
end
$$;

create or replace trigger customers_search_update_trigger
  after update on customers referencing old table as old_rows new table as new_rows
  for each statement execute function customers_search_updated();

create or replace function services_search_inserted() returns trigger
language plpgsql as $$
begin
  perform customer_search_refresh(array(select distinct customer_id from new_rows));
  return null;
end
$$;

create or replace trigger services_search_insert_trigger
  after insert on services referencing new table as new_rows
  for each statement execute function services_search_inserted();

-- A renewal or a hold changes none of these columns, so a sweep refreshes nothing here.
create or replace function services_search_updated() returns trigger
language plpgsql as $$
declare
  touched bigint[] := array(
    select customer_id from (
      select id, customer_id, login, ipv4_address, mac_addresses, archived_at from new_rows
      except
      select id, customer_id, login, ipv4_address, mac_addresses, archived_at from old_rows) now_other
    union
    select customer_id from (
      select id, customer_id, login, ipv4_address, mac_addresses, archived_at from old_rows
      except
      select id, customer_id, login, ipv4_address, mac_addresses, archived_at from new_rows) before);
begin
  if cardinality(touched) > 0 then
    perform customer_search_refresh(touched);
  end if;
  return null;
end
$$;

create or replace trigger services_search_update_trigger
  after update on services referencing old table as old_rows new table as new_rows
  for each statement execute function services_search_updated();
