import 'server-only';
import { refusalText } from '@/app/_forms/answer';
import type { DomainError } from '@/lib/kit/errors';
import { getOperatorFormats } from './operator';

/** The sentence of a refusal shown outside a form: of a page, an upload, or one row among many. */
export async function refusalMessage(error: DomainError): Promise<string> {
  return refusalText(error, await getOperatorFormats());
}
