import { parseCalendarDate } from '@hub/calendar'
import { describe, expect, it } from '@jest/globals'
import { translate } from '../../test/play'
import type { ResettlementTold } from '../domain/resettlement/decide-told'

const record = (over: object = {}) => ({ personalDetails: { prisonerNumber: 'A1234BC' }, ...over })
const read = (body: unknown) => translate('resettlement-passport', body)

/** What a record says, in a word for each thing. */
function told(over: object): { readonly told: readonly string[]; readonly warnings: readonly string[] } {
  const translation = read(record(over))
  if (translation.is !== 'parts') return { told: [translation.reason], warnings: translation.warnings }
  const [part] = translation.parts
  const command = part?.is === 'command' ? part.command : undefined
  return {
    told: command?.is === 'resettlement' ? command.told.map(wordOf) : [],
    warnings: translation.warnings,
  }
}

const word = (text: string) =>
  text.replace(/^(PATHWAY_STATUS|PATHWAY|RESETTLEMENT_REPORT_STATE|RESETTLEMENT_REPORT)_/, '')
const wordOf = (each: ResettlementTold): string =>
  each.is === 'pathway'
    ? `${word(each.pathway)}${each.code && `(${each.code})`} ${word(each.standing.status)}`
    : `${word(each.report)} ${word(each.standing.state)}${each.standing.skipReason && ` ${each.standing.skipReason}`}`

const pathway = (over: object) => ({ pathways: [{ pathway: 'HEALTH', status: 'DONE', lastDateChange: null, ...over }] })
const summary = (...states: unknown[]) => states.map(assessmentStatus => ({ pathway: 'HEALTH', assessmentStatus }))
const report = (assessmentType: unknown, over: object) => ({ assessments: [{ assessmentType, ...over }] })

it('takes no record of more pathways than anybody has', () => {
  const record = (count: number) => ({
    personalDetails: { prisonerNumber: 'A1234BC' },
    pathways: Array.from({ length: count }, (_, at) => ({ pathway: `P${at}`, status: 'DONE' })),
  })
  expect(translate('resettlement-passport', record(50)).is).toBe('parts')
  expect(translate('resettlement-passport', record(51))).toMatchObject({
    is: 'rejected',
    reason: 'more than 50 pathways',
    field: 'pathways',
  })
})

