/** Ids of existing rows, by the name of the dynamic segment or by the preceding segment. */
export type RealIds = Record<string, string | number>;

/**
 * The address of a route with every dynamic segment filled in. A segment without an id is a new kind of row, which must
 * be given one so that its route is part of the matrix.
 */
export function realAddress(pattern: string, ids: RealIds): string {
  const segments = pattern.split('/');
  const filled = segments.map((segment, index) => {
    const name = /^\[\[?(?:\.\.\.)?(\w+)\]\]?$/.exec(segment)?.[1];
    if (name === undefined) return segment;
    const id = ids[`${segments[index - 1]}/${name}`] ?? ids[name];
    if (id === undefined) throw new Error(`${pattern}: no id for [${name}]`);
    return encodeURIComponent(id);
  });
  return filled.join('/');
}
