import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type InputSize, packInputs, weightOf } from '../../src/embed/pack-inputs.ts'

const largest = { inputs: 2_048, weight: 250_000 }
const short = { tokens: 3, bytes: 12 }

const weightIn = (request: readonly InputSize[]): number =>
  request.reduce((sum, input) => sum + weightOf(input), 0)

describe('packInputs', () => {
  it('puts 5,000 short texts into three requests', () => {
    const inputs = Array.from({ length: 5_000 }, () => short)
    expect(packInputs(inputs, largest).map((request) => request.length)).toEqual([
      2_048, 2_048, 904,
    ])
  })

  it.each([
    [{ tokens: 3, bytes: 16_000 }, 4_000],
    [{ tokens: 900, bytes: 2_000 }, 900],
  ])('counts %j as %i, by tokens or quarters of bytes', (size, weight) => {
    expect(weightOf(size)).toBe(weight)
  })

  it.each([
    [{ tokens: 0, bytes: 0 }, 'nothing at position 1'],
    [{ tokens: 9_000, bytes: 36_000 }, '9000 tokens at position 1'],
  ])('refuses %j, which the API would refuse', (size, message) => {
    expect(() => packInputs([short, size], largest)).toThrow(message)
  })

  it('makes no request of nothing', () => {
    expect(packInputs([], largest)).toEqual([])
  })

  it('keeps order and limits, and leaves no two neighbours that would fit together', () => {
    const size = fc.record({
      tokens: fc.integer({ min: 1, max: 1_000 }),
      bytes: fc.integer({ min: 1, max: 8_000 }),
    })
    fc.assert(
      fc.property(fc.array(size, { maxLength: 200 }), (inputs) => {
        const tight = { inputs: 20, weight: 6_000 }
        const requests = packInputs(inputs, tight)
        expect(requests.flat()).toEqual(inputs)
        for (const request of requests) {
          expect(request.length).toBeLessThanOrEqual(tight.inputs)
          expect(weightIn(request)).toBeLessThanOrEqual(tight.weight)
        }
        for (const [index, request] of requests.slice(1).entries()) {
          const before = requests[index] ?? []
          const fits = weightIn([...before, ...request.slice(0, 1)]) <= tight.weight
          expect(fits && before.length < tight.inputs).toBe(false)
        }
      }),
    )
  })
})
