/** What was mended in each version of pgvector from 0.8.1 on that matters here (its CHANGELOG.md). */
const mended: readonly (readonly [patch: number, what: string])[] = [
  [2, 'building an index with several workers could write beyond its memory (mended in 0.8.2)'],
  [4, 'vacuum could damage HNSW indexes (mended in 0.8.4)'],
  [6, 'building an IVFFlat index could overflow on 32-bit machines (mended in 0.8.6)'],
]

/** Why a version of pgvector should not be used; null where nothing speaks against it. */
export const vectorDanger = (version: string): string | null => {
  const [major = 0, minor = 0, patch = 0] = version
    .split('.')
    .map((part) => Number.parseInt(part, 10))
  if (Number.isNaN(major + minor + patch)) return 'expected a version of pgvector'
  if (major > 0 || minor > 8) return null
  if (minor < 8) return 'filtered searches need 0.8.0, and safe ones 0.8.6'
  return mended.find(([since]) => patch < since)?.[1] ?? null
}
