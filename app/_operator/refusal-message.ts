import 'server-only';
import { refusalText } from '@/app/_forms/answer';
import type { DomainError } from '@/lib/kit/errors';
import { getOperatorFormats } from './operator';

/** The sentence of a refusal that no form shows: of a page, of an upload, of one row among many. */
export async function refusalMessage(error: DomainError): Promise<string> {
  return refusalText(error, await getOperatorFormats());
}
