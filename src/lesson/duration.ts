import type { Finding } from '../diagnostic.ts'
import { type Place, suggestionAt } from './finding.ts'
import type { LessonShape, Section } from './lesson.ts'
import { pointerTo } from './yaml-map.ts'

// Silent reading of prose takes an adult about 240 words a minute, and of lessons less.
const wordsPerMinute = 200
// Exercises and films belong to a lesson's time, so only what a digit too many gives is too long.
const [mostTimes, mostMinutes] = [30, 120]

/**
 * A suggestion where a lesson is to take less than half the time that reading its text takes, or beyond all
 * exercises more. Of films, recordings and documents the text says nothing.
 */
export const durationFindings = (
  minutes: number | null,
  outline: readonly Section[],
  { type, fields }: LessonShape,
  placeOf: (pointer: string) => Place,
): readonly Finding[] => {
  if (minutes === null || minutes <= 0 || (type !== 'lesson' && type !== 'article')) return []
  const words = outline.reduce((sum, section) => sum + section.words, 0)
  const reading = words / wordsPerMinute
  const isShort = minutes < reading / 2
  const isLong = minutes > reading * mostTimes && minutes > reading + mostMinutes
  if (words === 0 || !(isShort || isLong)) return []
  const message = `Expected about the ${Math.ceil(reading)} minutes that reading the ${words} words takes, got ${minutes}.`
  const hint = 'Correct the minutes; what exercises take is part of them.'
  return [suggestionAt(placeOf(pointerTo('', fields.duration)), 'DURATION_FAR', message, hint)]
}
