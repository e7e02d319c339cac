import { describe } from '@jest/globals'
import { GONE, NO_CHANGE, scenario } from './scenario'
import { confirmed, DAY, defendant, NEXT_DAY, order, prison, remand, shared } from './shares'

const given = [shared('10:00', { A: [prison()] })]
const charge = (judicialResults: unknown) => defendant('A', judicialResults)
const prosecutionCase = (defendants: unknown) => ({ prosecutionCaseIdentifier: { caseURN: '01AA0000126' }, defendants })
const cases = (...prosecutionCases: readonly unknown[]) => ({ hearing: { prosecutionCases } })

describe('results that cannot be read', () => {
  scenario('are not gone', {
    given,
    when: shared('18:00', [charge('?')]),
    outcome: [NO_CHANGE],
    warns: 'defendants[0].offences[0].judicialResults is not a list',
  })
  scenario('of one entry are not gone', {
    given,
    when: shared('18:00', [charge([null])]),
    outcome: [NO_CHANGE],
    warns: 'judicialResults has an entry that is not an object',
  })
  scenario('of an entry that names nothing are not gone, and record nothing', {
    given,
    when: shared('18:00', [charge({ x: 1 })]),
    outcome: [NO_CHANGE],
    warns: 'judicialResults.judicialResultId is absent, and nothing else names the result',
  })
  scenario('do not keep others from being recorded', {
    given,
    when: shared('18:00', [charge([null, remand()])]),
    outcome: ['A RemandOrdered remand'],
  })
  scenario('leave the last word to the next share that is whole', {
    given: [...given, shared('18:00', [charge([null, remand()])])],
    when: shared('19:00', { A: [order()] }),
    outcome: ['A SentencePassed order', `A withdrawn prison: ${GONE}`, `A withdrawn remand: ${GONE}`],
  })
  scenario('do not make an older share that can be read an older one', {
    given: [shared('18:00', [charge([null])])],
    when: shared('10:00', { A: [prison()] }),
    outcome: ['A SentencePassed prison'],
  })
  scenario('hold what was read beside them against an older share', {
    given: [shared('10:00', { A: [remand()] }), shared('18:00', [charge([remand(), prison(), null])])],
    when: shared('10:00', { A: [remand()] }),
    outcome: ['no change'],
  })
  scenario('are not revived by an older share, once they were called deleted', {
    given: [
      shared('10:00', { A: [prison()] }),
      shared('18:00', [charge([{ ...(prison() as object), isDeleted: true }, null])]),
    ],
    when: shared('10:00', { A: [prison()] }),
    outcome: ['no change'],
  })
  scenario('of somebody who was named first beside them stand against an older share', {
    given: [
      shared('10:00', { A: [remand()] }),
      shared('18:00', [defendant('A', [remand()]), defendant('B', [prison()]), null as never]),
    ],
    when: shared('10:00', { A: [remand()] }),
    outcome: ['no change'],
  })
  scenario('beside the cases are not gone, whosever they are', {
    given: [shared('10:00', { A: [prison()], B: [remand()] })],
    when: shared('18:00', { A: [] }, { hearing: { defendantJudicialResults: ['?'] } }),
    outcome: [NO_CHANGE],
    warns: 'hearing.defendantJudicialResults has an entry',
  })
  scenario('of an unreadable day are not taken', {
    given,
    when: { ...shared('18:00', { A: [remand()] }), body: bodyOf({ hearingDay: 'soon' }) },
    outcome: [NO_CHANGE],
    warns: 'hearingDay cannot be told; no result was taken',
  })
})

/** The share with other fields beside the hearing. */
function bodyOf(over: object): object {
  return { ...(shared('18:00', { A: [remand()] }).body as object), ...over }
}

describe('people who cannot be read', () => {
  const A = defendant('A', [prison()])
  const B = defendant('B', [remand()])
  const both = [shared('10:00', [A, B])]
  scenario('are not gone: their list', {
    given: both,
    when: shared('18:00', [], cases(prosecutionCase('?'), prosecutionCase([B]))),
    outcome: [NO_CHANGE],
    warns: 'hearing.prosecutionCases[0].defendants is not a list',
  })
  scenario('are not gone: an entry', {
    given: both,
    when: shared('18:00', [], cases(prosecutionCase([null, B]))),
    outcome: [NO_CHANGE],
    warns: 'defendants has an entry that is not an object',
  })
  scenario('are not gone: one without an id may be anybody', {
    given: both,
    when: shared('18:00', [{ ...A, id: null }, B]),
    outcome: ['defendant without id', NO_CHANGE],
  })
  scenario('are not gone: a case', {
    given: both,
    when: shared('18:00', [], cases(null, 3, 'x', prosecutionCase([B]))),
    outcome: [NO_CHANGE],
    warns: 'hearing.prosecutionCases has an entry that is not an object',
  })
  scenario('are not gone: a lone object where the cases belong', {
    given: both,
    when: shared('18:00', [], { hearing: { prosecutionCases: { a: 1 } } }),
    outcome: ['no defendant in any prosecution case or application'],
    warns: 'hearing.prosecutionCases is not a list and counts as a list of one',
  })
  scenario('are not gone: whom an application is about', {
    given: both,
    when: shared('18:00', [B], { hearing: { courtApplications: [{ subject: '?' }] } }),
    outcome: [NO_CHANGE],
    warns: 'hearing.courtApplications[0].subject is not an object',
  })
})

describe('a listing that cannot be read whole', () => {
  const days = (...hearingDays: readonly unknown[]) => ({ hearing: { hearingDays } })
  const day = (sittingDay: unknown, over: object = {}) => ({ sittingDay, ...over })
  scenario('keeps its days', {
    given: [confirmed({ A: [] })],
    when: confirmed({ A: [] }, days(day(`${DAY}T10:00:00Z`), day('soon'))),
    outcome: ['no change: nothing is corrected by what cannot be read whole'],
    warns: 'hearingDays[1].sittingDay is not a date and time',
  })
  scenario('is not cancelled because every day that can be read is', {
    given: [confirmed({ A: [] })],
    when: confirmed({ A: [] }, days(day(`${DAY}T10:00:00Z`, { isCancelled: true }), null)),
    outcome: [NO_CHANGE],
  })
  scenario('is recorded where nothing was known', {
    given: [],
    when: confirmed({ A: [] }, days(day(`${NEXT_DAY}T10:00:00Z`), null)),
    outcome: ['A HearingListed listing'],
  })
})

describe('a next hearing that is none', () => {
  scenario('is not known, and the receipt says so', {
    given: [],
    when: shared('10:00', { A: [remand('remand', '4028', { nextHearing: 'x' })] }),
    outcome: ['A HearingListed listing', 'A RemandOrdered remand'],
    warns: 'judicialResults[0].nextHearing is not an object',
  })
})
