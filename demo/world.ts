import { HttpSession } from './http-session';
import type { Demo } from './start';

/** A measured figure of a check, in milliseconds. */
export type Timing = { name: string; ms: number };

export type DemoWorld = Demo & {
  /** A browser without a screen: keeps cookies, follows redirects, reaches every host of the demo. */
  openSession: () => HttpSession;
};

/** One line of the main job, driven through the real application and the stand-ins. Throws when it does not hold. */
export type DemoCheck = {
  name: string;
  run: (world: DemoWorld) => Promise<Timing[] | undefined>;
};

export function worldOf(demo: Demo): DemoWorld {
  return { ...demo, openSession: () => new HttpSession(demo.port) };
}
