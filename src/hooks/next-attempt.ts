// Seconds after the first attempt, the second and so on; some four days in all.
const waits = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400, 86_400]

/**
 * Seconds until a message is sent again, up to a fifth more than the schedule has, so that many do not come at once; null
 * where it is given up.
 * @param attempts how often it was sent, at least once
 * @param random between 0 and 1
 */
export const nextAttempt = (attempts: number, random: number): number | null => {
  const wait = waits[attempts - 1]
  return wait === undefined ? null : wait * (1 + random / 5)
}
