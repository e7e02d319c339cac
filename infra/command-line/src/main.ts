import { developmentToken, readConfig } from '@hub/runtime'

const USAGE = `hub <command>

  token    print a token of the development partner, valid for twelve hours

The hub is found by the same HUB_* variables it was started with.
`

async function main([command]: readonly string[]): Promise<number> {
  switch (command) {
    case 'token':
      process.stdout.write(`${await developmentToken(readConfig())}\n`)
      return 0
    default:
      process.stderr.write(USAGE)
      return command === undefined || command === 'help' || command === '--help' ? 0 : 2
  }
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
    process.exit(1)
  },
)
