/** Two names that differ only in case or white space are one. */
export function foldedName(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, ' ');
}
