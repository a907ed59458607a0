export interface ImportPreviewText {
  text: string;
  rows: { line: number; name: string; result: Result; problems: string[] }[];
}
