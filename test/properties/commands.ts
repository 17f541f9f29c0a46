import fc from 'fast-check'

/**
 * One thing that an author does. Numbers choose among what there is at that moment, so that every command
 * means something in every history and shrinking leaves a history.
 */
export type Command =
  | {
      readonly kind: 'write'
      readonly place: number
      readonly id: number | null
      readonly draft: boolean
      readonly date: number | null
    }
  | { readonly kind: 'edit'; readonly text: number; readonly line: number }
  | { readonly kind: 'reformat' | 'draft' | 'mend' | 'remove'; readonly text: number }
  | { readonly kind: 'schedule'; readonly text: number; readonly date: number | null }
  | { readonly kind: 'break'; readonly text: number; readonly fault: number }
  | { readonly kind: 'identify'; readonly text: number; readonly id: number | null }
  | { readonly kind: 'restore'; readonly removed: number }
  | {
      readonly kind: 'move'
      readonly text: number
      readonly place: number
      /** Whether its translations and media move too. */
      readonly along: boolean
      readonly line: number | null
    }
  | {
      readonly kind: 'recase'
      readonly text: number
      readonly along: boolean
      /** Whether another text comes to where it was. */
      readonly refill: boolean
    }
  | { readonly kind: 'swap'; readonly text: number; readonly other: number }
  | {
      readonly kind: 'cycle'
      readonly text: number
      readonly other: number
      readonly third: number
      /** Whether the last goes to a place that nobody leaves. */
      readonly place: number | null
    }
  | {
      readonly kind: 'translate'
      readonly text: number
      readonly language: number
      readonly stamp: boolean
    }
  | { readonly kind: 'editTranslation'; readonly text: number; readonly line: number }
  | { readonly kind: 'breakTranslation'; readonly text: number; readonly fault: number | null }
  | { readonly kind: 'removeTranslation'; readonly text: number }
  | { readonly kind: 'moveTranslation'; readonly text: number; readonly place: number }
  | {
      readonly kind: 'show'
      readonly text: number
      readonly media: number | null
      /** What is committed there with it, if anything. */
      readonly variant: number | null
    }
  | { readonly kind: 'media'; readonly text: number; readonly variant: number | null }
  | { readonly kind: 'link'; readonly text: number; readonly other: number }
  | { readonly kind: 'place'; readonly place: number; readonly variant: number | null }

/** One commit on the line, or a merge of a side branch into what the line became meanwhile. */
export type Step =
  | { readonly kind: 'commit'; readonly commands: readonly Command[] }
  | {
      readonly kind: 'merge'
      readonly side: readonly (readonly Command[])[]
      readonly line: readonly (readonly Command[])[]
    }

const choice = fc.nat({ max: 11 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq: 2 })
const line = fc.nat({ max: 8 })
const date = fc.nat({ max: 2 })
const id = fc.nat({ max: 5 })
const fault = fc.nat({ max: 4 })

const of = <K extends Command['kind'], R extends object>(
  weight: number,
  kind: K,
  rest: { readonly [P in keyof R]: fc.Arbitrary<R[P]> },
): { readonly weight: number; readonly arbitrary: fc.Arbitrary<{ readonly kind: K } & R> } => ({
  weight,
  arbitrary: fc.record(rest).map((fields) => ({ kind, ...(fields as R) })),
})

const written = { place: choice, id: maybe(id), draft: fc.constant(false), date: fc.constant(null) }

const command: fc.Arbitrary<Command> = fc.oneof(
  of(8, 'write', written),
  of(2, 'write', { ...written, draft: fc.boolean(), date: maybe(date) }),
  of(6, 'edit', { text: choice, line }),
  of(2, 'reformat', { text: choice }),
  of(2, 'draft', { text: choice }),
  of(2, 'schedule', { text: choice, date: maybe(date) }),
  of(5, 'break', { text: choice, fault }),
  of(4, 'mend', { text: choice }),
  of(1, 'identify', { text: choice, id: maybe(id) }),
  of(3, 'remove', { text: choice }),
  of(3, 'restore', { removed: choice }),
  of(7, 'move', { text: choice, place: choice, along: fc.boolean(), line: maybe(line) }),
  of(2, 'recase', { text: choice, along: fc.boolean(), refill: fc.boolean() }),
  of(3, 'swap', { text: choice, other: choice }),
  of(2, 'cycle', { text: choice, other: choice, third: choice, place: maybe(choice) }),
  of(5, 'translate', { text: choice, language: fc.nat({ max: 1 }), stamp: fc.boolean() }),
  of(3, 'editTranslation', { text: choice, line }),
  of(2, 'breakTranslation', { text: choice, fault: maybe(fault) }),
  of(1, 'removeTranslation', { text: choice }),
  of(2, 'moveTranslation', { text: choice, place: choice }),
  of(8, 'show', {
    text: choice,
    media: maybe(fc.nat({ max: 3 })),
    variant: maybe(fc.nat({ max: 1 })),
  }),
  of(3, 'media', { text: choice, variant: maybe(fc.nat({ max: 2 })) }),
  of(2, 'link', { text: choice, other: choice }),
  of(1, 'place', { place: choice, variant: maybe(fc.nat({ max: 2 })) }),
)

const commands = fc.array(command, { maxLength: 4, size: 'max' })

/** The first commit brings some texts, so that what follows has something to work on. */
const firstStep: fc.Arbitrary<Step> = fc
  .array(of(1, 'write', written).arbitrary, { minLength: 2, maxLength: 6, size: 'max' })
  .map((writes) => ({ kind: 'commit', commands: writes }))

const onLine: fc.WeightedArbitrary<Step> = {
  weight: 6,
  arbitrary: fc.record({ kind: fc.constant('commit' as const), commands }),
}

const merging: fc.WeightedArbitrary<Step> = {
  weight: 2,
  arbitrary: fc.record({
    kind: fc.constant('merge' as const),
    side: fc.array(commands, { minLength: 1, maxLength: 2 }),
    line: fc.array(commands, { maxLength: 1 }),
  }),
}

/** What authors do, step by step, in at most so many steps after the first. */
export const stepsOf = (
  most: number,
  merges: 'with merges' | 'on the line',
): fc.Arbitrary<readonly Step[]> => {
  const steps = merges === 'with merges' ? fc.oneof(onLine, merging) : onLine.arbitrary
  return fc
    .tuple(firstStep, fc.array(steps, { minLength: 1, maxLength: most, size: 'max' }))
    .map(([first, rest]) => [first, ...rest])
}
