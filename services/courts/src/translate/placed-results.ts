import { isRecord, type Reader } from '@hub/translation'
import { gathering } from './gathering'
import type { PlacedResult } from './line'
import { isTheirs, type Subject } from './subjects'

/**
 * The results of one person, who may stand in several cases; `isWhole` says whether these are all that there are.
 *
 * They stand in five places: below a charge, below the defendant, beside the cases by master defendant, below an
 * application, and below the charges that an application copies. Those of an application belong to its subject.
 */
export function resultsOf(
  hearing: Reader,
  copies: readonly Subject[],
  isWhole: boolean,
): { readonly results: readonly PlacedResult[]; readonly isWhole: boolean } {
  const gathered = gathering(isWhole)
  const below = (reader: Reader, place: Omit<PlacedResult, 'reader'>): readonly PlacedResult[] =>
    gathered.list(reader, 'judicialResults').map(result => ({ reader: result, ...place }))
  const { caseReference } = copies[0]!
  const applications = new Set(copies.flatMap(copy => copy.applications))
  const results = [
    ...copies.flatMap(({ reader, caseReference: ofCase }) => {
      // By it results beside the cases, and applications, are theirs.
      gathered.id(reader, 'masterDefendantId')
      return [
        ...gathered.list(reader, 'offences').flatMap(offence => below(offence, { offence, caseReference: ofCase })),
        ...below(reader, { caseReference: ofCase }),
      ]
    }),
    ...hearing
      .list('defendantJudicialResults')
      .filter(each => copies.some(({ reader }) => isTheirs(each, reader)))
      .map(each => ({ reader: each.at('judicialResult'), caseReference }))
      .filter(({ reader }) => isRecord(reader.value)),
    ...[...applications].flatMap(application => [
      ...below(application, { application, caseReference }),
      ...gathered
        .list(application, 'courtApplicationCases')
        .flatMap(each =>
          gathered.list(each, 'offences').flatMap(offence => below(offence, { offence, application, caseReference })),
        ),
    ]),
  ]
  return { results, isWhole: gathered.isWhole() }
}
