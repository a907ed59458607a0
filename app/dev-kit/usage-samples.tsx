import { UsageChart } from '@/app/_charts/usage-chart';
import type { UsageSeries } from '@/app/_charts/usage-series';
import { Card } from '@/app/_ui/card';
import type { Formats } from '@/lib/kit/format';

const DAY_MS = 86_400_000;

function sampleSeries(days: number, known: number): UsageSeries {
  const first = Date.UTC(2026, 9, 24);
  const isGap = (day: number) => day >= known || day === 7 || day === 8;
  const down = (day: number) => Math.round((1 + Math.sin(day) ** 2 * 2) * 1e9);
  const all = Array.from({ length: days }, (_, day) => day);
  return {
    starts: all.map((day) => (first + day * DAY_MS) / 1000),
    down: all.map((day) => (isGap(day) ? null : down(day))),
    up: all.map((day) => (isGap(day) ? null : Math.round(down(day) / 4))),
  };
}

export function UsageSamples({ f }: { f: Formats }) {
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Card title="Usage by day">
        <UsageChart
          f={f}
          label="Usage by day"
          series={sampleSeries(30, 30)}
          step="day"
          note="As of 10:00, Europe/Berlin"
        />
      </Card>
      <Card title="Usage this period">
        <UsageChart
          f={f}
          label="Usage this period"
          series={sampleSeries(30, 19)}
          step="day"
          view="cumulative"
          capBytes={50e9}
          projectedBytes={64e9}
        />
      </Card>
    </div>
  );
}
