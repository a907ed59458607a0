/** A mark's position in pixels at the current zoom, and its index in the source list. */
export type PixelPoint = {
  x: number;
  y: number;
  index: number;
};

/** Marks that would overlap, drawn as one. */
export type Cluster = {
  x: number;
  y: number;
  indexes: number[];
};

/**
 * Groups marks by the cells of a fixed grid, so that moving the map keeps groups together and only a change of zoom
 * regroups them. A group is placed at the centre of its marks.
 */
export function clusterPoints(points: readonly PixelPoint[], cellPx: number): Cluster[] {
  const cells = new Map<string, PixelPoint[]>();
  for (const point of points) {
    const key = `${Math.floor(point.x / cellPx)}:${Math.floor(point.y / cellPx)}`;
    const cell = cells.get(key);
    if (cell) cell.push(point);
    else cells.set(key, [point]);
  }
  return [...cells.values()].map((cell) => ({
    x: mean(cell.map((point) => point.x)),
    y: mean(cell.map((point) => point.y)),
    indexes: cell.map((point) => point.index),
  }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
