import {
  commentField,
  computed,
  disabledField,
  dynamicField,
  field,
  integer,
  nameField,
  reported,
  sessionBytes,
  sessionPackets,
} from '../field';
import { type MenuSpec, newMeter } from '../model';
import { uniqueName } from './rules';

/** Dynamic interface ids observed on real routers start far above the static ones. */
const FIRST_DYNAMIC_INTERFACE = 0xf0_0000;

const ether = (number: number): Record<string, string> => ({
  name: `ether${number}`,
  type: 'ether',
  mtu: '1500',
  'actual-mtu': '1500',
  l2mtu: '1598',
  'mac-address': `02:00:00:00:00:0${number}`,
});

/** From the router's point of view: received is the subscriber's upload, sent is the download. */
const interfaces: MenuSpec = {
  path: 'interface',
  verbs: ['set', 'enable', 'disable', 'reset-counters'],
  indexed: ['name', 'type'],
  isNamed: true,
  firstDynamicId: FIRST_DYNAMIC_INTERFACE,
  fields: [
    nameField,
    reported('type'),
    field('mtu', integer(68, 65_535)),
    reported('actual-mtu'),
    reported('l2mtu'),
    reported('mac-address'),
    computed('last-link-up-time', (row, router) =>
      router.stamp(row.session?.startedAt ?? router.bootedAt),
    ),
    reported('link-downs', '0'),
    sessionBytes('rx-byte', 'up'),
    sessionBytes('tx-byte', 'down'),
    sessionPackets('rx-packet', 'up'),
    sessionPackets('tx-packet', 'down'),
    reported('rx-drop', '0'),
    reported('tx-drop', '0'),
    reported('tx-queue-drop', '0'),
    reported('rx-error', '0'),
    reported('tx-error', '0'),
    sessionBytes('fp-rx-byte', 'up'),
    reported('fp-tx-byte', '0'),
    sessionPackets('fp-rx-packet', 'up'),
    reported('fp-tx-packet', '0'),
    dynamicField,
    computed('running', (row) => String(row.values.get('disabled') !== 'true')),
    disabledField,
    commentField,
  ],
  initialRows: [ether(1), ether(2), ether(3), ether(4)],
  resetCounters: ({ session }) => {
    if (session) Object.assign(session.meter.volume, newMeter().volume);
  },
  check: uniqueName('interface', 'already have interface with such name'),
};

export const interfaceMenus: readonly MenuSpec[] = [interfaces];
