/** The `error` object of a failed request, as the vendor sends it. */
export type FaultBody = {
  type:
    | 'invalid_request_error'
    | 'card_error'
    | 'idempotency_error'
    | 'api_error'
    | 'rate_limit_error';
  message: string;
  code?: string;
  decline_code?: string;
  param?: string;
  doc_url?: string;
  charge?: string;
  payment_intent?: unknown;
  payment_method?: unknown;
  setup_intent?: unknown;
};

/** An API error, sent as an HTTP status with error JSON. */
export class StripeFault extends Error {
  readonly status: number;
  readonly body: FaultBody;

  constructor(status: number, body: FaultBody) {
    super(body.message);
    this.name = 'StripeFault';
    this.status = status;
    this.body = body.code
      ? {
          ...body,
          doc_url: `https://stripe.com/docs/error-codes/${body.code.replaceAll('_', '-')}`,
        }
      : body;
  }
}

export function invalid(message: string, param?: string, code?: string): StripeFault {
  return new StripeFault(400, {
    type: 'invalid_request_error',
    message,
    ...(param ? { param } : {}),
    ...(code ? { code } : {}),
  });
}

/** An unknown id is a 404 in the path and a 400 as a parameter, both `resource_missing`. */
export function missing(noun: string, id: string, param = 'id'): StripeFault {
  return new StripeFault(param === 'id' ? 404 : 400, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${noun}: '${id}'`,
    param,
  });
}

export function cardFault(
  body: Omit<FaultBody, 'type'> & { payment_method?: unknown },
): StripeFault {
  return new StripeFault(402, { type: 'card_error', ...body });
}

export function wrongState(message: string, code: string, extra: Partial<FaultBody> = {}) {
  return new StripeFault(400, { type: 'invalid_request_error', message, code, ...extra });
}
