// Loaded before the program by `node --import`, and only by tests: a machine whose clock is wrong by as many seconds.

const shift = Number(process.env.HMA_TEST_CLOCK ?? 0) * 1000

globalThis.Date = new Proxy(Date, {
  construct: (real, given, made) =>
    Reflect.construct(real, given.length === 0 ? [real.now() + shift] : given, made) as Date,
  get: (real, name) => (name === 'now' ? () => real.now() + shift : Reflect.get(real, name)),
})
