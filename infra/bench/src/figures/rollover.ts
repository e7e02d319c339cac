import { addDays, addMonths, type Instant, londonDate } from '@hub/calendar'
import type { Clock } from '@hub/clock'
import { createEventCodec, eventOf } from '@hub/contracts'
import { IdentityType } from '@hub/contracts/person'
import { fireLook, prisons, recordCustody, streamOf } from '@hub/prisons'
import { createTokens, createTools } from '@hub/service'
import type { Work } from '@hub/store'
import type { Figure } from '../figure'
import type { Ground } from '../ground'
import { uuidOf } from '../load/numbers'
import { passingDays } from './passing-days'

const codec = createEventCodec()
const tools = createTools(createTokens(Buffer.from('bench')), codec)

/** People in custody whose responsibility passes to the community on a day that comes by itself. */
export const rollover = (ground: Ground): Promise<readonly Figure[]> =>
  passingDays(ground, {
    name: 'rollover',
    collections: prisons.collections,
    open: ground.extent.smoke ? 2_000 : 100_000,
    due: ground.extent.smoke ? 200 : 1_000,
    make: async (clock, from, to, due) =>
      Array.from({ length: to - from }, (_, at) => sentenced(from + at, clock, due)),
    fire: (clock: Clock) => fireLook({ clock, codec, tools }),
    documentOf: number => ({ collection: 'identities', id: tokenOf(number) }),
  })

const numberOf = (number: number): string => {
  const letter = (n: number) => String.fromCharCode(65 + (n % 26))
  return `${letter(number / 10_000 / 26 / 26)}${String(number % 10_000).padStart(4, '0')}${letter(number / 10_000 / 26)}${letter(number / 10_000)}`
}
const tokenOf = (number: number): string => tools.tokenOf('NOMS', numberOf(number))

/** The record of somebody is read, whose handover is the day after: release is 8 months and 14 days later. */
function sentenced(number: number, clock: Clock, due: Instant): Work {
  const [token, personId] = [tokenOf(number), uuidOf('prisoner', number)]
  const now = clock.now()
  const handover = addDays(londonDate(due), 1)
  const record = eventOf('hub.custody.v1.PrisonRecordRead', {
    source: 'prisoner-search',
    record: { legalStatus: 'SENTENCED', prisonId: 'LEI', sentenceStart: addMonths(londonDate(now), -14) },
    personal: {},
  })
  const reported = eventOf('hub.custody.v1.PrisonRecordChangeReported', { personal: {} })
  const identity = { type: IdentityType.IDENTITY_TYPE_NOMS, value: numberOf(number) }
  return {
    lane: token,
    run: async tx => {
      tx.put('identities', token, { personId })
      await recordCustody(
        tx,
        { clock, codec, tools },
        {
          is: 'report',
          fact: { key: 'change', event: reported, hash: '', occurredAt: now },
          readings: [
            { is: 'record', fact: { key: 'record', event: record, hash: '', occurredAt: now } },
            {
              is: 'dates',
              source: 'prison-api',
              told: {
                dates: { byType: { CRD: { calculated: addMonths(addDays(handover, 14), 8) } } },
                carries: ['CRD'],
                exact: true,
              },
            },
          ],
        },
        {
          intake: { receiptId: uuidOf('receipt', number), channel: 'bench' },
          stream: streamOf(token),
          personId,
          identity,
          token,
        },
      )
      return { outcome: { is: 'done' } }
    },
  }
}
