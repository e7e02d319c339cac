// Which code may import which. Run by `npm run lint`; each comment says what to do instead.
const within = folder => `^(packages|services|infra)/[^/]+/src/${folder}`
const only = (name, comment, module, homes) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: [...homes, '\\.test\\.ts$', '/test/'] },
  to: { path: module },
})

// What the bench holds the hub against does without the ports.
const BARE = '^infra/bench/raw/'

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one: merge them, or move what both need to a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'services-meet-only-through-the-ports',
      comment:
        'A service never imports another: listen to its events, or ask it over gRPC by a client that it gets as a port.',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'packages-know-no-service',
      comment: 'A package serves every service: take what it needs as an argument.',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['\\.test\\.ts$', '/test/'] },
      to: { path: '^(services|infra)/' },
    },
    {
      name: 'domain-is-pure',
      comment:
        'domain/ and translate/ are pure: they import themselves, each other, decider, identifiers, calendar, translation and contracts. Take everything else as an argument.',
      severity: 'error',
      from: { path: '^services/[^/]+/src/(domain|translate)/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^services/[^/]+/src/(domain|translate)/',
          '^packages/(decider|identifiers|calendar|translation|contracts)/src/',
        ],
      },
    },
    only(
      'engines-are-chosen-in-one-place',
      'Only infra and testing choose an engine: take EventLog or Store as a port.',
      '^packages/(messaging|store)/src/(embedded|kafka|mongo)/',
      ['^infra/', '^packages/testing/', '^packages/(messaging|store)/src/(embedded|kafka|mongo)/'],
    ),
    only(
      'sqlite-behind-the-ports',
      'SQLite belongs to the embedded adapters: use EventLog or Store.',
      'node_modules/libsql/',
      ['^packages/(messaging|store)/src/embedded/', BARE],
    ),
    only('kafka-behind-the-port', 'kafkajs belongs to the Kafka adapter: use EventLog.', 'node_modules/kafkajs/', [
      '^packages/messaging/src/kafka/',
      BARE,
    ]),
    only('mongodb-behind-the-port', 'The driver belongs to the MongoDB adapter: use Store.', 'node_modules/mongodb/', [
      '^packages/store/src/mongo/',
      '^infra/engines/',
      BARE,
    ]),
    only(
      'grpc-behind-service',
      'gRPC belongs to @hub/service: use serve() and the clients that the service gets.',
      'node_modules/(nice-grpc|@grpc)',
      ['^packages/service/src/grpc/', '^packages/contracts/src/gen/', BARE],
    ),
    only(
      'tracing-behind-service',
      'Traces belong to @hub/service: use the Tracer port.',
      'node_modules/@opentelemetry/',
      ['^packages/service/src/tracing\\.ts$'],
    ),
    only('metrics-behind-the-door', 'Metrics are what operators see: GetStatus says it.', 'node_modules/prom-client/', [
      '^services/gateway/src/http/metrics\\.ts$',
    ]),
    only('pino-behind-service', 'Logging belongs to @hub/service: use the Logger port.', 'node_modules/pino/', [
      '^packages/service/src/logger\\.ts$',
    ]),
    only(
      'testing-is-for-tests',
      'What plays a case or a whole context belongs into tests: production code must not carry it.',
      '^packages/(decider/src/testing\\.ts$|testing/)',
      ['^packages/testing/'],
    ),
    only('http-behind-its-folder', 'HTTP belongs to http/ folders.', 'node_modules/fastify/', [within('http/')]),
    {
      name: 'no-deep-imports',
      comment: 'Import a package by the names its package.json exports.',
      severity: 'error',
      from: { path: '^(packages|services|infra)/([^/]+)/' },
      to: {
        path: '^(packages|services|infra)/[^/]+/',
        pathNot: '^(packages|services|infra)/$2/',
        dependencyTypes: ['local'],
      },
    },
    {
      name: 'declared-dependencies-only',
      comment: "Add the package to the dependencies of the importing folder's package.json.",
      severity: 'error',
      from: { pathNot: ['\\.test\\.ts$', '/test/', '/conformance/', '^packages/testing/', '^infra/system-tests/'] },
      to: {
        path: 'node_modules/',
        pathNot: 'node_modules/@types/',
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev', 'unknown', 'undetermined'],
      },
    },
    {
      name: 'resolvable',
      comment: 'The import leads nowhere: mend its name.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
}
