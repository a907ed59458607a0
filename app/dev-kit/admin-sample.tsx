import { Gauge, Package, Plus, Router, Search, Settings, Users, Wallet } from 'lucide-react';
import type { SearchParams } from 'nuqs/server';
import { Bars, Sparkline } from '@/app/_charts/sparkline';
import type { Column } from '@/app/_tables/columns';
import { DataTable } from '@/app/_tables/data-table';
import { readTableQuery } from '@/app/_tables/table-query';
import { AdminShell } from '@/app/_ui/admin-shell';
import { Avatar } from '@/app/_ui/avatar';
import { Button } from '@/app/_ui/button';
import { CopyButton } from '@/app/_ui/copy-button';
import { EmptyState } from '@/app/_ui/empty-state';
import { PageHeader } from '@/app/_ui/page-header';
import { Stat } from '@/app/_ui/stat';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Segmented, Tabs } from '@/app/_ui/tabs';
import { Bytes, Money } from '@/app/_ui/values';
import type { Formats } from '@/lib/kit/format';
import { sampleBulk } from './actions';
import { RowMenu } from './client-samples';
import { KitParts } from './kit-parts';
import { type SampleCustomer, sampleCustomers, sampleSpec } from './samples';

const nav = [
  {
    id: 'main',
    items: [
      { href: '/admin', label: 'Overview', icon: <Gauge aria-hidden /> },
      { href: '/dev-kit', label: 'Customers', icon: <Users aria-hidden />, badge: 3 },
      { href: '/admin/catalogue', label: 'Catalogue', icon: <Package aria-hidden /> },
      { href: '/admin/routers', label: 'Routers', icon: <Router aria-hidden /> },
    ],
  },
  {
    id: 'money',
    label: 'Money',
    items: [{ href: '/admin/wallet', label: 'Ledger', icon: <Wallet aria-hidden /> }],
  },
  {
    id: 'more',
    label: 'Operator',
    items: [{ href: '/admin/settings', label: 'Settings', icon: <Settings aria-hidden /> }],
  },
];

type AdminSampleProps = {
  f: Formats;
  searchParams: SearchParams;
};

/** A list page as staff would see it, then the individual parts. */
export function AdminSample({ f, searchParams }: AdminSampleProps) {
  return (
    <AdminShell
      name="Karoo Fibre"
      nav={nav}
      commands={
        <Button
          className="w-full max-w-72 justify-start text-ink-muted"
          icon={<Search aria-hidden />}
        >
          Search or jump to…
        </Button>
      }
      actions={<Avatar name="Olu Admin" />}
    >
      <PageHeader
        title="Customers"
        crumbs={[{ label: 'Admin', href: '/admin' }]}
        badge={<StatusBadge tone="accent">Demo</StatusBadge>}
        description="Everyone with an account, their credit and what they run."
        actions={
          <Button variant="primary" icon={<Plus aria-hidden />}>
            New customer
          </Button>
        }
      />
      <Stats f={f} />
      <Tabs
        label="Views"
        current="all"
        tabs={[
          { id: 'all', label: 'All', href: '/dev-kit', count: 512 },
          { id: 'stopped', label: 'Stopped', href: '/dev-kit?status=stopped', count: 12 },
          { id: 'new', label: 'New this week', href: '/dev-kit?v=new' },
        ]}
      />
      <Customers f={f} searchParams={searchParams} />
      <div className="mt-8 mb-4 flex items-center justify-between">
        <h2 className="font-semibold text-lg">Parts</h2>
        <Segmented
          label="Range"
          current="day"
          tabs={['hour', 'day', 'month'].map((id) => ({
            id,
            label: id,
            href: `/dev-kit?range=${id}`,
          }))}
        />
      </div>
      <KitParts f={f} />
    </AdminShell>
  );
}

function Stats({ f }: { f: Formats }) {
  return (
    <div className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Stat
        label="Active services"
        value={f.count(1204)}
        caption="+18 this week"
        chart={<Sparkline values={[3, 5, 4, 8, 9, 12, 11, 15]} label="Rising for a week" />}
        tone="positive"
        href="/admin/services"
      />
      <Stat label="Credit held" value={f.money(4_512_390n)} caption="across 512 wallets" />
      <Stat label="Stopped" value={f.count(12)} caption="8 for lack of credit" tone="warning" />
      <Stat
        label="Traffic today"
        value={f.bytes(1_840_000_000_000n)}
        caption="peak 1.2 Gbit/s"
        chart={<Bars values={[3, 5, null, 8, 9, 12, 11, 15]} label="Per hour" tone="info" />}
      />
    </div>
  );
}

async function Customers({ f, searchParams }: AdminSampleProps) {
  const query = readTableQuery(sampleSpec, searchParams);
  const rows = sampleCustomers.filter((row) =>
    row.name.toLowerCase().includes(query.search.toLowerCase()),
  );
  return (
    <DataTable<SampleCustomer>
      spec={sampleSpec}
      query={query}
      path="/dev-kit"
      label="Customers"
      search="Name, phone, address, IP…"
      filters={[
        {
          id: 'status',
          label: 'Status',
          options: [
            { value: 'active', label: 'Active' },
            { value: 'stopped', label: 'Stopped' },
          ],
        },
      ]}
      columns={customerColumns(f)}
      rows={rows}
      rowId={(row) => row.id}
      rowLabel={(row) => row.name}
      rowActions={() => <RowMenu />}
      page={{ next: 'c2' }}
      total={{ count: 512 }}
      bulk={[
        { id: 'message', label: 'Message', action: sampleBulk },
        {
          id: 'stop',
          label: 'Stop',
          tone: 'danger',
          action: sampleBulk,
          confirm: {
            title: 'Stop these services?',
            text: 'They lose the internet within seconds.',
            button: 'Stop services',
            phrase: 'STOP',
          },
        },
      ]}
      csvPath="/api/customers.csv"
      empty={<EmptyState title="No customers yet">Create the first one.</EmptyState>}
    />
  );
}

function customerColumns(f: Formats): Column<SampleCustomer>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      role: 'title',
      cell: (row) => (
        <span className="flex items-center gap-3">
          <Avatar name={row.name} className="max-md:hidden" />
          {row.name}
        </span>
      ),
    },
    {
      id: 'status',
      header: 'Status',
      cell: (row) => <StatusBadge tone={row.status.tone}>{row.status.label}</StatusBadge>,
    },
    {
      id: 'email',
      header: 'E-mail',
      role: 'extra',
      cell: (row) => (
        <span className="flex items-center gap-1">
          {row.email}
          <CopyButton text={row.email} />
        </span>
      ),
    },
    {
      id: 'used',
      header: 'Used',
      align: 'end',
      cell: (row) => <Bytes f={f} value={row.usedBytes} />,
    },
    { id: 'since', header: 'Since', hiddenAtFirst: true, cell: (row) => f.date(row.since) },
    {
      id: 'balance',
      header: 'Credit',
      align: 'end',
      cell: (row) => <Money f={f} amount={row.balance} />,
    },
  ];
}
