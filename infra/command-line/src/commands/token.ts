import { command } from '../command'

export const token = command({
  name: 'token',
  summary: 'print a token of the development partner, valid for twelve hours',
  usage: '',
  least: 0,
  most: 0,
  options: {},
  run: async ({ json }, { print, token: sign }) => {
    const signed = await sign()
    if (json) print.json(JSON.stringify({ token: signed }))
    else print.line(signed)
    return 0
  },
})
