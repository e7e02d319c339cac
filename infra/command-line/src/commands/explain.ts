import type { Explanation } from '../answers'
import { command, type Hub } from '../command'
import { as } from '../print'
import { londonTime } from '../times'

export const explain = command({
  name: 'explain',
  summary: 'why a person is one: their records, what holds them together, and how alike they are to another',
  usage: 'PERSON-ID',
  least: 1,
  most: 1,
  options: { with: { takes: 'PERSON-ID', meaning: 'compare with that person, each weight' } },
  detail:
    'Bits are base-2 logarithms: how much likelier what was found is of one person than of two. From 20 two records are\n' +
    'joined, from -10 somebody is asked.',
  run: async ({ words: [id], options, json }, hub) => {
    const query = options.with ? `?with=${encodeURIComponent(options.with)}` : ''
    const answer = await hub.api.get<Explanation>(`/v1/people/${encodeURIComponent(id!)}/explain${query}`)
    if (json) hub.print.json(answer.text)
    else show(answer.value, hub)
    return 0
  },
})

const weights = (evidence: Explanation['links'][number]['evidence']): string =>
  evidence.map(({ compared, level, bits }) => `${compared} ${level} ${bits > 0 ? '+' : ''}${bits}`).join(', ')

function show(
  { personId, records, links, keptApart, waiting, reviews, comparisons }: Explanation,
  { print }: Hub,
): void {
  const section = (title: string, rows: readonly (readonly string[])[]) => {
    if (rows.length === 0) return
    print.line()
    print.line(as('bold', title))
    print.table(rows.map(row => [...row]))
  }
  print.line(as('bold', personId))
  section(
    'Records, and where each is from',
    records.flatMap(({ identity, from, statements }) => [
      [identity ?? '', '', '', fromText(from)],
      ...statements.map(said => ['', said.about, said.value, fromText(said.from)]),
    ]),
  )
  section(
    'What holds them together',
    links.map(({ one, other, kind, reason, decidedBy, total, evidence, from }) => [
      `${one} = ${other}`,
      [kind, total === null ? '' : String(total)].join(' ').trim(),
      [reason, decidedBy && `by ${decidedBy}`, weights(evidence)].filter(Boolean).join('; '),
      fromText(from),
    ]),
  )
  section(
    'Kept apart by decision',
    keptApart.map(({ one, other, otherPersonId, reason, decidedBy }) => [
      `${one} ≠ ${other}`,
      otherPersonId,
      [reason, decidedBy && `by ${decidedBy}`].filter(Boolean).join('; '),
    ]),
  )
  section(
    'Said, but cannot count while something else stands against it',
    waiting.map(({ one, other, otherPersonId, says, reason, decidedBy, from }) => [
      `${one} ${says === 'one person' ? '=' : '≠'} ${other}`,
      otherPersonId === personId ? '' : otherPersonId,
      [reason, decidedBy && `by ${decidedBy}`].filter(Boolean).join('; '),
      fromText(from),
    ]),
  )
  section(
    'Open reviews',
    reviews.map(({ reviewId, personId: one, otherPersonId, total, evidence }) => [
      reviewId,
      one === personId ? otherPersonId : one,
      String(total),
      weights(evidence),
    ]),
  )
  section(
    'Compared',
    comparisons.map(({ one, other, total, verdict, evidence, comesTogether }) => [
      `${one} ? ${other}`,
      `${total} ${verdict}`,
      weights(evidence),
      comesTogether ? '' : 'have nothing in common by which they would be compared',
    ]),
  )
}

const fromText = ({ receiptId, channel, at }: Explanation['records'][number]['from']): string =>
  [channel, receiptId, at && londonTime(at)].filter(Boolean).join(' ')
