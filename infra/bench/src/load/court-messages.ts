import { sampleMessages } from '@hub/simulator'
import { uuidOf } from './numbers'
import type { Person } from './people'

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

const COURT = { code: 'B10JQ00', name: "Wimbledon Magistrates' Court", roomName: 'Courtroom 05' }

/** How often a hearing is shared before the next one: when it is listed, and with each change of the listing. */
const SHARES = 3

/** A hearing as it is listed and listed again, of one person; about 1 KB. */
export function listedHearing(person: Person, visit: number): Buffer {
  const hearing = Math.floor(visit / SHARES)
  const share = visit % SHARES
  const day = 1 + ((hearing + share) % 28)
  const body = {
    hearing: {
      id: uuidOf('hearing', person.number, hearing),
      jurisdictionType: 'MAGISTRATES',
      courtCentre: COURT,
      type: { description: share === 0 ? 'First hearing' : 'Sentence' },
      hearingDays: [
        {
          sittingDay: `2026-${String(1 + (hearing % 12)).padStart(2, '0')}-${String(day).padStart(2, '0')}T09:30:00.000Z`,
          listedDurationMinutes: 20 + share,
          listingSequence: 0,
        },
      ],
      prosecutionCases: [
        {
          id: uuidOf('case', person.number),
          initiationCode: 'C',
          prosecutionCaseIdentifier: {
            caseURN: `80GD${String(person.number).padStart(7, '0')}`,
            prosecutionAuthorityCode: 'DERPF',
          },
          defendants: [
            {
              ...defendantOf(person),
              offences: [
                {
                  id: uuidOf('offence', person.number),
                  offenceCode: 'TH68010',
                  offenceTitle: 'Theft from a shop',
                  orderIndex: 1,
                  wording: 'On 01/01/2026 at Town, stole an article, to the value of £100.00, belonging to a shop.',
                },
              ],
            },
          ],
        },
      ],
    },
  }
  return Buffer.from(JSON.stringify(body))
}

const defendantOf = (person: Person) => ({
  id: person.defendantId,
  masterDefendantId: person.defendantId,
  isYouth: false,
  pncId: person.pnc,
  personDefendant: {
    personDetails: {
      title: 'Mx',
      firstName: person.firstName,
      lastName: person.lastName,
      dateOfBirth: person.born,
      gender: 'NOT_KNOWN',
      nationalityCode: 'GBR',
      address: { address1: `${1 + (person.number % 200)} The Street`, address2: 'Newtown', postcode: person.postcode },
    },
  },
})

/** What is an id of the one case, and so must be another person's own; ids of types and definitions stay. */
const OWN_IDS = new Set([
  'id',
  'hearingId',
  'defendantId',
  'masterDefendantId',
  'offenceId',
  'prosecutionCaseId',
  'judicialResultId',
  'parentJudicialResultId',
  'rootJudicialResultId',
  'orderedHearingId',
])

interface Resulted {
  readonly hearing: { readonly prosecutionCases: readonly { readonly defendants: readonly Json[] }[] }
}
const template = (): Resulted => {
  const sample = sampleMessages().find(({ name }) => name.startsWith('20-hmcts-resulted'))
  if (!sample) throw new Error('the sample of a resulted hearing is gone')
  return JSON.parse(sample.body.toString()) as Resulted
}
let resulted: Resulted | undefined

/**
 * A resulted hearing as the court's system writes it (sample 20: a suspended sentence), of these people. What makes it
 * as long as it is are prompts that no translator reads, as in the originals.
 */
export function resultedHearing(people: readonly Person[], visit: number, bytes: number): Buffer {
  resulted ??= template()
  const [first] = people
  const hearingId = uuidOf('resulted', first!.number, visit)
  const [prosecutionCase] = resulted.hearing.prosecutionCases
  const defendants = people.map(person => {
    const [original] = prosecutionCase!.defendants
    const own = withOwnIds(original!, [person.number, visit]) as { readonly [key: string]: Json }
    const { isYouth: _, personDefendant: __, legalEntityDefendant: ___, ...rest } = own
    return { ...rest, ...defendantOf(person) }
  })
  const {
    defendantJudicialResults: _,
    defendantAttendance: __,
    ...hearing
  } = withOwnIds(resulted.hearing as unknown as Json, [first!.number, visit]) as { readonly [key: string]: Json }
  const body = {
    ...resulted,
    hearing: {
      ...hearing,
      id: hearingId,
      prosecutionCases: [{ ...prosecutionCase, id: uuidOf('case', first!.number), defendants }],
    },
  }
  const bare = JSON.stringify(body)
  const missing = Math.max(0, bytes - bare.length)
  const prompt = {
    courtExtract: 'Y',
    isFinancialImposition: false,
    judicialResultPromptTypeId: '629a971e-9d7a-4526-838d-0a4cb922b5cb',
    label: 'Reason for the order as it was announced in court',
    promptReference: 'reasonAsAnnounced',
    promptSequence: 900,
    type: 'TXT',
    usergroups: [],
    value: 'The court took into account what was said for the defendant and the report that it had asked for.',
  }
  const count = Math.ceil(missing / (JSON.stringify(prompt).length + 1))
  return Buffer.from(JSON.stringify({ ...body, announced: Array.from({ length: count }, () => prompt) }))
}

/** Cases, and offences a defendant, of the largest public example: 5 cases, 15 defendants, 97 offences, 488 KB. */
const LARGE = { cases: 5, offences: 97 }

/** A hearing of several cases, everybody in it sentenced for several offences, as large as the largest public example. */
export function largeHearing(people: readonly Person[], visit: number): Buffer {
  resulted ??= template()
  const [prosecutionCase] = resulted.hearing.prosecutionCases
  const original = prosecutionCase!.defendants[0] as { readonly [key: string]: Json }
  const [offence] = original.offences as readonly Json[]
  const each = Math.ceil(LARGE.offences / people.length)
  const defendants = people.map(person => {
    const { isYouth: _, personDefendant: __, legalEntityDefendant: ___, ...rest } = original
    const offences = Array.from({ length: each }, (_, charge) => withOwnIds(offence!, [person.number, charge, visit]))
    return { ...rest, ...defendantOf(person), offences }
  })
  const inCase = Math.ceil(people.length / LARGE.cases)
  const prosecutionCases = Array.from({ length: LARGE.cases }, (_, index) => ({
    ...prosecutionCase,
    id: uuidOf('case', index, visit),
    defendants: defendants.slice(index * inCase, (index + 1) * inCase),
  }))
  const hearing = { ...resulted.hearing, id: uuidOf('large', visit), prosecutionCases }
  return Buffer.from(JSON.stringify({ ...resulted, hearing }))
}

function withOwnIds(value: Json, whose: readonly number[]): Json {
  if (Array.isArray(value)) return value.map(each => withOwnIds(each as Json, whose))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      OWN_IDS.has(key) && typeof field === 'string' && /^[0-9a-f-]{36}$/i.test(field)
        ? uuidOf(field, ...whose)
        : withOwnIds(field as Json, whose),
    ]),
  )
}
