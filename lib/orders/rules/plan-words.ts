import { uuidOf } from '@/lib/kit/ids';

/** What a plan says of itself: a contract length or a router may be part of the offer only here. */
export type PlanWords = {
  description: string;
  specification: { label: string; value: string }[];
  specificationText: string;
};

/** Returns the fingerprint that quotes keep of a plan's words, because the words are too long for an address. */
export function printOfWords({ description, specification, specificationText }: PlanWords): string {
  return uuidOf(JSON.stringify([description, specification, specificationText]));
}
