import { HttpSession } from './http-session';
import type { Demo } from './start';

/** A duration measured by a check, in milliseconds. */
export type Timing = { name: string; ms: number };

export type DemoWorld = Demo & {
  /** Opens a headless session that keeps cookies, follows redirects and reaches every host of the demo. */
  openSession: () => HttpSession;
};

/** One requirement of the main job, exercised through the real application and the stand-ins. Throws when it fails. */
export type DemoCheck = {
  name: string;
  run: (world: DemoWorld) => Promise<Timing[] | undefined>;
};

export function worldOf(demo: Demo): DemoWorld {
  return { ...demo, openSession: () => new HttpSession(demo.port) };
}
