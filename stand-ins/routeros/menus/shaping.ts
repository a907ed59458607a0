import {
  commentField,
  computed,
  disabledField,
  duration,
  dynamicField,
  either,
  field,
  flag,
  integer,
  ipAddress,
  listAddress,
  listOf,
  nameField,
  oneOf,
  prefix,
  ratePair,
  reference,
  referenceField,
  reported,
  showName,
  text,
} from '../field';
import {
  bytesOf,
  type MenuSpec,
  type Meter,
  newMeter,
  type Parser,
  packetsOf,
  type Router,
  type Row,
} from '../model';
import { uniqueName, uniqueWhenEnabled } from './rules';

/** `8` means `8/8`: one value for each direction. */
const pairOf =
  (parser: Parser): Parser =>
  (value, name, router) => {
    const [up = '', down = up] = value.split('/');
    return `${parser(up, name, router)}/${parser(down, name, router)}`;
  };

const metered = (name: string, show: (meter: Meter) => string) =>
  computed(name, (row) => show(row.meter ?? newMeter()));

const zeroPair = (name: string) => reported(name, '0/0');

const queue: MenuSpec = {
  path: 'queue/simple',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable', 'reset-counters'],
  indexed: ['name', 'target'],
  isNamed: true,
  fields: [
    nameField,
    field('target', listOf(either(prefix, reference('interface'))), {
      isRequired: true,
      read: showName('interface', 'target'),
    }),
    field('dst', text, { isAbsentWhenEmpty: true }),
    referenceField('parent', 'queue/simple', { literals: ['none'], initial: 'none' }),
    field('packet-marks', text, { initial: '' }),
    field('priority', pairOf(integer(1, 8)), { initial: '8/8' }),
    field('queue', pairOf(text), { initial: 'default-small/default-small' }),
    field('limit-at', ratePair, { initial: '0/0' }),
    field('max-limit', ratePair, { initial: '0/0' }),
    field('burst-limit', ratePair, { initial: '0/0' }),
    field('burst-threshold', ratePair, { initial: '0/0' }),
    field('burst-time', pairOf(duration), { initial: '0s/0s' }),
    field('bucket-size', pairOf(text), { initial: '0.1/0.1' }),
    metered('bytes', ({ volume }) => `${bytesOf(volume.up)}/${bytesOf(volume.down)}`),
    reported('total-bytes', '0'),
    metered('packets', ({ volume }) => `${packetsOf(volume.up)}/${packetsOf(volume.down)}`),
    reported('total-packets', '0'),
    zeroPair('dropped'),
    reported('total-dropped', '0'),
    metered('rate', ({ rate }) => `${rate.up}/${rate.down}`),
    reported('total-rate', '0'),
    zeroPair('packet-rate'),
    reported('total-packet-rate', '0'),
    zeroPair('queued-packets'),
    reported('total-queued-packets', '0'),
    zeroPair('queued-bytes'),
    reported('total-queued-bytes', '0'),
    reported('invalid', 'false'),
    dynamicField,
    disabledField,
    commentField,
  ],
  check: uniqueName('queue/simple', 'already have such name'),
  changed: (row, router) => {
    if (!router.quirks.queueCountersSurviveSet) row.meter = newMeter();
  },
  resetCounters: (row) => {
    row.meter = newMeter();
  },
};

/** A row with a timeout is dynamic: it counts down, expires, and does not survive a reboot. */
function startTimeout(row: Row, router: Router): void {
  if (!row.values.has('creation-time')) row.values.set('creation-time', router.stamp());
  const timeout = row.values.get('timeout');
  if (timeout === undefined || timeout === '0s') return;
  row.isDynamic = true;
  router.expire('ip/firewall/address-list', row, timeout);
}

const addressList: MenuSpec = {
  path: 'ip/firewall/address-list',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable'],
  indexed: ['list', 'address'],
  fields: [
    field('list', text, { isRequired: true }),
    field('address', listAddress, { isRequired: true }),
    reported('creation-time'),
    field('timeout', duration, { read: (row, router) => router.remaining(row) }),
    dynamicField,
    disabledField,
    commentField,
  ],
  check: uniqueWhenEnabled({
    path: 'ip/firewall/address-list',
    key: 'address',
    message: 'already have such entry',
    collides: (other, values) => other.values.get('list') === values.get('list'),
  }),
  changed: startTimeout,
};

const ruleFields = [
  field('src-address', listAddress),
  field('dst-address', listAddress),
  field('src-address-list', text),
  field('dst-address-list', text),
  field('protocol', text),
  field('src-port', text),
  field('dst-port', text),
  field('in-interface', text),
  field('out-interface', text),
  field('in-interface-list', text),
  field('out-interface-list', text),
  field('connection-state', text),
  field('hotspot', text),
  field('place-before', text, { read: () => undefined }),
  field('log', flag, { initial: 'false' }),
  field('log-prefix', text, { initial: '' }),
  reported('bytes', '0'),
  reported('packets', '0'),
  reported('invalid', 'false'),
  dynamicField,
  disabledField,
  commentField,
];

const filter: MenuSpec = {
  path: 'ip/firewall/filter',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable', 'reset-counters'],
  indexed: ['src-address-list'],
  fields: [
    field('chain', text, { isRequired: true }),
    field(
      'action',
      oneOf('accept', 'drop', 'reject', 'fasttrack-connection', 'jump', 'log', 'passthrough'),
      { initial: 'accept' },
    ),
    field('reject-with', text),
    field('jump-target', text),
    ...ruleFields,
  ],
};

const nat: MenuSpec = {
  path: 'ip/firewall/nat',
  verbs: ['add', 'set', 'unset', 'remove', 'enable', 'disable', 'reset-counters'],
  fields: [
    field('chain', text, { isRequired: true }),
    field('action', oneOf('accept', 'dst-nat', 'src-nat', 'masquerade', 'redirect', 'netmap'), {
      initial: 'accept',
    }),
    field('to-addresses', ipAddress),
    field('to-ports', text),
    ...ruleFields,
  ],
  initialRows: [{ chain: 'srcnat', action: 'masquerade', 'out-interface': 'ether1' }],
};

export const shapingMenus: readonly MenuSpec[] = [queue, addressList, filter, nat];
