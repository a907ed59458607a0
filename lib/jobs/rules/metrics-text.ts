/** One metric, with the names and units Prometheus recommends. */
export type Metric = {
  name: string;
  help: string;
  samples: readonly { labels?: Record<string, string>; value: number }[];
};

/** The media type of `metricsText`'s output. */
export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/**
 * Renders Prometheus' text format, version 0.0.4. Everything here is read from the database or the process on each
 * scrape, so every metric is a gauge and there is no registry.
 */
export function metricsText(metrics: readonly Metric[]): string {
  return metrics.map(metricText).join('');
}

function metricText({ name, help, samples }: Metric): string {
  const lines = samples.map(
    ({ labels = {}, value }) => `${name}${labelsText(labels)} ${numberText(value)}\n`,
  );
  return `# HELP ${name} ${escapeText(help)}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

function labelsText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([label, value]) => `${label}="${escapeText(value).replaceAll('"', '\\"')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