describe('the record of the resettlement service', () => {
  it.each([
    ['no object', [], 'not a record: the message is not a JSON object', undefined],
    ['no prison number', { pathways: [] }, 'no usable prison number', 'personalDetails.prisonerNumber'],
    [
      'a number that is none',
      { personalDetails: { prisonerNumber: '12' } },
      'no usable prison number',
      'personalDetails.prisonerNumber',
    ],
  ])('is rejected for %s', (_, body, reason, field) => {
    expect(read(body)).toMatchObject({ is: 'rejected', reason, ...(field ? { field } : {}) })
  })

  it.each([
    ['personalDetails.prisonerNumber', record(pathway({}))],
    ['prisonerNumber', { prisonerNumber: ' a1234bc ', ...pathway({}) }],
    ['nomsId', { nomsId: 'A1234BC', ...pathway({}) }],
  ])('is about whom %s names', (_, body) => {
    expect(read(body)).toMatchObject({ parts: [{ subject: 'NOMS:A1234BC', identities: [{ value: 'A1234BC' }] }] })
  })

  it.each<[string, object]>([
    ['nothing', {}],
    ['empty lists', { pathways: [], assessments: [] }],
    ['a report without any part', report('BCST2', { summary: [] })],
  ])('says nothing with %s', (_, over) => {
    expect(told(over).told).toEqual(['no pathway and no report in the record'])
  })

  it('keeps the day on which a pathway changed', () => {
    expect(read(record(pathway({ lastDateChange: '2026-02-03' })))).toMatchObject({
      parts: [{ command: { told: [{ standing: { changedOn: parseCalendarDate('2026-02-03') } }] } }],
    })
  })

  it.each<[string, object, readonly string[], readonly string[]]>([
    ['a pathway', pathway({ status: 'support_required' }), ['HEALTH SUPPORT_REQUIRED'], []],
    [
      'a pathway that the hub does not know',
      pathway({ pathway: 'DIGITAL_ACCESS' }),
      ['NOT_KNOWN(DIGITAL_ACCESS) DONE'],
      ['pathways[0].pathway is not a pathway that the hub knows; it is recorded as not known'],
    ],
    [
      'a name that objects have',
      pathway({ pathway: 'constructor', status: '__proto__' }),
      ['NOT_KNOWN(CONSTRUCTOR) NOT_KNOWN'],
      [
        'pathways[0].pathway is not a pathway that the hub knows; it is recorded as not known',
        'pathways[0].status is not a status that the hub knows; it is recorded as not known',
      ],
    ],
    [
      'a status that the hub does not know',
      pathway({ status: 'PAUSED' }),
      ['HEALTH NOT_KNOWN'],
      ['pathways[0].status is not a status that the hub knows; it is recorded as not known'],
    ],
    [
      'no status',
      pathway({ status: null }),
      ['HEALTH NOT_KNOWN'],
      ['pathways[0].status is not a status that the hub knows; it is recorded as not known'],
    ],
    [
      'a day that is none',
      pathway({ lastDateChange: '1 July' }),
      ['HEALTH DONE'],
      ['pathways[0].lastDateChange is not a date and counts as not known'],
    ],
    [
      'words where a pathway belongs',
      pathway({ pathway: 'what Ann said' }),
      ['no pathway and no report in the record'],
      [
        'pathways[0].pathway is not a code and counts as not known',
        'pathways[0].pathway names no pathway; it was left out',
      ],
    ],
    [
      'a pathway twice',
      { pathways: [...pathway({}).pathways, ...pathway({ status: 'IN_PROGRESS' }).pathways] },
      ['HEALTH DONE'],
      ['pathways[1].pathway stands twice in the record; the first counts'],
    ],
    [
      'a report submitted in every part',
      report('BCST2', { summary: summary('SUBMITTED', 'SUBMITTED') }),
      ['IMMEDIATE_NEEDS SUBMITTED'],
      [],
    ],
    [
      'complete in every part',
      report('BCST2', { summary: summary('SUBMITTED', 'COMPLETE') }),
      ['IMMEDIATE_NEEDS COMPLETE'],
      [],
    ],
    [
      'begun in some',
      report('RESETTLEMENT_PLAN', { summary: summary('NOT_STARTED', 'COMPLETE') }),
      ['PRE_RELEASE IN_PROGRESS'],
      [],
    ],
    [
      'begun in none',
      report('resettlement_plan', { summary: summary('NOT_STARTED') }),
      ['PRE_RELEASE NOT_STARTED'],
      [],
    ],
    [
      'part of a report that the hub does not know',
      report('BCST2', { summary: summary('SUBMITTED', 'LOST') }),
      ['IMMEDIATE_NEEDS NOT_KNOWN'],
      ['assessments[0].summary[1].assessmentStatus is not a status that the hub knows'],
    ],
    [
      'a report skipped, whatever its parts',
      report('BCST2', {
        summary: summary('NOT_STARTED'),
        skip: { reason: 'COMPLETED_IN_ANOTHER_PRISON', moreInfo: 'x' },
      }),
      ['IMMEDIATE_NEEDS SKIPPED COMPLETED_IN_ANOTHER_PRISON'],
      [],
    ],
    ['a report skipped for no stated reason', report('BCST2', { skip: {} }), ['IMMEDIATE_NEEDS SKIPPED'], []],
    [
      'a report that the hub does not know',
      report('BCST3', { summary: summary('SUBMITTED') }),
      ['no pathway and no report in the record'],
      ['assessments[0].assessmentType is not a report that the hub knows; it was left out'],
    ],
    [
      'a report twice',
      { assessments: [...report('BCST2', { skip: {} }).assessments, ...report('BCST2', {}).assessments] },
      ['IMMEDIATE_NEEDS SKIPPED'],
      ['assessments[1].assessmentType stands twice in the record; the first counts'],
    ],
    [
      'flags alone',
      { immediateNeedsSubmitted: true, preReleaseSubmitted: false },
      ['IMMEDIATE_NEEDS SUBMITTED', 'PRE_RELEASE NOT_SUBMITTED'],
      [],
    ],
    [
      'a flag beside a summary, which counts',
      { preReleaseSubmitted: true, ...report('RESETTLEMENT_PLAN', { summary: summary('COMPLETE') }) },
      ['PRE_RELEASE COMPLETE'],
      [],
    ],
    [
      'the reports in the other order',
      {
        assessments: [
          ...report('RESETTLEMENT_PLAN', { skip: {} }).assessments,
          ...report('BCST2', { skip: {} }).assessments,
        ],
      },
      ['IMMEDIATE_NEEDS SKIPPED', 'PRE_RELEASE SKIPPED'],
      [],
    ],
  ])('reads %s', (_, over, expected, warnings) => {
    expect(told(over)).toEqual({ told: expected, warnings })
  })
})
