import { styleText } from 'node:util'

/** Ways to set a piece of text apart. */
export type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan'

/** What text for a person is made for. */
export type Screen = {
  /** How wide a line may be. */
  readonly columns: number
  readonly paint: (style: Style, text: string) => string
}

const usualColumns = 100

/** Anything but a terminal: a file, a pipe, a log. */
export const noScreen: Screen = { columns: usualColumns, paint: (_, text) => text }

/**
 * The screen of a terminal with so many columns, null where there is none. It has colours unless `NO_COLOR` is set
 * and not empty (https://no-color.org).
 */
export const screenOf = (columns: number | null, noColour: string | undefined): Screen => {
  if (columns === null) return noScreen
  // A terminal that does not know its size says 0.
  const width = columns === 0 ? usualColumns : columns
  if (noColour !== undefined && noColour !== '') return { ...noScreen, columns: width }
  return {
    columns: width,
    paint: (style, text) => styleText(style, text, { validateStream: false }),
  }
}
