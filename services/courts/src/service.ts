import { daysProblem } from '@hub/calendar'
import {
  createContextService,
  createTools,
  type IntakeContext,
  identityCopies,
  type Rule,
  resolveFromCopy,
  rulesService,
  type Service,
  type ServicePorts,
} from '@hub/service'
import { type CourtCommand, performCourtCommands } from './app/performers'
import { countUnmapped, courtService } from './app/unmapped-results'
import { courts } from './context'
import { COHORTS, REPORT_TYPES, reportDueOf } from './domain/report-due-rule'
import { lengthProblem, SENTENCE_KINDS, sentenceCheck } from './domain/sentence-check-rule'
import { translateCommonPlatform } from './translate/common-platform'
import { translateCourtReports } from './translate/court-reports'
import { translateLibra } from './translate/libra'
import { translateReportEvent } from './translate/report-events'

export function createCourts(ports: ServicePorts): Service {
  const { store, clock, codec, tokens } = ports
  const tools = createTools(tokens, codec)
  const takes: IntakeContext<CourtCommand> = {
    name: courts.name,
    translators: {
      'common-platform': translateCommonPlatform,
      libra: translateLibra,
      'court-reports': translateCourtReports,
      'hmpps-domain-events': translateReportEvent,
    },
    tools,
    blobs: ports.blobs,
    store,
    perform: performCourtCommands({ tools, codec, clock, people: resolveFromCopy(store, tokens, ports.people) }),
  }
  return createContextService(ports, {
    context: courts,
    takes,
    consumptions: [identityCopies(courts.name, codec)],
    grpc: [courtService(store), rulesService([sentenceCheckRule, reportDueRule], clock)],
    attention: async () => ({ unmapped_results: await countUnmapped(store) }),
  })
}

const sentenceCheckRule: Rule = {
  name: 'sentence-check',
  facts: {
    kind: { type: 'text', oneOf: SENTENCE_KINDS },
    convictedOn: { type: 'date' },
    offenceOn: { type: 'date' },
    termDays: { type: 'number', problem: daysProblem },
    term: { type: 'text', problem: lengthProblem },
    operationalPeriod: { type: 'text', problem: lengthProblem },
    unpaidWorkHours: { type: 'number' },
  },
  needs: ['kind'],
  // Each rule of the table has dates of its own and its own deciding date; the set is the table.
  ruleSets: [{ id: 'sentencing', from: '2005-04-04', to: null }],
  evaluate: sentenceCheck,
}

const reportDueRule: Rule = {
  name: 'report-due',
  facts: {
    requestedOn: { type: 'date' },
    reportType: { type: 'text', oneOf: REPORT_TYPES },
    nextHearing: { type: 'date' },
    cohorts: { type: 'list', oneOf: COHORTS },
    court: { type: 'text' },
  },
  needs: ['requestedOn'],
  ruleSets: [{ id: 'report-delivery', from: '2005-04-04', to: null }],
  evaluate: facts => reportDueOf({ ...facts, requestedOn: String(facts.requestedOn) }),
}
