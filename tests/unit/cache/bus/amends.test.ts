import { Amends } from '../../../../src/cache/bus/amends.js'

test('are due again for what failed while everything was being told', async () => {
  let tellings = 0
  let toldAgain: () => void
  const again = new Promise<void>((resolve) => (toldAgain = resolve))
  const amends = new Amends(() => {
    tellings++
    if (tellings === 1) amends.owe()
    else toldAgain()
    return Promise.resolve()
  })
  amends.owe()
  await amends.make()
  expect(tellings).toBe(1)
  await again
  await amends.make()
  expect(tellings).toBe(2)
})

test('are made at once when they are due, and not when they are not', async () => {
  let tellings = 0
  const amends = new Amends(() => {
    tellings++
    return Promise.resolve()
  })
  await amends.make()
  expect(tellings).toBe(0)
  amends.owe()
  await Promise.all([amends.make(), amends.make()])
  expect(tellings).toBe(1)
})
