import 'server-only';
import { type CsvSample, sampleCsv } from '@/lib/lists/csv';
import type { TextEncoding } from '@/lib/lists/text-encodings';
import type { TextFile } from '@/lib/lists/text-file';

/** How an uploaded file was decoded: shown for review, and reused by the step that applies it. */
export type FileReading = {
  encoding: TextEncoding;
  digest: string;
  sample: CsvSample;
  /** Another encoding that fits the file as well, so that a person has to compare the two. */
  rival: TextEncoding | null;
};

export function fileReading({ text, encoding, digest, rival }: TextFile): FileReading {
  const sample = sampleCsv(text, rival?.text);
  return { encoding, digest, sample, rival: rival?.encoding ?? null };
}
