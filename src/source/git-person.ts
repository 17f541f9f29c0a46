import { askGit, type GitPlace } from './git.ts'

type Variables = Readonly<Record<string, string | undefined>>

/**
 * The name and address that the configuration of the repository, else of its user, gives for commits made here; empty
 * where it gives none, or where there is no `git`.
 */
export const gitPerson = async (
  place: GitPlace | null,
  variables: Variables,
): Promise<{ readonly name: string; readonly email: string }> => {
  const setting = async (key: string): Promise<string> =>
    place === null ? '' : (await askGit(asUser(place, variables), ['config', '--get', key])).trim()
  return { name: await setting('user.name'), email: await setting('user.email') }
}

// To read the user's own settings starts no program. All else that is closed to `git` stays so.
const asUser = (
  { directory, environment }: GitPlace,
  { HOME, XDG_CONFIG_HOME }: Variables,
): GitPlace => {
  const { GIT_CONFIG_GLOBAL: _, ...closed } = environment
  return {
    directory,
    environment: {
      ...closed,
      ...(HOME === undefined ? {} : { HOME }),
      ...(XDG_CONFIG_HOME === undefined ? {} : { XDG_CONFIG_HOME }),
    },
  }
}
