import { PrismaClient } from '../generated/test/postgresql/client.js'
import { PrismaPg } from '@prisma/adapter-pg'
import { webAPITokens } from '../src/index.js'
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: 'postgresql://postgres@127.0.0.1:5432/test' }) })
const S = Symbol.for('prisma.client.transaction.scope_context')
const db = prisma.$extends(webAPITokens()) as any
await prisma.$transaction(async (tx) => {
  console.log((tx as any)[S], (tx as any)[Symbol.for('prisma.client.transaction.id')])
  const ext = (tx as any).$extends
  console.log('ext', typeof ext)
  await (tx as any).$transaction(async (n: any) => console.log('nested', n[S]))
})
await db.$transaction(async (tx: any) => { console.log(tx[S]); const d = tx.webAPIToken; console.log('parent', d.$parent?.[S], d.$parent === tx) 
 try { await tx.$queryRawUnsafe('select 1/0') } catch (e) { console.log('1', (e as any).code, JSON.stringify((e as any).meta)) }
 try { await tx.$executeRawUnsafe('select 1') } catch (e) { console.log('2', (e as any).code, JSON.stringify((e as any).meta)) }
 try { await tx.user.count() } catch (e) { console.log('3', (e as any).name, (e as any).code, JSON.stringify((e as any).meta)) }
}).catch((e: any) => console.log('end', e))
try { await prisma.$transaction(async (tx) => { 
  const pid: any = await tx.$queryRawUnsafe('select pg_backend_pid() as pid')
  await prisma.$queryRawUnsafe(`select pg_terminate_backend(${pid[0].pid})::text`)
  await new Promise(r => setTimeout(r, 50))
  try { await tx.$executeRawUnsafe('select 1') } catch (e) { console.log('lost', (e as any).name, (e as any).code, JSON.stringify((e as any).meta)); throw e }
}) } catch (e) { console.log('lost outer', (e as any).name, (e as any).code, (e as any).message) }
// isolation at COMMIT
console.log(await prisma.$transaction(async (tx) => tx.$queryRawUnsafe("select current_setting('transaction_isolation') as i"), { isolationLevel: 'ReadCommitted' }))
await prisma.$disconnect()
