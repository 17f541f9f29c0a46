// `npm run kills -- [count] [seed]`: kills `publish` at random moments and says where it hit and what came of it.

import { publishPoints } from '../../src/point.ts'
import { killRandomly } from './kill-randomly.ts'

const count = Number(process.argv[2] ?? 200)
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000)

const started = performance.now()
const { kills, late, after, problems } = await killRandomly(count, seed, (done) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${done}/${count} kills`)
})
const seconds = Math.round((performance.now() - started) / 1000)
const lines = ['start', ...publishPoints]
  .filter((point) => after.has(point))
  .map((point) => `${String(after.get(point)).padStart(5)} after ${point}`)
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
process.stdout.write(
  `${[
    `${kills} kills in ${seconds} s (${late} runs ended before theirs), seed ${seed}`,
    ...lines,
    problems.length === 0 ? 'Every rerun ended as a run that was never killed.' : '',
    ...problems,
  ].join('\n')}\n`,
)
process.exitCode = problems.length === 0 ? 0 : 1
