import { expect, it } from 'vitest'
import { formatNextSteps } from '../../src/output/format-next-steps.ts'

const lesson = { title: 'Reading Tracks', slug: 'sign/reading-tracks', npmCommand: undefined }

it('repeats the flags that say where things are', () => {
  const steps = formatNextSteps({ ...lesson, flags: { cwd: '../my lessons', state: '/srv/state' } })
  expect(steps).toContain("\n  hma-content -C '../my lessons' --state /srv/state status\n")
  expect(steps).toContain(' history sign/reading-tracks\n')
})

it('names npx where the program was started by it', () => {
  const steps = formatNextSteps({ ...lesson, flags: { cwd: '.' }, npmCommand: 'exec' })
  expect(steps).toContain("\n  npx --no-install hma-content search 'Reading Tracks'\n")
})

it('gives a shell nothing to run from an author’s title', () => {
  const title = "$(touch x) `touch x` \u001b it's"
  const steps = formatNextSteps({ ...lesson, title, flags: {} })
  expect(steps).toContain(" search '$(touch x) `touch x` \\u001b it'\\''s'\n")
})
