import { describe, expect, it } from 'vitest'
import { offlineEmbedder } from '../../src/embed/offline-embedder.ts'
import { sha256 } from '../../src/identifier.ts'

const embed = async (...texts: readonly string[]): Promise<readonly Float32Array[]> =>
  offlineEmbedder().embed(texts)

const likeness = async (a: string, b: string): Promise<number> => {
  const [left, right] = await embed(a, b)
  return left?.reduce((sum, value, index) => sum + value * (right?.[index] ?? 0), 0) ?? 0
}

describe('offlineEmbedder', () => {
  it('names itself and costs nothing', () => {
    expect(offlineEmbedder()).toMatchObject({
      model: 'offline-hash-v1',
      dimensions: 1536,
      price: 0,
    })
  })

  it('gives one unit vector of 1,536 numbers per text, also for text without a word', async () => {
    for (const vector of await embed('Calling elk in September', '', '🦌', '麋鹿')) {
      expect(vector).toHaveLength(1536)
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
    }
  })

  it('gives the same bytes on every machine', async () => {
    const [vector] = await embed('Bull elk bugle in September. ¿Dónde está el alce? 麋鹿呼叫')
    const places = Array.from(vector ?? [], (value) => Math.round(value * 1e4))
    expect(sha256(places.join(','))).toBe(
      '3ebbd3d004ff3cfb4935217cb2c3cbe4d71eb12b1392d9cb1c75b6705e716d18',
    )
  })

  it.each([
    ['hunted elk', 'hunting elks', 'fishing trout'],
    ['ELK Calls', 'elk calls', 'deer stands'],
    ['ﬁeld dressing', 'field dressing', 'map reading'],
    ['photography of elk', 'photographer of elk', 'choosing boots'],
    ['麋鹿狩猎', '狩猎麋鹿的方法', '阅读地图'],
    ['how to read the wind', 'wind', 'how to do it'],
  ])('holds %j closer to %j than to %j', async (text, near, far) => {
    expect(await likeness(text, near)).toBeGreaterThan((await likeness(text, far)) + 0.1)
  })
})
