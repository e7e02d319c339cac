import * as os from 'node:os'
import { enginesConfig } from '@hub/engines'
import { describe, expect, test } from '@jest/globals'
import { MongoClient } from 'mongodb'
import { mongoOfThisMachine, whyNoMongo } from '../../test/mongo'
import { storeConformance } from '../conformance'
import type { OpenSettings } from '../conformance/harness'
import { connect } from './client'
import { storeOn } from './store'

const missing = whyNoMongo()

if (missing !== undefined) {
  process.stderr.write(`SKIPPED, store on MongoDB: ${missing}\n`)
  if (enginesConfig().required) test('MongoDB must be had in CI', () => expect(missing).toBeUndefined())
  else describe.skip(`store on MongoDB: ${missing}`, () => test('is not proved here', () => undefined))
} else {
  storeConformance('MongoDB', async () => {
    const engine = await mongoOfThisMachine()
    process.stderr.write(`store on MongoDB: ${engine.described}\n`)
    let trips = 0
    const used = new Set<string>()
    const open = async (settings: OpenSettings) => {
      const client = await connect({ url: engine.url, appName: settings.context, monitored: true })
      client.on('commandStarted', () => {
        trips += 1
      })
      used.add(settings.context)
      return storeOn(client, settings.context, settings)
    }
    return {
      open,
      openTwice: async settings => [await open(settings), await open(settings)],
      trips: () => trips,
      close: async () => {
        // A given server goes on after us.
        const client = new MongoClient(engine.url, { runtimeAdapters: { os } })
        for (const name of used) await client.db(name).dropDatabase()
        await client.close()
        await engine.stop()
      },
    }
  })
}
