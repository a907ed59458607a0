import type { Tone } from '@/app/_ui/tone';

/** Something that needs a person, with a link to it. */
export type Concern = {
  id: string;
  tone: Tone;
  /** The kind of concern, for the badge. */
  kind: string;
  title: string;
  detail: string;
  href: string;
};
