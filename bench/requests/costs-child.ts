// A process of its own, with room to allocate: what each operation costs.
import { answer, task } from '../support/child.js'
import { kindOf } from '../support/database.js'
import { costs } from './costs.js'

const { name, everybody } = task() as { name: string; everybody: boolean }
answer(await costs(kindOf(name), { everybody }))
