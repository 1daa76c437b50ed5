import { after } from 'node:test'

import { prisma } from './prisma.js'
import './repository.js'
import './extension.js'

after(() => prisma.$disconnect())
