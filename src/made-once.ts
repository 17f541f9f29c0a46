/** Gives what `make` makes, which it makes when it is first asked for. */
export const madeOnce = <T extends object>(make: () => T): (() => T) => {
  let made: T | null = null
  return () => {
    made ??= make()
    return made
  }
}
