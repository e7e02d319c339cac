import {
  createContextService,
  createTools,
  type IntakeContext,
  identityCopies,
  performBy,
  recordFacts,
  resolveFromCopy,
  type Service,
  type ServicePorts,
} from '@hub/service'
import { deleteHearing } from './app/delete-hearing'
import { rememberPerson } from './app/hearing-people'
import { courts } from './context'
import { type HearingCommand, type HearingState, hearingDecider, type ShareHearing } from './domain/hearing'
import { type ReportCommand, reportDecider } from './domain/report'
import { translateCommonPlatform } from './translate/common-platform'
import { translateLibra } from './translate/libra'
import { translateReportEvent } from './translate/report-events'

export function createCourts(ports: ServicePorts): Service {
  const { store, clock, codec, tokens } = ports
  const tools = createTools(tokens, codec)
  const shared = { tools, codec, clock, people: resolveFromCopy(store, tokens, ports.people) }
  const hearing = { ...shared, decider: hearingDecider }
  const performers = {
    share: recordFacts<HearingState, ShareHearing, HearingCommand>({
      ...hearing,
      streamOf: ({ hearingId }, token) => `hearing/${hearingId}/${token}`,
      succession: ({ hearingDay, sharedAt }) => sharedAt && { of: hearingDay, at: sharedAt },
      begun: (tx, { stream, command, personId, identity }) =>
        rememberPerson(tx, command.hearingId, stream, { personId, identity }),
    }),
    delete: deleteHearing(hearing),
    report: recordFacts({ ...shared, decider: reportDecider, streamOf: ({ reportId }) => `report/${reportId}` }),
  }
  const takes: IntakeContext<HearingCommand | ReportCommand> = {
    name: courts.name,
    translators: {
      'common-platform': translateCommonPlatform,
      libra: translateLibra,
      'hmpps-domain-events': translateReportEvent,
    },
    tools,
    blobs: ports.blobs,
    store,
    perform: parts => performBy(parts, command => command.is, performers),
  }
  return createContextService(ports, {
    context: courts,
    takes,
    consumptions: [identityCopies(courts.name, codec)],
    grpc: [],
  })
}
