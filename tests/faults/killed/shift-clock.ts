const offsetMs = Number(process.env['NETPURSE_CLOCK_OFFSET_MS'] ?? 0);
const RealDate = Date;

/** Shifts every clock of this process by the same amount, like a machine whose clock is wrong. */
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, self) =>
    Reflect.construct(
      target,
      args.length === 0 ? [RealDate.now() + offsetMs] : args,
      self,
    ) as object,
  get: (target, name, self) =>
    name === 'now' ? () => RealDate.now() + offsetMs : (Reflect.get(target, name, self) as unknown),
});
