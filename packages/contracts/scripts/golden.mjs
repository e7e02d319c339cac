// Adds golden bytes for event types that have none yet; what was published once is never written again.
// Run by `npm run proto:publish` on built contracts.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const contracts = createRequire(import.meta.url)('../dist/index.js')
const file = new URL('../test/golden.json', import.meta.url)
const golden = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}

let count = 1
const VALUES = {
  string: name => `${name} ${count++}`,
  bool: () => true,
  number: () => count++,
  bigint: () => 9007199254740993n + BigInt(count++),
  bytes: () => new Uint8Array([count++, 0, 255]),
  enum: (_, { prefix }) => `${prefix}UNSPECIFIED`,
}
const fill = type => {
  if (type === 'google.protobuf.Timestamp') return { seconds: 1_767_225_600n, nanos: 123_456_789 }
  return Object.fromEntries(
    contracts.shapes[type].map(field => {
      const value = field.kind === 'message' ? fill(field.of) : VALUES[field.kind](field.name, field)
      return [field.name, field.repeated ? [value, value] : value]
    }),
  )
}

const codec = contracts.createEventCodec()
const writeInstant = ({ seconds, nanos }) => `${seconds}.${nanos}`
for (const type of Object.keys(contracts.events)) {
  if (golden[type]) continue
  const { data } = contracts.eventOf(type, fill(type))
  golden[type] = {
    bytes: Buffer.from(codec.encode(type, data)).toString('base64'),
    json: contracts.eventToJson(type, data, writeInstant),
  }
}
const sorted = Object.fromEntries(Object.entries(golden).sort(([a], [b]) => a.localeCompare(b)))
writeFileSync(file, `${JSON.stringify(sorted, null, 1)}\n`)
