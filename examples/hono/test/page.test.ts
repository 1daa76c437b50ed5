import './page/lifecycle.js'
import './page/copying.js'
import './page/list.js'
import './page/errors.js'
