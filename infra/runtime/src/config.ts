import { parseInstant } from '@hub/calendar'
import { HubError } from '@hub/service'
import { z } from 'zod'
import { ALL_CONTEXTS } from './contexts'
import { type Place, placeSchema, read } from './place'

const SOURCES_FORM = 'write {"prisoner-search": {"url": "https://…", "token": "…"}}'

const schema = z.object({
  /** Production refuses what only development may have. */
  HUB_MODE: z.enum(['development', 'production']).default('development'),
  /** The contexts this process holds; by default all of them. */
  HUB_CONTEXTS: z
    .string()
    .transform(text => text.split(',').map(name => name.trim()))
    .refine(names => names.every(name => ALL_CONTEXTS.includes(name)), `name some of: ${ALL_CONTEXTS.join(', ')}`)
    .default([...ALL_CONTEXTS]),
  /** Where the other contexts are served: `people=host:port,courts=host:port`. */
  HUB_SERVICES: z
    .string()
    .regex(/^[a-z]+=[^=,\s]+:\d+(,[a-z]+=[^=,\s]+:\d+)*$/, 'write people=host:port,courts=host:port')
    .transform(text => Object.fromEntries(text.split(',').map(each => each.split('=') as [string, string])))
    .default({}),
  /** Kafka and MongoDB: both, or neither for the embedded engines. */
  HUB_KAFKA_BROKERS: z
    .string()
    .min(1)
    .transform(text => text.split(','))
    .optional(),
  HUB_MONGO_URL: z.string().startsWith('mongodb').optional(),
  /** The installation's key, base64, at least 32 bytes; made in the data folder when absent. */
  HUB_TOKEN_KEY: z
    .string()
    .refine(text => Buffer.from(text, 'base64').length >= 32, 'give at least 32 bytes in base64')
    .optional(),
  HUB_PARTNERS_FILE: z.string().min(1).optional(),
  /**
   * Partners' systems to ask for what their messages only point at, as JSON: name → url, and the bearer token where one is
   * needed. Names: prisoner-search, prison-api, calculate-release-dates, allocation-manager, manage-pom-cases-and-delius. One
   * that is not named is not asked.
   */
  HUB_SOURCES: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: SOURCES_FORM })
        return z.NEVER
      }
    })
    .pipe(
      z.record(
        z.string(),
        z.strictObject({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1).optional() }),
        SOURCES_FORM,
      ),
    )
    .optional(),
  HUB_INTAKE_RETENTION_DAYS: z.coerce.number().int().min(1).max(3_650).default(28),
  /** Messages a second that one partner may send. */
  HUB_GATEWAY_RATE: z.coerce.number().int().min(1).default(5_000),
  /** The hub's time on its first start (RFC 3339); it ticks from there and can be moved forward. Development only. */
  HUB_CLOCK: z
    .string()
    .refine(text => parseInstant(text) !== undefined, 'write an instant, 2026-03-02T09:00:00Z')
    .optional(),
  /** Where traces go: OTLP over HTTP, `http://127.0.0.1:4318/v1/traces`; absent: nothing is traced. */
  HUB_TRACES_URL: z.url({ protocol: /^https?$/, error: 'write http://host:port/v1/traces' }).optional(),
  /** Of the traces that begin at the door, 0 to 1. */
  HUB_TRACES_RATIO: z.coerce.number().min(0).max(1).default(1),
  HUB_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** Where log lines go: a file, or `-` for standard output; by default `hub.log` in the data folder. */
  HUB_LOG_FILE: z.string().min(1).optional(),
})

export type Config = Place & z.infer<typeof schema>

/** Reads the environment, once; what is not right is named all at once, with what to write instead. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const config = read(placeSchema(environment).extend(schema.shape), environment)
  if ((config.HUB_KAFKA_BROKERS === undefined) !== (config.HUB_MONGO_URL === undefined))
    throw new HubError(
      'invalid',
      'HUB_CONFIG_INVALID',
      'HUB_KAFKA_BROKERS and HUB_MONGO_URL: give both, or neither for the embedded engines',
    )
  if (config.HUB_MODE === 'production' && !config.HUB_TOKEN_KEY)
    throw new HubError('invalid', 'HUB_CONFIG_INVALID', 'HUB_TOKEN_KEY: production needs the installation key given')
  return config
}

/** This process's environment, for processes that it starts. */
export const environment = (): NodeJS.ProcessEnv => process.env
