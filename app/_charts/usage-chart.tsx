import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from '@/app/_ui/cn';
import type { Formats } from '@/lib/kit/format';
import { stepText } from './step-text';
import { UsagePlot } from './usage-plot';
import {
  lastMeasured,
  summaryOf,
  type UsageSeries,
  type UsageStep,
  type UsageView,
} from './usage-series';

export type UsageChartProps = {
  f: Formats;
  /** Accessible name of the figure. */
  label: string;
  series: UsageSeries;
  step: UsageStep;
  view?: UsageView;
  /** Data limit in bytes; drawn in the cumulative view. */
  capBytes?: number | undefined;
  /** Projected usage at the end of the range in bytes; drawn in the cumulative view. */
  projectedBytes?: number | undefined;
  /** Freshness and time zone: "As of 10:00, Africa/Johannesburg". */
  note?: ReactNode;
};

/** Traffic over time as a chart, a summary in words, and a table. */
export function UsageChart(props: UsageChartProps) {
  const { f, label, series, step, view = 'bars', capBytes, projectedBytes, note } = props;
  const t = useTranslations('ui.chart');
  const hasData = lastMeasured(series) >= 0;
  const hasLines = view === 'cumulative';
  return (
    <figure aria-label={label} className="min-w-0">
      {hasData ? (
        <UsagePlot
          label={label}
          settings={f.settings}
          {...{ series, step, view, capBytes, projectedBytes }}
        />
      ) : (
        <p className="flex h-60 items-center justify-center rounded-md bg-surface-sunken text-ink-muted">
          {t('noData')}
        </p>
      )}
      <figcaption className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1.5 text-ink-muted text-xs">
        <LegendMark look="bg-chart-down">{t('down')}</LegendMark>
        <LegendMark look="bg-[repeating-linear-gradient(-45deg,var(--chart-up)_0_2px,var(--surface-raised)_2px_3.5px)]">
          {t('up')}
        </LegendMark>
        {hasLines && capBytes !== undefined && (
          <LegendMark look="h-0.5! bg-chart-cap">{`${t('cap')}: ${f.bytes(capBytes)}`}</LegendMark>
        )}
        {hasLines && projectedBytes !== undefined && (
          <LegendMark look="h-0! border-ink-muted border-t-2 border-dashed">
            {`${t('projected')}: ${f.bytes(projectedBytes)}`}
          </LegendMark>
        )}
        {note !== undefined && <span className="ms-auto">{note}</span>}
      </figcaption>
      {hasData && <Words {...props} />}
    </figure>
  );
}

function LegendMark({ look, children }: { look: string; children: string }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden data-swatch className={cn('inline-block h-2.5 w-5 rounded-xs', look)} />
      {children}
    </span>
  );
}

function Words({ f, label, series, step }: UsageChartProps) {
  const t = useTranslations('ui.chart');
  const { down, up, total, gaps, peak } = summaryOf(series);
  const at = (index: number) => stepText(f, step, series.starts[index] ?? 0, 'long');
  const sentences = [
    t('summary', {
      points: lastMeasured(series) + 1,
      from: at(0),
      to: at(lastMeasured(series)),
      down: f.bytes(down),
      up: f.bytes(up),
      total: f.bytes(total),
    }),
    peak ? t('summaryPeak', { value: f.bytes(peak.total), time: at(peak.index) }) : '',
    t('summaryGaps', { count: gaps }),
  ];
  return (
    <>
      <p className="sr-only">{sentences.join(' ')}</p>
      <details className="group mt-3">
        <summary className="inline-flex min-h-8 items-center rounded-sm font-medium text-accent-ink text-xs underline-offset-2 hover:underline">
          {t('showTable')}
        </summary>
        <section
          aria-label={label}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable box must be reachable by keyboard.
          tabIndex={0}
          className="mt-2 max-h-72 overflow-y-auto rounded-md border border-line"
        >
          <ValueTable {...{ f, label, series, step }} />
        </section>
      </details>
    </>
  );
}

type ValueTableProps = Pick<UsageChartProps, 'f' | 'label' | 'series' | 'step'>;

function ValueTable({ f, label, series, step }: ValueTableProps) {
  const t = useTranslations('ui.chart');
  const value = (bytes: number | null | undefined) =>
    bytes === null || bytes === undefined ? t('gap') : f.bytes(bytes);
  const head = 'sticky top-0 bg-surface-raised px-3 py-2 text-start font-medium text-ink-muted';
  return (
    <table aria-label={label} className="w-full text-xs tabular-nums">
      <thead>
        <tr>
          <th scope="col" className={head}>
            {t('time')}
          </th>
          <th scope="col" className={cn(head, 'text-end')}>
            {t('down')}
          </th>
          <th scope="col" className={cn(head, 'text-end')}>
            {t('up')}
          </th>
        </tr>
      </thead>
      <tbody>
        {series.starts.slice(0, lastMeasured(series) + 1).map((start, index) => (
          <tr key={start} className="border-line border-t">
            <th scope="row" className="px-3 py-1.5 text-start font-normal">
              {stepText(f, step, start, 'long')}
            </th>
            <td className="px-3 py-1.5 text-end">{value(series.down[index])}</td>
            <td className="px-3 py-1.5 text-end">{value(series.up[index])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
