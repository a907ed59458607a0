/** Maximum number run concurrently; the driver still limits the commands on the wire. */
const GROUP_MAX = 8;
const GROUP_FIRST = 2;
/** A group that takes longer is followed by a smaller one, so that the next check is never far away. */
const GROUP_MS = 300;

/**
 * Processes the items in groups that grow while the router is fast, and asks between groups whether to continue. The
 * first group always runs; `left` was not started.
 */
export async function inGroups<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  mayGoOn: () => Promise<boolean>,
): Promise<{ done: R[]; left: readonly T[] }> {
  const done: R[] = [];
  let size = GROUP_FIRST;
  for (let from = 0; from < items.length; ) {
    if (from > 0 && !(await mayGoOn())) return { done, left: items.slice(from) };
    const startedAt = performance.now();
    done.push(...(await Promise.all(items.slice(from, from + size).map(work))));
    from += size;
    const isSlow = performance.now() - startedAt > GROUP_MS;
    size = isSlow ? Math.ceil(size / 2) : Math.min(size * 2, GROUP_MAX);
  }
  return { done, left: [] };
}
