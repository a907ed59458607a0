import 'server-only';
import { type CsvSample, sampleCsv } from '@/lib/lists/csv';
import type { TextEncoding } from '@/lib/lists/text-encodings';
import type { TextFile } from '@/lib/lists/text-file';

/** How an uploaded file was decoded: shown for review, and reused by the step that applies it. */
export type FileReading = {
  encoding: TextEncoding;
  digest: string;
  sample: CsvSample;
  /** Other encodings that fit the file as well, so that a person has to compare them. */
  rivals: TextEncoding[];
};

export function fileReading({ text, encoding, digest, rivals }: TextFile): FileReading {
  const sample = sampleCsv(text, rivals);
  return { encoding, digest, sample, rivals: rivals.map((rival) => rival.encoding) };
}
