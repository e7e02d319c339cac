import type { CalendarDate } from '@hub/calendar'
import { ReleaseKind } from '@hub/contracts/custody'
import { type Direction, type MovementMeaning, movementRow } from './movements'

const TYPES = ['ADM', 'REL', 'TRN', 'TAP', 'CRT'] as const
const CUSTODY = ['in-custody', 'released', 'temporary-absence', 'unlawfully-at-large', 'hospital'] as const

const FACTS = {
  movementType: { type: 'text', oneOf: TYPES },
  movementReason: { type: 'text' },
  direction: { type: 'text', oneOf: ['IN', 'OUT'] },
  custodyBefore: { type: 'text', oneOf: CUSTODY },
} as const

/** What the rule answers for each meaning, and whether the person is in custody no longer. */
const RELEASES: Readonly<Partial<Record<ReleaseKind, readonly [meaning: string, endsCustody: boolean]>>> = {
  [ReleaseKind.RELEASE_KIND_ON_LICENCE]: ['release-on-licence', true],
  [ReleaseKind.RELEASE_KIND_NOT_KNOWN]: ['release-on-licence', true],
  [ReleaseKind.RELEASE_KIND_END_OF_CUSTODY_LICENCE]: ['end-of-custody-licence', true],
  [ReleaseKind.RELEASE_KIND_IMMIGRATION_REMOVAL]: ['immigration-removal', true],
  // Still serving.
  [ReleaseKind.RELEASE_KIND_HOSPITAL]: ['hospital', false],
  // Nobody released them, and the prison holds them no longer.
  [ReleaseKind.RELEASE_KIND_UNLAWFULLY_AT_LARGE]: ['unlawfully-at-large', true],
}

const ADMINISTRATIVE = { meaning: 'administrative', endsCustody: false, recall: false }
const UNKNOWN = { meaning: 'unknown', endsCustody: false, recall: false }

/** What a NOMIS movement means for custody, as the rule `movement`: by the table that live movements are read with. */
export const movementRule = {
  name: 'movement',
  facts: FACTS,
  needs: ['movementType'],
  ruleSets: [
    {
      id: 'nomis-movements',
      from: '1900-01-01',
      to: null,
      notes: ['No source dates a movement code yet; rows have days so that one can be.'],
    },
  ],
  evaluate(facts: Readonly<Record<string, unknown>>, on: CalendarDate) {
    const {
      movementType: type,
      movementReason: reason,
      custodyBefore,
    } = facts as {
      movementType: (typeof TYPES)[number]
      movementReason?: string
      custodyBefore?: (typeof CUSTODY)[number]
    }
    const direction = (facts.direction as Direction | undefined) ?? usualDirection(type)
    const row = movementRow({ type, direction, code: reason?.trim().toUpperCase() ?? '', on })
    const absent = custodyBefore === 'temporary-absence'
    return {
      result: row ? resultOf(row.means, absent) : UNKNOWN,
      decidedBy: {
        row: row ? `${row.type} ${row.direction} ${row.codes.map(code => code || 'none').join(', ')}` : 'no row',
        source: row?.source ?? '',
      },
    }
  },
}

/** An admission comes in and a release goes out; of the others the direction must be said, and counts as out. */
const usualDirection = (type: string): Direction => (type === 'ADM' ? 'IN' : 'OUT')

function resultOf(means: MovementMeaning, absent: boolean) {
  const kept = (meaning: string) => ({ meaning, endsCustody: false, recall: false })
  switch (means.is) {
    case 'received':
      // Who comes back from a temporary absence is not recalled, whatever the code (RecallAction.kt).
      if (absent) return kept('end-of-temporary-absence')
      return { ...kept(means.recall ? 'recall' : 'admission'), recall: means.recall }
    case 'transferred':
      return kept('transfer')
    case 'absence-started':
      return kept('temporary-absence')
    case 'absence-ended':
      return kept('end-of-temporary-absence')
    case 'to-court':
      return kept('court')
    case 'from-court':
      return kept('return-from-court')
    case 'died':
      return { ...kept('died'), endsCustody: true }
    case 'released': {
      const [meaning, endsCustody] = RELEASES[means.kind] ?? ['unknown', false]
      return { ...kept(meaning), endsCustody }
    }
    case 'administrative':
      return ADMINISTRATIVE
    default:
      return means satisfies never
  }
}
