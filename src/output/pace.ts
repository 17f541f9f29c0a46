/** How a stage moves on: what it is, since when, and how much was done by then. Times in milliseconds. */
export type Stretch = { readonly what: string; readonly at: number; readonly done: number }

// Before, a rate says little.
const settled = 2_000

/** How far a stage has come, with its rate and the time left once these can be told: `embed 120/400, 35/s, 8 s left`. */
export const formatPace = (since: Stretch, now: number, done: number, total: number): string => {
  const share = `${since.what} ${done}/${total}`
  const seconds = (now - since.at) / 1000
  const rate = (done - since.done) / seconds
  if (seconds * 1000 < settled || !(rate > 0) || done >= total) return share
  const shown = rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2))
  return `${share}, ${shown}/s, ${formatLeft((total - done) / rate)} left`
}

const formatLeft = (seconds: number): string => {
  if (seconds < 90) return `${Math.ceil(seconds)} s`
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}
