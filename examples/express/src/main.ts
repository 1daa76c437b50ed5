import express from 'express'

import { createApp } from './app.js'
import { prisma } from './prisma.js'
import { tokens } from './tokens.js'

const port = Number(process.env.PORT ?? 3_000)
const server = createApp(express).listen(port, () => {
  console.log(`http://localhost:${port}`)
})

async function shutDown() {
  // The notes of the last requests are not written yet.
  await tokens.flush()
  await prisma.$disconnect()
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => server.close(() => void shutDown()))
}
