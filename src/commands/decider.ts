import { userInfo } from 'node:os'
import type { Decider } from '../database/decisions.ts'
import type { CommandContext } from '../output/terminal.ts'
import { gitPerson } from '../source/git-person.ts'
import type { Repository } from '../source/repository.ts'

/** Who decides: as `--by` says, else as Git signs commits here, else the user of this machine. */
export const deciderOf = async (
  { by, reason = '' }: { readonly by?: string; readonly reason?: string },
  repository: Repository,
  { variables, now: at }: Pick<CommandContext, 'variables' | 'now'>,
): Promise<Decider> => {
  if (by !== undefined) return { by, at, reason }
  const { name, email } = await gitPerson(repository.place, variables)
  const person = email === '' ? name : `${name} <${email}>`.trim()
  return { by: person === '' ? userInfo().username : person, at, reason }
}
