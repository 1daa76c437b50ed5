const reason = /, skipped: (.*)$/

/** Says at the end of a run what was skipped, and why: Jest counts it without a word. Fails where it must not be. */
export default class SkippedReporter {
  #isSelection
  #error

  constructor({ testNamePattern }) {
    this.#isSelection = Boolean(testNamePattern)
  }

  onRunComplete(_contexts, { testResults }) {
    // What the command line does not select is skipped, too.
    if (this.#isSelection) return
    const skipped = testResults.flatMap(({ testResults }) => testResults).filter(({ status }) => status === 'pending')
    const suites = new Map()
    for (const { ancestorTitles, title } of skipped) {
      const name = ancestorTitles.find((each) => reason.test(each)) ?? [...ancestorTitles, title].join(' › ')
      suites.set(name, (suites.get(name) ?? 0) + 1)
    }
    for (const name of suites.keys()) console.log(reason.test(name) ? name : `${name}, skipped without a reason`)
    console.log(`Skipped: ${suites.size}`)

    const isForbidden = process.env.REQUIRE_ALL_DATABASES === '1' && suites.size > 0
    if (isForbidden) this.#error = new Error('With REQUIRE_ALL_DATABASES=1 nothing may be skipped')
    else if ([...suites.keys()].some((name) => !reason.test(name))) {
      this.#error = new Error('A skipped test must name its reason: use describeUnless of tests/support')
    }
  }

  getLastError() {
    return this.#error
  }
}
