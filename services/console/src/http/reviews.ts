import { ReviewOutcome } from '@hub/contracts/person'
import type { FastifyInstance } from 'fastify'
import { decideReview, readExplanation, readReview, readReviews, takeBackLink } from '../app/reviews'
import type { ConsolePorts } from '../ports'
import type { SendPage } from './pages'

type Form = Readonly<Record<string, string | undefined>>

/** How long a name and a reason may be. */
const LONGEST_BY = 100
const LONGEST_WHY = 1_000

const DECISIONS: Readonly<Record<string, ReviewOutcome>> = {
  same: ReviewOutcome.REVIEW_OUTCOME_SAME,
  different: ReviewOutcome.REVIEW_OUTCOME_DIFFERENT,
}

/** People who may be one, and what somebody decides about it; and links that are taken back. */
export function reviewRoutes(server: FastifyInstance, ports: ConsolePorts, sendPage: SendPage): void {
  server.get<{ Querystring: Form }>('/reviews', async (request, reply) => {
    const { page = '1', done } = request.query
    const number = /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1
    return sendPage(reply, 'reviews', { ...(await readReviews(ports, number)), page: number, done })
  })

  server.get<{ Querystring: Form }>('/reviews/review', async (request, reply) => {
    const review = await readReview(ports, request.query.id ?? '')
    return sendPage(reply, 'review', { review, form: { command: ports.clock.newId() }, problems: {} })
  })

  server.post<{ Body?: Form }>('/reviews/review', async (request, reply) => {
    const form = request.body ?? {}
    const review = await readReview(ports, form.id ?? '')
    const decision = Object.hasOwn(DECISIONS, form.decision ?? '') ? DECISIONS[form.decision!] : undefined
    const problems = { ...problemsOf(form), ...(decision ? {} : { decision: 'Select what the two records are' }) }
    if (!decision || Object.keys(problems).length > 0) return sendPage(reply, 'review', { review, form, problems }, 400)
    await decideReview(ports, review.reviewId, decision, decided(form))
    return reply.redirect(`/reviews?done=${form.decision}`, 303)
  })

  const linkOf = async ({ person = '', link: id }: Form) => {
    const link = (await readExplanation(ports, person))?.links.find(({ linkId }) => linkId === id)
    return { person, link }
  }
  server.get<{ Querystring: Form }>('/people/link', async (request, reply) =>
    sendPage(reply, 'link', { ...(await linkOf(request.query)), form: { command: ports.clock.newId() }, problems: {} }),
  )

  server.post<{ Body?: Form }>('/people/link', async (request, reply) => {
    const form = request.body ?? {}
    const problems = problemsOf(form)
    if (Object.keys(problems).length > 0)
      return sendPage(reply, 'link', { ...(await linkOf(form)), form, problems }, 400)
    const { person = '', link = '' } = form
    await takeBackLink(ports, person, link, decided(form))
    return reply.redirect(`/people/${encodeURIComponent(person)}`, 303)
  })
}

const decided = (form: Form) => ({ commandId: form.command ?? '', by: form.by!.trim(), reason: form.why!.trim() })

/** What is wrong with who decides, and why, by field. */
function problemsOf(form: Form): Record<string, string> {
  const problems: Record<string, string> = {}
  const by = form.by?.trim() ?? ''
  const why = form.why?.trim() ?? ''
  if (by === '') problems.by = 'Enter your name'
  else if (by.length > LONGEST_BY) problems.by = `Your name must be ${LONGEST_BY} characters or fewer`
  if (why === '') problems.why = 'Enter why you decide so'
  else if (why.length > LONGEST_WHY)
    problems.why = `The reason must be ${LONGEST_WHY.toLocaleString('en-GB')} characters or fewer`
  return problems
}
