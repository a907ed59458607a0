import type { Budget, Fault } from './faults';
import type { Certificate } from './server';
import type { RouterSimulator } from './simulator';

/** Objects a fault may need from its scenario. */
export type FaultStage = {
  /** The PPP login of a subscriber whom the client manages on this router. */
  login: string;
  /** Presented instead of the router's own by `certificate-change`. */
  otherCertificate?: Certificate;
};

/**
 * How a correct client experiences a fault: not at all, as refused commands, as a lost or failed connection, or as
 * other rows or sessions than it left.
 */
type Disturbance = 'nothing' | 'commands' | 'connection' | 'state';

export type Heal = () => Promise<void>;

export type FaultScenario = {
  disturbs: Disturbance;
  /** Stays active until the returned function ends it. Changes to rows remain. */
  arm: (router: RouterSimulator, stage: FaultStage) => Heal | Promise<Heal>;
};

const WRITES = /\/(add|set|unset|remove|enable|disable)$/;
const THREE_YEARS_MS = 3 * 365 * 86_400_000;

/** The shape of the measured budget, small enough to run out within one push. */
const smallBudget: Budget = {
  freeRequests: 5,
  fastMs: 1,
  slowMs: 5,
  stallEvery: 20,
  stallMs: 200,
  recoverAfterMs: 500,
};

const healing =
  (end: () => void): Heal =>
  () =>
    Promise.resolve(end());
const nothing = healing(() => undefined);

const wire = (disturbs: Disturbance, fault: Fault): FaultScenario => ({
  disturbs,
  arm: (router) => healing(router.faults.add(fault)),
});

/** Every way a simulated router can misbehave, by name. */
export const faultCatalog = {
  refuse: {
    disturbs: 'connection',
    arm: async (router) => {
      await router.setReachable(false);
      return () => router.setReachable(true);
    },
  },
  'accept-then-close': wire('connection', { kind: 'accept-then-close' }),
  'hang-at-login': wire('connection', { kind: 'silent', on: '/login' }),
  'wrong-password': wire('connection', { kind: 'reject-login' }),
  'no-answer': wire('connection', { kind: 'silent' }),
  latency: wire('nothing', { kind: 'latency', ms: 10 }),
  'latency-with-jitter': wire('nothing', { kind: 'latency', ms: 2, jitterMs: 20 }),
  'falls-behind': {
    disturbs: 'nothing',
    arm: (router) => {
      router.faults.setBudget(smallBudget);
      return healing(() => router.faults.setBudget(undefined));
    },
  },
  'slow-print': wire('nothing', { kind: 'slow-print', msPerRow: 0.2 }),
  'drop-mid-reply-fin': wire('connection', { kind: 'drop-mid-reply', by: 'fin' }),
  'drop-mid-reply-rst': wire('connection', { kind: 'drop-mid-reply', by: 'rst' }),
  'commit-then-drop-fin': wire('connection', { kind: 'commit-then-drop', by: 'fin', on: WRITES }),
  'commit-then-drop-rst': wire('connection', { kind: 'commit-then-drop', by: 'rst', on: WRITES }),
  'drop-before-commit-fin': wire('connection', {
    kind: 'drop-before-commit',
    by: 'fin',
    on: WRITES,
  }),
  'drop-before-commit-rst': wire('connection', {
    kind: 'drop-before-commit',
    by: 'rst',
    on: WRITES,
  }),
  'split-every-byte': wire('nothing', { kind: 'split', at: 'every-byte' }),
  'split-lone-length': wire('nothing', { kind: 'split', at: 'lone-length' }),
  'split-lone-final-zero': wire('nothing', { kind: 'split', at: 'lone-final-zero' }),
  'fatal-as-word': wire('connection', { kind: 'fatal', as: 'word' }),
  'fatal-as-attribute': wire('connection', { kind: 'fatal', as: 'attribute' }),
  'several-traps': wire('commands', {
    kind: 'trap',
    messages: ['failure: busy', 'no such command prefix'],
    on: WRITES,
  }),
  'empty-on-writes': wire('nothing', { kind: 'empty', on: WRITES }),
  'unknown-reply-word': wire('commands', { kind: 'unknown-reply' }),
  'stray-tag': wire('nothing', { kind: 'stray-tag' }),
  'interleaved-tags': wire('nothing', { kind: 'interleave' }),
  'read-only-user': {
    disturbs: 'commands',
    arm: ({ device }) => {
      device.isReadOnly = true;
      return healing(() => {
        device.isReadOnly = false;
      });
    },
  },
  'secrets-masked': hidingSecrets('masked'),
  'secrets-absent': hidingSecrets('absent'),
  'clock-skew': {
    disturbs: 'nothing',
    arm: (router) => {
      router.skewClock(-THREE_YEARS_MS);
      return healing(() => router.skewClock(0));
    },
  },
  reboot: {
    disturbs: 'state',
    arm: (router) => {
      router.reboot();
      return nothing;
    },
  },
  'operator-edit': {
    disturbs: 'state',
    arm: (router, { login }) => {
      const changes = { profile: 'default', password: 'changed-by-hand', disabled: 'yes' };
      router.run('/ppp/secret/set', { '.id': login, ...changes });
      return nothing;
    },
  },
  'operator-removal': {
    disturbs: 'state',
    arm: (router, { login }) => {
      router.run('/ppp/secret/remove', { '.id': login });
      return nothing;
    },
  },
  'duplicate-login': {
    disturbs: 'state',
    arm: (router, { login }) => {
      const isThere = router.device.table('ppp/secret').find('name', login).length > 0;
      if (isThere) router.run('/ppp/secret/remove', { '.id': login });
      const comment = 'by another system';
      router.run('/ppp/secret/add', { name: login, password: 'not-ours', comment });
      return healing(() => {
        router.run('/ppp/secret/remove', { '.id': login });
      });
    },
  },
  'certificate-change': {
    disturbs: 'connection',
    arm: (router, { otherCertificate }) => {
      const own = router.certificate;
      if (!own || !otherCertificate) throw new Error('there is no certificate to change');
      router.setCertificate(otherCertificate);
      return healing(() => router.setCertificate(own));
    },
  },
} satisfies Record<string, FaultScenario>;

export type FaultName = keyof typeof faultCatalog;

/** Names of all faults, for tests that must cover each of them. */
export const faultNames = Object.keys(faultCatalog) as readonly FaultName[]; // the keys of a literal

/**
 * Arms a named fault and returns how to end it.
 * @throws Error when the stage lacks what the fault needs.
 */
export async function armFault(
  router: RouterSimulator,
  name: FaultName,
  stage: FaultStage,
): Promise<Heal> {
  return await faultCatalog[name].arm(router, stage);
}

function hidingSecrets(policy: 'masked' | 'absent'): FaultScenario {
  return {
    disturbs: 'nothing',
    arm: ({ device }) => {
      device.secretPolicy = policy;
      return healing(() => {
        device.secretPolicy = 'shown';
      });
    },
  };
}
