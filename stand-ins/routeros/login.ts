import { createHash, randomBytes } from 'node:crypto';
import type { Command } from './command';
import type { Reply } from './verbs';

export type Credentials = {
  user: string;
  password: string;
};

type LoginOutcome = { isIn: boolean; reply: Reply };

/** The login of one connection: plain since 6.43, an MD5 challenge before. */
export class LoginDialogue {
  readonly #credentials: Credentials;
  readonly #hasChallenge: boolean;
  #challenge: Buffer | undefined;

  constructor(credentials: Credentials, hasChallenge: boolean) {
    this.#credentials = credentials;
    this.#hasChallenge = hasChallenge;
  }

  answer(command: Command, isRejected: boolean): LoginOutcome {
    const args = new Map(command.args);
    if (!this.#hasChallenge) {
      const isRight = this.#isUser(args) && args.get('password') === this.#credentials.password;
      return outcome(isRight && !isRejected, 'invalid user name or password (6)');
    }
    const response = args.get('response');
    if (response === undefined) {
      this.#challenge = randomBytes(16);
      return { isIn: false, reply: [['!done', `=ret=${this.#challenge.toString('hex')}`]] };
    }
    const isRight = this.#isUser(args) && response === this.#expected();
    // A challenge is valid for one response.
    this.#challenge = undefined;
    return outcome(isRight && !isRejected, 'cannot log in');
  }

  #isUser(args: ReadonlyMap<string, string>): boolean {
    return args.get('name') === this.#credentials.user;
  }

  #expected(): string | undefined {
    if (!this.#challenge) return undefined;
    const digest = createHash('md5')
      .update(Buffer.of(0))
      .update(this.#credentials.password, 'utf8')
      .update(this.#challenge)
      .digest('hex');
    return `00${digest}`;
  }
}

function outcome(isIn: boolean, refusal: string): LoginOutcome {
  return { isIn, reply: isIn ? [['!done']] : [['!trap', `=message=${refusal}`], ['!done']] };
}
