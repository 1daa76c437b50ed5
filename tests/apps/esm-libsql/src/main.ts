import { after } from 'node:test'

import { prisma } from './prisma.js'
import './repository.js'
import './transactions.js'
import './extension.js'
import './authentication.js'
import './testing.js'

after(() => prisma.$disconnect())
