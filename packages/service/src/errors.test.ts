import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { ClientError, type ServerError, Status } from 'nice-grpc'
import { ERROR_CODES, type ErrorKind, HubError, isHubError, isUnavailable, KINDS } from './errors'
import { asHubError, asServerError } from './grpc/mapping'

const kinds = Object.keys(KINDS) as ErrorKind[]

/** What a client on the other side of the network sees. */
const sent = ({ code, details }: ServerError) => new ClientError('/hub.Service/Method', code, details)

describe('kinds', () => {
  it.each(kinds)('%s has a gRPC status and an HTTP status of its own', kind => {
    expect(Status[KINDS[kind].grpc]).toBeDefined()
    expect(KINDS[kind].http).toBeGreaterThanOrEqual(400)
    expect(KINDS[kind].http).toBeLessThan(600)
  })

  it('can be told apart by either status, and only what may pass is worth trying again', () => {
    expect(new Set(kinds.map(kind => KINDS[kind].grpc)).size).toBe(kinds.length)
    expect(new Set(kinds.map(kind => KINDS[kind].http)).size).toBe(kinds.length)
    expect(kinds.filter(kind => KINDS[kind].again)).toEqual(['exhausted', 'unavailable'])
  })
})

describe('codes', () => {
  it('stand once each, in order', () => {
    expect([...ERROR_CODES]).toEqual([...new Set(ERROR_CODES)].sort())
    for (const code of ERROR_CODES) expect(code).toMatch(/^HUB_[A-Z]+(_[A-Z]+)*$/)
  })

  it('are each raised somewhere', () => {
    const root = join(__dirname, '..', '..', '..')
    const sources = ['packages', 'services', 'infra'].flatMap(folder =>
      readdirSync(join(root, folder)).flatMap(name => textsBelow(join(root, folder, name, 'src'))),
    )
    const raised = sources.filter(text => !text.includes('export const ERROR_CODES')).join('\n')
    expect(ERROR_CODES.filter(code => !raised.includes(`'${code}'`))).toEqual([])
  })
})

function textsBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(file => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      .map(file => readFileSync(join(folder, file), 'utf8'))
  } catch {
    return []
  }
}

describe('an error across the network', () => {
  it.each(kinds)('of kind %s keeps kind, code, message and field', kind => {
    for (const options of [{}, { field: 'facts.type' }, { field: 'hearing.days[0]' }]) {
      const error = new HubError(kind, 'HUB_REQUEST_INVALID', 'say it:\nlike this (so)', options)
      const received = asHubError(sent(asServerError(error)))
      expect(received).toMatchObject({ kind, code: 'HUB_REQUEST_INVALID', message: error.message })
      expect(received.field).toBe(error.field)
    }
  })

  it.each([new Error('Ann Person, born 1980'), 'Ann Person', undefined, null, new ClientError('/a', 3, 'Ann Person')])(
    'that is not ours is a defect, and its text stays inside: %s',
    foreign => {
      const known = asHubError(foreign)
      expect(known).toMatchObject({ kind: 'defect', code: 'HUB_DEFECT' })
      expect(known.message).not.toContain('Ann')
      const server = asServerError(foreign)
      expect(server.code).toBe(Status.INTERNAL)
      expect(server.details).toMatch(/^HUB_DEFECT: /)
      expect(server.details).not.toContain('Ann')
    },
  )

  it('with a code nobody knows is a defect', () => {
    expect(asHubError(new ClientError('/a', 5, 'HUB_PERSON_INVENTED: hello'))).toMatchObject({ code: 'HUB_DEFECT' })
  })

  it.each([Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED])('says that nobody answered: %s', status => {
    const error = asHubError(new ClientError('/a', status, 'connect ECONNREFUSED'))
    expect(error).toMatchObject({ kind: 'unavailable', code: 'HUB_SERVICE_UNAVAILABLE' })
    expect(isUnavailable(error)).toBe(true)
  })
})

it('a HubError is told by what it says, not by its prototype', () => {
  const crossed = Object.assign(new Error('x'), { name: 'HubError', kind: 'unavailable', code: 'HUB_DEFECT' })
  expect([isHubError(crossed), isUnavailable(crossed)]).toEqual([true, true])
  for (const other of [new Error('x'), { name: 'HubError', kind: 'invalid', code: 'HUB_DEFECT' }, undefined])
    expect([isHubError(other), isUnavailable(other)]).toEqual([false, false])
})
