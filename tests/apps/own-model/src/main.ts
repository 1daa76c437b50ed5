import { after } from 'node:test'

import { prisma } from './prisma.js'
import './runtime.js'

after(() => prisma.$disconnect())
