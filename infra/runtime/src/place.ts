import { homedir } from 'node:os'
import { join } from 'node:path'
import { HubError } from '@hub/service/errors'
import { z } from 'zod'

const port = z.coerce.number({ error: 'write a port, 0 to 65535' }).int().min(0).max(65_535)

/** Where a hub is: what it listens on and where its data lies. Everything that looks for a hub reads these alone. */
export const placeSchema = (environment: NodeJS.ProcessEnv) =>
  z.object({
    HUB_HOST: z.string().min(1).default('127.0.0.1'),
    /** The gateway's HTTP; 0 chooses one and prints it. */
    HUB_HTTP_PORT: port.default(8080),
    /** The console, on 127.0.0.1 only; 0 chooses one and prints it. */
    HUB_CONSOLE_PORT: port.default(8081),
    HUB_GRPC_PORT: port.default(8082),
    /** Embedded data and keys; never inside the checkout. */
    HUB_DATA_DIR: z
      .string()
      .min(1)
      .default(join(environment.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'throughline')),
  })

export type Place = z.infer<ReturnType<typeof placeSchema>>

/** Where the hub is, as the environment says. */
export const readPlace = (environment: NodeJS.ProcessEnv): Place => read(placeSchema(environment), environment)

/** Reads the environment; what is not right is named all at once, with what to write instead. */
export function read<T>(schema: z.ZodType<T>, environment: NodeJS.ProcessEnv): T {
  const parsed = schema.safeParse(environment)
  if (parsed.success) return parsed.data
  throw new HubError(
    'invalid',
    'HUB_CONFIG_INVALID',
    parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  )
}
