import { createApp } from './app.js'

const app = await createApp()
console.log(await app.listen({ port: Number(process.env.PORT ?? 3_000) }))

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void app.close())
