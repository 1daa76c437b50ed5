import './d1/d1.js'
import './neon/neon.js'
import './worker/workerd.js'
