// Says at the end which engines the conformance suites ran on, and how many tests passed, on lines of their own.
class ReportEngines {
  onRunComplete(_, results) {
    const engines = new Set()
    for (const file of results.testResults)
      for (const test of file.testResults) {
        const named = /^(event log|store)(?: on|:) (.+)$/i.exec(test.ancestorTitles[0] ?? '')
        if (named && test.status === 'passed') engines.add(`${named[1]} on ${named[2]}`)
      }
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    const skipped = results.numPendingTests > 0 ? `, ${results.numPendingTests} skipped` : ''
    process.stdout.write(`\nEngines: ${[...engines].sort().join('; ') || 'none'}\n`)
    process.stdout.write(`${results.numPassedTests} passed, ${failed} failed${skipped}\n`)
  }
}

module.exports = ReportEngines
