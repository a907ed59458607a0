import type { LineView } from '@/lib/charges/line-view';
import { type LineWords, lineText } from './line-words';

/** How each amount of a charge came about, one row each. */
export function LineDetails({ lines, words }: { lines: readonly LineView[]; words: LineWords }) {
  return lines.map((line) => (
    <span
      key={`${line.causeKey} ${line.what}`}
      className="block font-normal text-ink-muted text-xs [overflow-wrap:anywhere]"
    >
      {lineText(words, line)}
    </span>
  ));
}
