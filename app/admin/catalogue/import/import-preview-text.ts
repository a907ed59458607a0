import type { FileReading } from '@/app/_operator/file-reading';

export type ImportResult = 'create' | 'change' | 'unchanged' | 'error';

export type ImportPreviewText = {
  reading: FileReading;
  rows: { line: number; name: string; result: ImportResult; problems: string[] }[];
};
