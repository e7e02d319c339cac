import { type CustodyStatus, Responsibility } from './gen/hub/custody/v1/types'

/** Where the prison system has a person, in words: `in prison`, `temporarily absent`, `released`. */
export const custodyStatusWord = (status: CustodyStatus): string =>
  status
    .replace(/^CUSTODY_STATUS_/, '')
    .replaceAll('_', ' ')
    .toLowerCase()

/** Who is responsible, as the rule `handover` names it, and that nobody is. */
export type ResponsibilityWord = 'CustodyOnly' | 'CustodyWithCom' | 'Community' | 'Nobody'

const RESPONSIBILITY_WORDS: Readonly<Partial<Record<Responsibility, ResponsibilityWord>>> = {
  [Responsibility.RESPONSIBILITY_CUSTODY_ONLY]: 'CustodyOnly',
  [Responsibility.RESPONSIBILITY_CUSTODY_WITH_COM]: 'CustodyWithCom',
  [Responsibility.RESPONSIBILITY_COMMUNITY]: 'Community',
}

/** The word for who is responsible. */
export const responsibilityWord = (responsibility: Responsibility): ResponsibilityWord =>
  RESPONSIBILITY_WORDS[responsibility] ?? 'Nobody'
