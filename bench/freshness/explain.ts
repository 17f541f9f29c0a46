import type { LessonShape } from '../../src/lesson/lesson.ts'
import { readLesson } from '../../src/lesson/read-lesson.ts'
import { git } from '../corpus/git.ts'
import type { Judgement } from './judgements.ts'

/** Why the two differ, and the commit that makes them. */
export type Explanation = { readonly reason: string; readonly commit: string }

/** Explains a difference by what its commits did to the text. */
export const explain = async (
  repository: string,
  shape: LessonShape,
  judgement: Judgement,
): Promise<Explanation> => {
  const { ours, theirs, path, sourceCommit, translationCommit } = judgement
  if (theirs === 'missing' && path !== null) {
    return { reason: reasons.renamed, commit: await removalOf(repository, path, judgement) }
  }
  if (translationCommit === null) return { reason: reasons.unknown, commit: sourceCommit }
  const at = (commit: string): Promise<Texts | null> =>
    textAt(repository, shape, commit, judgement.sourcePath)
  if (ours === 'current') {
    const [before, after] = [await at(`${sourceCommit}^`), await at(sourceCommit)]
    if (before?.whole === after?.whole)
      return { reason: reasons.untranslated, commit: sourceCommit }
    return told(await at(translationCommit), judgement) === told(await at('HEAD'), judgement)
      ? { reason: reasons.datedEarlier, commit: translationCommit }
      : { reason: reasons.unknown, commit: sourceCommit }
  }
  const change = await lastChange(repository, shape, judgement)
  if (change === null) return { reason: reasons.unknown, commit: translationCommit }
  const subject = await git(repository, 'log', '-1', '--format=%s', change)
  if (/lunaria-ignore|fix typo/i.test(subject)) return { reason: reasons.ignored, commit: change }
  return told(await at(translationCommit), judgement) === told(await at('HEAD'), judgement)
    ? { reason: reasons.touched, commit: translationCommit }
    : { reason: reasons.datedLater, commit: translationCommit }
}

/** What there is to say of a commit, in the order in which it is shown. */
export const reasons = {
  touched:
    'touches the translation where its source has changed already, and leaves the changed sections as they were',
  datedLater:
    'is dated after the change of the source, and was made without it: on a branch that had not got it yet',
  ignored: 'changes words of the source under a subject that Lunaria passes over (“fix typo”)',
  untranslated: 'changes nothing of the source that is translated: links, tags, status or layout',
  datedEarlier: 'is dated before the change of the source, and was written after it',
  renamed: 'renames the source; the translations under its former name are still its own',
  unknown: 'is not explained',
} as const

type Texts = { readonly whole: string | undefined; readonly sections: ReadonlyMap<string, string> }

const textAt = async (
  repository: string,
  shape: LessonShape,
  commit: string,
  path: string,
): Promise<Texts | null> => {
  const text = await git(repository, 'show', `${commit}:${path}`).catch(() => null)
  if (text === null) return null
  const { lesson } = readLesson(Buffer.from(text), shape)
  return {
    whole: lesson?.sourceDigest,
    sections: new Map(lesson?.outline.map(({ anchor, digest }) => [anchor, digest])),
  }
}

/** What a text says in the sections that changed, or as a whole where none is named. */
const told = (text: Texts | null, { sections }: Judgement): string =>
  sections.length === 0
    ? String(text?.whole)
    : JSON.stringify(sections.map((anchor) => text?.sections.get(anchor) ?? null))

/** The newest first-parent commit that changed one of the sections, or the whole where none is named. */
const lastChange = async (
  repository: string,
  shape: LessonShape,
  judgement: Judgement,
): Promise<string | null> => {
  const { sourcePath } = judgement
  const log = await git(repository, 'log', '--first-parent', '--format=%H', '--', sourcePath)
  const commits = log.split('\n').filter((line) => line !== '')
  for (const commit of commits) {
    const after = await textAt(repository, shape, commit, sourcePath)
    const before = await textAt(repository, shape, `${commit}^`, sourcePath)
    if (told(before, judgement) !== told(after, judgement)) return commit
  }
  return null
}

/** The commit that took away the source's former name, under which the translation still lies. */
const removalOf = (
  repository: string,
  path: string,
  { sourcePath }: Judgement,
): Promise<string> => {
  const former = `${sourcePath.slice(0, sourcePath.indexOf('/'))}${path.slice(path.indexOf('/'))}`
  const flags = ['log', '--first-parent', '--no-renames', '--diff-filter=D', '-1', '--format=%H']
  return git(repository, ...flags, '--', former)
}
