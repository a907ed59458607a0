-- Wakes the job executor and refreshes open pages as soon as the inserting transaction commits.
-- Statement-level: a sweep that inserts thousands of events costs one pass, and NOTIFY folds equal
-- payloads of a transaction into one. Past 200 rows every open page refreshes instead.
create or replace function events_notify() returns trigger
language plpgsql as $$
begin
  perform pg_notify('netpurse_jobs', '');
  if (select count(*) from (select 1 from inserted where customer_id is not null limit 201) capped) > 200 then
    perform pg_notify('netpurse_live', '{"all":true}');
  else
    perform pg_notify(
      'netpurse_live',
      json_build_object('customerId', customer_id, 'names', array_agg(distinct name))::text
    )
    from inserted
    where customer_id is not null
    group by customer_id;
  end if;
  return null;
end
$$;

create or replace trigger events_notify_trigger
  after insert on events
  referencing new table as inserted
  for each statement execute function events_notify();
