import {
  commentField,
  computed,
  disabledField,
  field,
  flag,
  nameField,
  reported,
  text,
} from '../field';
import type { MenuSpec } from '../model';
import { formatDay, formatTimeOfDay } from '../values';

const resource: MenuSpec = {
  path: 'system/resource',
  isSingle: true,
  fields: [
    computed('uptime', (_row, router) => router.age(router.bootedAt)),
    computed('version', (_row, router) => router.traits.version),
    reported('build-time', 'jan/15/2026 10:20:30'),
    reported('factory-software', '7.1'),
    reported('free-memory', '803663872'),
    reported('total-memory', '1073741824'),
    reported('cpu', 'Intel(R)'),
    reported('cpu-count', '2'),
    reported('cpu-frequency', '2400'),
    computed('cpu-load', (_row, router) => String(router.cpuLoad())),
    reported('free-hdd-space', '96407552'),
    reported('total-hdd-space', '134217728'),
    reported('architecture-name', 'x86_64'),
    reported('board-name', 'CHR'),
    reported('platform', 'MikroTik'),
  ],
};

const identity: MenuSpec = {
  path: 'system/identity',
  isSingle: true,
  verbs: ['set'],
  fields: [field('name', text, { initial: 'MikroTik' })],
};

/** A cloud router has no board of its own; a RouterBOARD shows its serial number here. */
const routerboard: MenuSpec = {
  path: 'system/routerboard',
  isSingle: true,
  fields: [reported('routerboard', 'false'), reported('serial-number')],
};

/** The licence identifies the device and survives any change of its configuration. */
const license: MenuSpec = {
  path: 'system/license',
  isSingle: true,
  fields: [reported('system-id', '0123456789A'), reported('level', 'free')],
};

const clock: MenuSpec = {
  path: 'system/clock',
  isSingle: true,
  verbs: ['set'],
  fields: [
    computed('time', (_row, router) => formatTimeOfDay(router.routerTime())),
    computed('date', (_row, router) => formatDay(router.routerTime(), router.traits.hasIsoDates)),
    field('time-zone-autodetect', flag, { initial: 'true' }),
    field('time-zone-name', text, { initial: 'UTC' }),
    reported('gmt-offset', '+00:00'),
    reported('dst-active', 'false'),
  ],
};

const userActive: MenuSpec = {
  path: 'user/active',
  fields: [
    computed('when', (row, router) => router.stamp(Number(row.values.get('.since') ?? '0'))),
    reported('name'),
    reported('address'),
    reported('via', 'api'),
    reported('group', 'full'),
    reported('radius', 'false'),
  ],
};

const user: MenuSpec = {
  path: 'user',
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    reported('group', 'full'),
    reported('address', ''),
    reported('last-logged-in'),
    disabledField,
    commentField,
  ],
};

const policies = (granted: string): string => {
  const all =
    'local,telnet,ssh,ftp,reboot,read,write,policy,test,winbox,password,web,sniff,sensitive,api,romon';
  const isGranted = new Set(granted.split(','));
  return all
    .split(',')
    .map((policy) => (isGranted.has(policy) ? policy : `!${policy}`))
    .join(',');
};

/** The group's policies match the rights this simulator gives its API user. */
const group: MenuSpec = {
  path: 'user/group',
  indexed: ['name'],
  isNamed: true,
  fields: [
    nameField,
    computed('policy', (_row, router) => {
      const sensitive = router.secretPolicy === 'shown' ? ',sensitive' : '';
      return policies(`api,read${router.isReadOnly ? '' : ',write'}${sensitive}`);
    }),
    reported('skin', 'default'),
  ],
  initialRows: [{ name: 'full' }],
};

const service = (name: string, port: string): Record<string, string> => ({ name, port });

const ipService: MenuSpec = {
  path: 'ip/service',
  indexed: ['name'],
  isNamed: true,
  verbs: ['set', 'enable', 'disable'],
  fields: [
    reported('name'),
    field('port', text),
    field('address', text, { initial: '' }),
    field('certificate', text, { isAbsentWhenEmpty: true }),
    field('vrf', text, { initial: 'main', release: 'v7' }),
    field('max-sessions', text, { initial: '20', release: 'v7' }),
    reported('invalid', 'false'),
    disabledField,
    computed('dynamic', (row) => (row.isDynamic ? 'true' : undefined)),
    reported('connection'),
    reported('remote'),
  ],
  initialRows: [
    service('telnet', '23'),
    service('ftp', '21'),
    service('www', '80'),
    service('ssh', '22'),
    service('api', '8728'),
    service('winbox', '8291'),
    service('api-ssl', '8729'),
  ],
};

const log: MenuSpec = {
  path: 'log',
  fields: [reported('time'), reported('topics'), reported('message')],
};

/** Exists only on RouterOS 6; 7 reports its path as unknown. */
export const accountingMenu: MenuSpec = {
  path: 'ip/accounting',
  isSingle: true,
  verbs: ['set'],
  fields: [
    field('enabled', flag, { initial: 'false' }),
    field('account-local-traffic', flag, { initial: 'false' }),
    field('threshold', text, { initial: '256' }),
  ],
};

export const systemMenus: readonly MenuSpec[] = [
  resource,
  identity,
  routerboard,
  license,
  clock,
  userActive,
  user,
  group,
  ipService,
  log,
];
