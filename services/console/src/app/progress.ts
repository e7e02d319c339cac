import { handoverTaskWord, handoverTypeWord } from '@hub/contracts'
import type { HandoverProgress } from '@hub/contracts/custody'
import { sentence } from './person'

/** How far a handover at hand is, as a page shows it. */
export interface ProgressView {
  /** Upcoming or in progress; empty for a short sentence, which is handed over from the start. */
  readonly state: string
  readonly comOverdue: boolean
  /** How much it asks for; empty where nothing is asked, or it is not known. */
  readonly type: string
  readonly tasks: readonly { readonly text: string; readonly done: boolean }[]
}

export const progressView = ({
  upcoming,
  inProgress,
  comOverdue,
  type,
  tasks,
  done,
}: HandoverProgress): ProgressView => ({
  state: upcoming ? 'Upcoming' : inProgress ? 'In progress' : '',
  comOverdue,
  type: tasks.length > 0 ? handoverTypeWord(type) : '',
  tasks: tasks.map(task => ({ text: sentence(handoverTaskWord(task)), done: done.includes(task) })),
})
