import { once } from 'node:events'

import pg from 'pg'

import { describeUnless } from '../support/describe-unless.js'
import { TcpProxy } from '../support/tcp-proxy.js'
import { nextMessage, startWorkers } from '../support/workers.js'

const url = process.env.TEST_POSTGRES_URL
const missing = url ? undefined : 'TEST_POSTGRES_URL is not set'

describeUnless(missing, 'a process with a bus on PostgreSQL', () => {
  const target = new URL(url ?? 'postgresql://127.0.0.1')
  let proxy: TcpProxy
  beforeEach(async () => {
    proxy = await TcpProxy.to({ host: target.hostname, port: Number(target.port || 5432) })
  })
  afterEach(() => proxy.close())

  function urlBy(port: number, applicationName = 'idle-bus') {
    const byProxy = new URL(target)
    byProxy.hostname = '127.0.0.1'
    byProxy.port = String(port)
    byProxy.searchParams.set('application_name', applicationName)
    return byProxy.href
  }

  /** Starts a process, does harm, lets it go on, and returns its exit code and what its subscriber was told. */
  async function run(task: string, harm: () => void = () => undefined) {
    const [worker] = await startWorkers('./idle-bus.ts', [[urlBy(proxy.port), task]])
    if (!worker) throw new Error('There is no process')
    harm()
    const exited = once(worker, 'exit')
    worker.send('go')
    const calls = await nextMessage(worker)
    const [code] = (await exited) as [number]
    return { code, calls }
  }

  test.each([
    ['is connecting', 'connect'],
    ['is listening', 'listen'],
    ['has published', 'publish'],
    ['was closed', 'close'],
  ])('ends by itself when the bus %s', async (_name, task) => {
    expect(await run(task)).toMatchObject({ code: 0 })
  })

  test.each<[string, () => void]>([
    ['has lost its server', () => proxy.refuse()],
    ['does not hear from its server', () => proxy.silence()],
  ])('ends by itself when the bus %s, and goes on after close with code 0', async (_name, harm) => {
    expect(await run('listen', harm)).toMatchObject({ code: 0 })
    proxy.mend()
    expect(await run('close', harm)).toMatchObject({ code: 0 })
  })

  test('lives through 100 terminations of its connections at any moment', async () => {
    const name = `terminated-${process.pid}`
    const [worker] = await startWorkers('./idle-bus.ts', [[urlBy(proxy.port, name), 'ten']])
    if (!worker) throw new Error('There is no process')
    const admin = new pg.Client(url)
    await admin.connect()
    for (let terminated = 0; terminated < 100;) {
      const { rowCount } = await admin.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND random() < 0.3',
        [name],
      )
      terminated += rowCount ?? 0
    }
    await admin.end()
    worker.send('go')
    const exited = once(worker, 'exit')
    expect(await nextMessage(worker)).toContain('connected')
    expect(await exited).toStrictEqual([0, null])
  })
})
