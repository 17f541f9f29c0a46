/** A setting as it was read, or why it could not be. */
export type Reading<T> = { readonly value: T } | { readonly unread: string }

/** A setting that is not as it should be, or of which that cannot be told. */
export type Difference = {
  /** For example `bucket hma-media-alpha`. */
  readonly place: string
  readonly setting: string
  readonly expected: string
  readonly found: string
  /** What to do about it: a command, or where to look. */
  readonly hint: string
}

/** What a setting should be, and what to do where it is not. */
export type Expectation = Omit<Difference, 'found'>

/** An expectation of one place: of a setting, what is expected and a hint. */
export type Expecting = (setting: string, expected: string, hint: string) => Expectation

/** The difference where something else was found than expected; nothing where that is null. */
export const difference = (
  expectation: Expectation,
  found: string | null,
): readonly Difference[] => (found === null ? [] : [{ ...expectation, found }])

/** What differs of one setting: nothing, what `judge` says of its value, or that it could not be read. */
export const compareReading = <T>(
  expectation: Expectation,
  reading: Reading<T>,
  judge: (value: T) => string | null,
): readonly Difference[] =>
  difference(
    expectation,
    'value' in reading ? judge(reading.value) : `not known: ${reading.unread}`,
  )
