import 'server-only';
import { type CsvSample, sampleCsv } from '@/lib/lists/csv';
import type { TextEncoding } from '@/lib/lists/text-encodings';
import type { TextFile } from '@/lib/lists/text-file';

/** How an uploaded file was decoded: shown for review, and reused by the step that applies it. */
export type FileReading = {
  encoding: TextEncoding;
  digest: string;
  sample: CsvSample;
};

export function fileReading({ text, encoding, digest }: TextFile): FileReading {
  return { encoding, digest, sample: sampleCsv(text) };
}
