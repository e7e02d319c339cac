import { isRecord, type Reader } from '@hub/translation'
import { type Gathering, gathering } from './gathering'

/** One person whom a hearing is about: a defendant of a case, or the subject of an application alone. */
export interface Subject {
  /** The defendant as the source writes them, of a case or of an application's master defendant. */
  readonly reader: Reader
  readonly id: Reader
  readonly idField: string
  readonly caseReference: string
  readonly caseMarkers: readonly string[]
  /** Every marker of the case could be read. */
  readonly markersWhole: boolean
  readonly applications: readonly Reader[]
  /** A defendant of a case is charged with something. */
  readonly charged: boolean
}

/** Defendants of the cases, then subjects of applications who are none of them; and whether these are all. */
export function subjectsOf(hearing: Reader): { readonly subjects: readonly Subject[]; readonly isWhole: boolean } {
  const gathered = gathering()
  const applications = gathered.list(hearing, 'courtApplications')
  for (const application of applications)
    gatherPerson(gathered, gathered.at(gathered.at(application, 'subject'), 'masterDefendant'))
  for (const result of gathered.list(hearing, 'defendantJudicialResults')) {
    if (!gatherPerson(gathered, result)) gathered.miss()
    gathered.at(result, 'judicialResult')
  }
  const defendants = gathered.list(hearing, 'prosecutionCases').flatMap(prosecutionCase => {
    const caseReference = prosecutionCase.at('prosecutionCaseIdentifier').text('caseURN') ?? ''
    const caseMarkers = prosecutionCase
      .list('caseMarkers')
      .flatMap(marker => marker.text('markerTypeDescription') ?? [])
    return gathered.list(prosecutionCase, 'defendants').map(
      (defendant): Subject => ({
        reader: defendant,
        id: defendant,
        idField: 'id',
        caseReference,
        caseMarkers,
        markersWhole: prosecutionCase.isWhole('caseMarkers'),
        applications: applications.filter(application => isAbout(application, defendant)),
        charged: true,
      }),
    )
  })
  const others = applications
    .filter(application => !defendants.some(({ reader }) => isAbout(application, reader)))
    .flatMap(application => subjectOfApplication(application, applications))
  return { subjects: [...defendants, ...others], isWhole: gathered.isWhole() }
}

/** Whether it names anybody, by the ids of a master defendant. */
function gatherPerson(gathered: Gathering, master: Reader): boolean {
  const ids = [
    gathered.id(master, 'masterDefendantId'),
    ...gathered.list(master, 'defendantCase').map(each => gathered.id(each, 'defendantId')),
  ]
  return ids.some(id => id !== undefined)
}

/** The subject of an application, when nobody charged in the hearing is: known by the defendant id of a case of theirs. */
function subjectOfApplication(application: Reader, all: readonly Reader[]): readonly Subject[] {
  const master = application.at('subject').at('masterDefendant')
  if (!master.has('personDefendant') && !master.has('legalEntityDefendant')) return []
  const linked = new Set(application.list('courtApplicationCases').map(each => each.text('prosecutionCaseId')))
  const cases = master.list('defendantCase')
  const defendantCase = cases.find(each => linked.has(each.text('caseId'))) ?? cases[0]
  const masterId = master.text('masterDefendantId')?.toLowerCase()
  return [
    {
      reader: master,
      id: defendantCase ?? master,
      idField: defendantCase ? 'defendantId' : 'defendantCase.defendantId',
      caseReference: defendantCase?.text('caseReference') ?? application.text('applicationReference') ?? '',
      caseMarkers: [],
      markersWhole: true,
      applications: all.filter(
        other =>
          other === application ||
          (masterId !== undefined &&
            other.at('subject').at('masterDefendant').text('masterDefendantId')?.toLowerCase() === masterId),
      ),
      charged: false,
    },
  ]
}

/** Whether an application is about this defendant: by the master defendant, or by the defendant of a case. */
const isAbout = (application: Reader, defendant: Reader): boolean =>
  isTheirs(application.at('subject').at('masterDefendant'), defendant)

export function isTheirs(candidate: Reader, defendant: Reader): boolean {
  const master = defendant.text('masterDefendantId')?.toLowerCase()
  const id = defendant.text('id')?.toLowerCase()
  return (
    (master !== undefined && candidate.text('masterDefendantId')?.toLowerCase() === master) ||
    (id !== undefined && candidate.list('defendantCase').some(each => each.text('defendantId')?.toLowerCase() === id))
  )
}

/** True for what the source writes as an organisation, not for what cannot be read in that place. */
export const isOrganisation = ({ reader }: Subject): boolean => isRecord(reader.at('legalEntityDefendant').value)
