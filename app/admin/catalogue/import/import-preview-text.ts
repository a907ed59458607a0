export type ImportResult = 'create' | 'change' | 'unchanged' | 'error';

export interface ImportPreviewText {
  text: string;
  rows: { line: number; name: string; result: ImportResult; problems: string[] }[];
}
