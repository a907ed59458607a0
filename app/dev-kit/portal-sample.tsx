import { ChartColumn, House, ReceiptText, RefreshCw, Wallet } from 'lucide-react';
import { Button, LinkButton } from '@/app/_ui/button';
import { Callout } from '@/app/_ui/callout';
import { Card } from '@/app/_ui/card';
import { KeyValueList } from '@/app/_ui/key-value-list';
import { Meter } from '@/app/_ui/meter';
import { PageHeader } from '@/app/_ui/page-header';
import { PortalShell } from '@/app/_ui/portal-shell';
import { Ring } from '@/app/_ui/ring';
import { StatusBadge } from '@/app/_ui/status-badge';
import { Timeline } from '@/app/_ui/timeline';
import { DateTime, Money } from '@/app/_ui/values';
import type { Formats } from '@/lib/kit/format';
import { RouterSteps } from './samples';
import { UsageSamples } from './usage-samples';

const nav = [
  { href: '/dev-kit', label: 'Home', icon: <House aria-hidden /> },
  { href: '/usage', label: 'Usage', icon: <ChartColumn aria-hidden /> },
  { href: '/top-up', label: 'Top up', icon: <Wallet aria-hidden /> },
  { href: '/bills', label: 'Bills', icon: <ReceiptText aria-hidden /> },
];

/** A home page as a subscriber would see it. */
export function PortalSample({ f }: { f: Formats }) {
  const renewal = new Date(Date.now() + 9 * 86_400_000);
  const left = f.bytesOf(36_400_000_000n, 50_000_000_000n);
  return (
    <PortalShell
      name="Karoo Fibre"
      homeHref="/dev-kit?face=portal"
      nav={nav}
      footer="Questions? 021 555 0100"
    >
      <PageHeader title="Good evening, Thandi" description="Everything is running." />
      <div className="flex flex-col gap-4">
        <Callout
          tone="warning"
          title={`Your credit is short by ${f.money(320n)}`}
          action={<Button variant="primary">Top up {f.money(320n)}</Button>}
        >
          Weekly 5 GB renews on <DateTime f={f} value={renewal} show="date" /> for {f.money(500n)}.
        </Callout>
        <div className="grid gap-4 md:grid-cols-[2fr_1fr]">
          <Card
            title="Home 50"
            description="20 Mbit/s down, 10 Mbit/s up"
            actions={
              <StatusBadge tone="positive" size="md">
                Active
              </StatusBadge>
            }
            footer={
              <div className="flex flex-wrap items-center justify-between gap-3">
                <span>
                  Renews <DateTime f={f} value={renewal} show="dateTime" /> from credit
                </span>
                <LinkButton href="/usage" size="sm">
                  Usage
                </LinkButton>
              </div>
            }
          >
            <div className="flex flex-col items-center gap-6 sm:flex-row">
              <Ring
                ratio={0.73}
                label={`${left.used} of ${left.total} left`}
                value={left.used}
                caption={`of ${left.total} left`}
              />
              <div className="flex w-full flex-col gap-4">
                <Meter label="Data left" value={`${left.used} of ${left.total}`} ratio={0.73} />
                <Meter label="Time left" value="9 of 30 days" ratio={0.3} tone="info" size="sm" />
                <Button variant="soft" block>
                  Add data
                </Button>
              </div>
            </div>
          </Card>
          <Card title="Credit">
            <p className="font-semibold text-3xl tracking-tight">
              <Money f={f} amount={1805n} />
            </p>
            <p className="mt-1 mb-4 text-ink-muted">Enough for the next renewal.</p>
            <div className="grid gap-2">
              <Button variant="primary" size="lg">
                Top up
              </Button>
              <Button
                block
                icon={<RefreshCw aria-hidden />}
                disabledReason="Auto top-up needs a stored card."
              >
                Auto top-up
              </Button>
            </div>
          </Card>
        </div>
        <UsageSamples f={f} />
        <div className="grid gap-4 md:grid-cols-2">
          <Card title="Payment 4F2A">
            <Timeline live steps={RouterSteps(f)} />
          </Card>
          <Card title="What you pay">
            <KeyValueList
              items={[
                {
                  id: 'old',
                  label: 'Unused part of Home 50',
                  value: <Money f={f} amount={666n} signed />,
                },
                {
                  id: 'new',
                  label: 'Home 100 to 3 Dec',
                  value: <Money f={f} amount={-1999n} signed />,
                },
                {
                  id: 'due',
                  label: 'Due now',
                  value: <Money f={f} amount={1333n} />,
                  strong: true,
                },
              ]}
            />
          </Card>
        </div>
      </div>
    </PortalShell>
  );
}
