import { during } from '../event.ts'

/** The parts of a run whose time is told. */
export const stageNames = [
  'read',
  'parse',
  'validate',
  'plan',
  'record',
  'media',
  'documents',
  'release',
  'embed',
] as const

export type StageName = (typeof stageNames)[number]

/** Seconds spent in each stage so far. */
export type StageTimes = Readonly<Record<StageName, number>>

/** Measures stages and tells whoever listens which one is running. */
export type Stages = {
  /** Runs `work` as part of a stage; stages may interleave but not nest. */
  readonly run: <T>(name: StageName, work: () => Promise<T> | T) => Promise<T>
  readonly times: () => StageTimes
}

/** A stage clock. `onStage` hears of each stage as it begins. */
export const openStages = (onStage: (name: StageName) => void): Stages => {
  const times = Object.fromEntries(stageNames.map((name) => [name, 0])) as Record<StageName, number>
  return {
    run: async (name, work) => {
      onStage(name)
      const start = performance.now()
      try {
        return await during({ kind: 'stage', stage: name }, async () => work())
      } finally {
        times[name] += (performance.now() - start) / 1000
      }
    },
    times: () => ({ ...times }),
  }
}
