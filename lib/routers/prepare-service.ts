import { fingerprint } from '@/lib/kit/crypto';
import { env } from '@/lib/kit/env';
import type { ServiceOnRouter } from './lookups/desired';
import type { PushInput } from './push/push-task';
import { desiredRowsOf, type MissingPart, type RowsWarning } from './rules';
import type { RouterFacts } from './rules/desired-service';
import type { DesiredRow } from './rules/rows';
import { serviceLevelOf, serviceLevels } from './rules/service-level';

/**
 * A due service with the rows it should have; `missing` names what prevents it from having rows, or from being served
 * correctly.
 */
export type PreparedService = {
  loaded: ServiceOnRouter;
  rows: readonly DesiredRow[];
  missing: MissingPart | null;
  /** Its rows on the router are to be removed although it cannot have others. */
  isReleased: boolean;
  warning: RowsWarning | null;
  passwordFingerprint: string | null;
};

/** Computes the rows of a loaded service and the fingerprint of the password in them. */
export function prepareService(loaded: ServiceOnRouter, facts: RouterFacts): PreparedService {
  const { service } = loaded;
  const applied = { level: loaded.appliedLevel, rows: loaded.appliedRows };
  const desired = desiredRowsOf(service, facts, applied);
  return {
    loaded,
    rows: desired.kind === 'rows' ? desired.rows : [],
    missing: desired.missing ?? null,
    isReleased: desired.kind === 'incomplete' && desired.isReleased === true,
    warning: desired.kind === 'rows' ? (desired.warning ?? null) : null,
    passwordFingerprint:
      service.password === null
        ? null
        : fingerprint(
            env().ENCRYPTION_KEYS,
            service.password,
            `service:${service.serviceId}|pushed`,
          ),
  };
}

/** Whether there is anything to write; a service that lacks something may have rows that keep it offline. */
export function isWritable({ missing, rows, isReleased }: PreparedService): boolean {
  return missing === null || rows.length > 0 || isReleased;
}

/** Selects the fields a push needs. */
export function toPushInput(prepared: PreparedService): PushInput {
  const { loaded, rows, passwordFingerprint } = prepared;
  return {
    serviceId: loaded.service.serviceId,
    version: loaded.service.version,
    rows,
    isServed: serviceLevelOf(loaded.service) >= serviceLevels.slow,
    mayAdopt: loaded.adoptionApproved,
    isPasswordPushed:
      passwordFingerprint !== null && passwordFingerprint === loaded.passwordFingerprint,
    appliedRows: loaded.appliedRows,
    appliedSession: loaded.appliedSession,
    readsOtherwise: loaded.notConfirmed,
  };
}
