import { isHubError } from '@hub/service'

/** What went wrong at the start, as a sentence that says what to do; undefined for what nobody foresaw. */
export function explain(error: unknown): string | undefined {
  if (isHubError(error)) return `${error.code}: ${error.message}`
  const { code = '', message = '', path = '' } = (error ?? {}) as { code?: string; message?: string; path?: string }
  if (/EADDRINUSE/.test(code + message)) {
    const taken = /:(\d+)\b/.exec(message)?.[1] ?? ''
    return `port ${taken} is taken: stop what listens there, or name others by HUB_HTTP_PORT, HUB_CONSOLE_PORT and HUB_GRPC_PORT`
  }
  if (/HUB_(LOG|STORE)_IN_USE/.test(code + message))
    return 'another hub works on this data: stop it, or name another folder by HUB_DATA_DIR'
  if (['EEXIST', 'ENOTDIR', 'EACCES', 'ENOENT', 'EPERM', 'EROFS'].includes(code))
    return `the data folder cannot be used (${code} ${path}): name another by HUB_DATA_DIR`
  return undefined
}

/** Says why and ends with 1. */
export function fail(error: unknown): never {
  process.stderr.write(`${explain(error) ?? (error instanceof Error ? error.stack : error)}\n`)
  process.exit(1)
}
