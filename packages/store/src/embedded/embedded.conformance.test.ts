import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { storeConformance } from '../conformance'
import { type Database, openDatabase } from './database'
import { createTables } from './schema'
import { storeOn } from './store'

storeConformance('embedded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hub-store-'))
  let trips = 0
  const counted = (database: Database): Database => ({
    ...database,
    all: (...given) => {
      trips += 1
      return database.all(...given)
    },
    transaction: work => {
      trips += 1
      return database.transaction(work)
    },
  })
  return {
    open: async settings => {
      const database = openDatabase(join(folder, `${settings.context}.db`))
      createTables(database, settings.collections)
      return storeOn(counted(database), settings, () => database.close())
    },
    // Two committers on one connection: each reads and commits on its own, as two processes would.
    openTwice: async settings => {
      const database = openDatabase(join(folder, `${settings.context}.db`))
      createTables(database, settings.collections)
      let users = 2
      const release = () => {
        users -= 1
        if (users === 0) database.close()
      }
      return [storeOn(database, settings, release), storeOn(database, settings, release)]
    },
    trips: () => trips,
    close: () => rm(folder, { recursive: true, force: true }),
  }
})
