/** Describes tests, or says by name why they are left out. In CI nothing is, and what is missing is a failure. */
export function describeUnless(missing: string | undefined, name: string, tests: () => void): void {
  if (missing === undefined) {
    describe(name, tests)
  } else if (process.env.REQUIRE_ALL_DATABASES === '1') {
    test(`${name} is required here`, () => {
      throw new Error(missing)
    })
  } else {
    // Not the tests themselves: Jest would run their `describe` callbacks, which may count on what is missing.
    describe(`${name}, skipped: ${missing}`, () => {
      test.skip('all of it', () => undefined)
    })
  }
}
