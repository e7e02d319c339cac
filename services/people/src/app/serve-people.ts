import { MatchServiceDefinition, PersonServiceDefinition } from '@hub/contracts/person'
import { HubError, type Served, serve } from '@hub/service'
import type { Store, Work } from '@hub/store'
import { commands } from './commands'
import { explainPerson } from './explain'
import { type Joined, join, joinReads } from './join'
import { listReviews } from './list-reviews'
import { type PeoplePorts, withToken } from './people-of'

const MOST_GROUPS = 2_000

/** Finds or creates the person of each group; many callers share one transaction. */
export const personService = (ports: PeoplePorts & { readonly store: Store }): Served =>
  serve(PersonServiceDefinition, {
    resolveMany: async ({ groups }) => {
      if (groups.length > MOST_GROUPS || groups.some(group => group.identities.length === 0))
        throw new HubError(
          'invalid',
          'HUB_REQUEST_INVALID',
          `ask for 1 to ${MOST_GROUPS} people, each by at least one identity`,
        )
      const works = groups.map(
        (group): Work<{ readonly personId: string }> => ({
          lane: `identity/${withToken(ports.tokens, group.identities[0]!).token}`,
          gets: joinReads(ports, group.identities),
          priority: 'command',
          run: async tx => {
            const { personId }: Joined = await join(tx, ports, group)
            return { outcome: { is: 'done' }, answer: { personId } }
          },
        }),
      )
      const settled = await ports.store.run(works)
      if (settled === 'fenced') throw new HubError('defect', 'HUB_DEFECT', 'a command was fenced')
      // One group's trouble is not the others': its caller tries that one again.
      return { people: settled.map(({ answer }) => ({ personId: answer?.personId ?? '' })) }
    },
  })

/** Says why people are who they are, and takes decisions about them. */
export const matchService = (ports: PeoplePorts & { readonly store: Store }): Served => {
  const { decideReview, takeBackLink } = commands(ports)
  return serve(MatchServiceDefinition, {
    explainPerson: request => explainPerson(ports.store, request),
    listMatchReviews: request => listReviews(ports.store, request),
    decideMatchReview: request => decideReview(request),
    takeBackLink: request => takeBackLink(request),
  })
}
