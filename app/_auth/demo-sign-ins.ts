import 'server-only';
import { env } from '@/lib/kit/env';

export type DemoSignIn = {
  role: 'subscriber' | 'admin' | 'support';
  email: string;
  password: string;
};

const PASSWORD = 'demo-netpurse';

/** The demo users shown on the sign-in page; none unless `DEMO_MODE` is set. */
export function demoSignIns(): readonly DemoSignIn[] {
  if (!env().DEMO_MODE) return [];
  return [
    { role: 'subscriber', email: 'subscriber@demo.netpurse.example', password: PASSWORD },
    { role: 'admin', email: 'admin@demo.netpurse.example', password: PASSWORD },
    { role: 'support', email: 'support@demo.netpurse.example', password: PASSWORD },
  ];
}

/** Whether this deployment runs on stand-ins. */
export function isDemo(): boolean {
  return env().DEMO_MODE;
}
