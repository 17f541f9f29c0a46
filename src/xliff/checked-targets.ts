import { ContentError } from '../errors.ts'
import type { ReadUnit } from './read-xliff.ts'
import { codesOf, type TargetPiece, type Targets, type Unit } from './unit.ts'

/** What of a file's units is translated, and the ids of those that are not. */
export type CheckedTargets = { readonly targets: Targets; readonly untranslated: readonly string[] }

/**
 * The translations of a source's units.
 * @throws ContentError `USAGE` where a file has other units than the source, a code that its unit has not, or one twice
 */
export const checkedTargets = (
  units: readonly Unit[],
  read: readonly ReadUnit[],
): CheckedTargets => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const targets = new Map<string, readonly TargetPiece[]>()
  for (const { id, target } of read) {
    const unit = byId.get(id)
    if (unit === undefined) throw foreign(`The source has no unit \`${id}\`.`)
    if (targets.has(id)) throw foreign(`The unit \`${id}\` is there twice.`)
    if (target === null) continue
    checkCodes(unit, target)
    targets.set(id, target)
  }
  if (targets.size === 0) throw foreign('No unit of the file has a translation.')
  return { targets, untranslated: units.flatMap(({ id }) => (targets.has(id) ? [] : [id])) }
}

const checkCodes = ({ id: unit, pieces }: Unit, target: readonly TargetPiece[]): void => {
  const kinds = new Map(codesOf(pieces).map(({ id, kind }) => [id, kind]))
  const used = new Set<string>()
  const check = (piece: TargetPiece): void => {
    if (piece.kind === 'words') return
    if (kinds.get(piece.id) !== piece.kind) {
      throw foreign(`The unit \`${unit}\` has no such code in its source as \`${piece.id}\`.`)
    }
    if (used.has(piece.id))
      throw foreign(`The unit \`${unit}\` has its code \`${piece.id}\` twice.`)
    used.add(piece.id)
    if (piece.kind === 'span') piece.pieces.forEach(check)
  }
  target.forEach(check)
}

const foreign = (message: string): ContentError =>
  new ContentError('USAGE', message, {
    hint: 'A file to import is one that `hma-content translations export` wrote, with `target` elements in it.',
  })
