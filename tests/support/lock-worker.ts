// Holds the lock that it is told to until the test says so, as often as the test asks for it, until it is killed.
import { once } from 'node:events'

import { connectTo } from './databases.js'
import { send } from './send.js'

const [name = '', url = '', lock = ''] = process.argv.slice(2)
const prisma = await connectTo(name, url, {}, 1000)
await prisma.user.count()
await send({ ready: true })
for (;;) {
  await once(process, 'message')
  await prisma.$transaction(async (tx) => {
    // A write that changes nothing takes the lock of all writers; a read, the one that keeps a rollback journal from its COMMIT.
    if (lock === 'write') await tx.user.updateMany({ where: { id: -1 }, data: { username: '' } })
    else await tx.user.count()
    await send({ held: true })
    await once(process, 'message')
  })
  await send({ released: true })
}
