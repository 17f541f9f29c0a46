import { expect, it } from 'vitest'
import { hma } from '../support/cli.ts'
import { article, openTestService } from '../support/workplace.ts'

it("says in an operator's directory that no worker has fetched the repository yet", async () => {
  await using service = await openTestService(
    { 'lessons/stands.md': article('Stands') },
    'embedded',
  )
  for (const command of ['plan', 'publish', 'validate']) {
    const run = await hma(service.directory, [command], service.variables)
    expect(run, command).toMatchObject({ code: 2, stdout: '' })
    expect(run.stderr).toMatch(/GIT: There is no copy of the repository in `.*mirror\.git` yet\./)
    expect(run.stderr).toContain('`hma-content work`')
  }
  const doctor = await hma(service.directory, ['doctor'], service.variables)
  expect(doctor.code, doctor.stdout).toBe(0)
  expect(doctor.stdout).toMatch(/repository +fine +not fetched yet/)
  expect(doctor.stdout).toMatch(/remote +fine +http:/)
})
