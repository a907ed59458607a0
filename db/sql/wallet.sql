-- The operator's own accounts: one of each kind, their balances are sums of transfers.
insert into accounts (kind, created_at)
select kind, now()
from unnest(array['revenue', 'tax', 'stripe_clearing', 'cash', 'vouchers', 'adjustments']) kind
on conflict do nothing;
