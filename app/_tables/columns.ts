import type { ReactNode } from 'react';

/** One column of a table, described on the server. */
export type Column<Row> = {
  id: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** Numbers and money are aligned to the end. */
  align?: 'start' | 'end';
  /**
   * `title` names the row: it heads the card on a phone and cannot be hidden. `extra` shows only from tablet width on.
   */
  role?: 'title' | 'main' | 'extra';
  /** Hidden by default. */
  hiddenAtFirst?: boolean;
};

/** Column data the browser needs. */
export type ColumnMeta = {
  id: string;
  header: string;
  align: 'start' | 'end';
  role: 'title' | 'main' | 'extra';
  /** Set when the column is sortable. */
  sort?: { href: string; direction: 'asc' | 'desc' | undefined };
};

/** A row as the browser receives it: rendered cells by column id. */
export type RowView = {
  id: string;
  /** Names the row for screen readers: "Select Ann Smith". */
  label: string;
  cells: Record<string, ReactNode>;
  actions?: ReactNode;
};

/** One filter of a table and its choices. */
export type TableFilter = {
  /** Name in the address and in the spec. */
  id: string;
  label: string;
  options: readonly { value: string; label: string }[];
};

/** Name of the cookie with the columns a viewer hides. */
export function columnCookie(tableId: string): string {
  return `netpurse-columns-${tableId}`;
}

/** Parses the cookie; `undefined` when the viewer never chose. */
export function hiddenFromCookie(text: string | undefined): string[] | undefined {
  return text === undefined ? undefined : text.split('.').filter((id) => /^[\w-]{1,40}$/.test(id));
}
