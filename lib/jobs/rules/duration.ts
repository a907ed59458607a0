const unitMs: Record<string, number> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Parses Inngest's durations (`2s`, `1h30m`, `7d`) into milliseconds; null if invalid. */
export function parseDurationMs(text: string): number | null {
  const compact = text.replaceAll(' ', '');
  const parts = [...compact.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  const consumed = parts.map((part) => part[0]).join('');
  if (parts.length === 0 || consumed !== compact) return null;
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0);
}

/** Parses a duration counted from `now`, or an ISO instant; null if it is neither. */
export function parseMoment(text: string, now: Date): Date | null {
  const durationMs = parseDurationMs(text);
  if (durationMs !== null) return new Date(now.getTime() + durationMs);
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}
