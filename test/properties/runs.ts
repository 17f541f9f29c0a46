/** Histories to try instead of the usual number. */
const asked = Number(process.env.HMA_HISTORIES || 0)

/** Milliseconds after which a property stops where it is, be it trying or shrinking, so that it can still tell. */
const limit = 200_000 + asked * 10_000

/** How a property is tried: on the usual number of histories, or on as many as `HMA_HISTORIES` says. */
export const runsOf = (usual: number) => ({
  numRuns: asked > 0 ? asked : usual,
  interruptAfterTimeLimit: limit,
})

/** Longer than any property takes to stop. */
export const patience = limit + 100_000
