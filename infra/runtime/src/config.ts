import { homedir } from 'node:os'
import { join } from 'node:path'
import { HubError } from '@hub/service'
import { z } from 'zod'

const port = z.coerce.number().int().min(0).max(65_535)

const schema = z.object({
  /** Production refuses what only development may have. */
  HUB_MODE: z.enum(['development', 'production']).default('development'),
  HUB_HOST: z.string().min(1).default('127.0.0.1'),
  /** The gateway's HTTP; 0 chooses one and prints it. */
  HUB_HTTP_PORT: port.default(8080),
  HUB_GRPC_PORT: port.default(8082),
  /** Embedded data and keys; never inside the checkout. */
  HUB_DATA_DIR: z
    .string()
    .min(1)
    .default(join(process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state'), 'throughline')),
  /** The installation's key, base64, at least 32 bytes; made in the data folder when absent. */
  HUB_TOKEN_KEY: z
    .string()
    .refine(text => Buffer.from(text, 'base64').length >= 32, 'give at least 32 bytes in base64')
    .optional(),
  HUB_PARTNERS_FILE: z.string().min(1).optional(),
  HUB_INTAKE_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(28),
  /** Messages a second that one partner may send. */
  HUB_GATEWAY_RATE: z.coerce.number().int().min(1).default(5_000),
  HUB_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Where log lines go: a file, or `-` for standard output; by default `hub.log` in the data folder. */
  HUB_LOG_FILE: z.string().min(1).optional(),
})

export type Config = z.infer<typeof schema>

/** Reads the environment, once; what is not right is named all at once, with what to write instead. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const parsed = schema.safeParse(environment)
  if (!parsed.success)
    throw new HubError(
      'invalid',
      'HUB_CONFIG_INVALID',
      parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    )
  if (parsed.data.HUB_MODE === 'production' && !parsed.data.HUB_TOKEN_KEY)
    throw new HubError('invalid', 'HUB_CONFIG_INVALID', 'HUB_TOKEN_KEY: production needs the installation key given')
  return parsed.data
}
