import { useSyncExternalStore } from 'react';

const never = () => () => undefined;

/**
 * False on the server and while the browser takes its page over, then true. For machinery that does nothing
 * before: a list page has a dozen closed menus, and rendering them on the server is a tenth of its time.
 */
export function useIsHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
