// The settings page. Text from the server is only ever set as `textContent`. A new token is in its dialog while that is open, and
// nowhere else: in no URL, no storage and no console.

const byId = (id) => document.getElementById(id)
const pageSize = 10
let nextCursor = null

// --- The server ---

/** An answer that is no success: problem details (RFC 9457). */
class Refusal extends Error {
  constructor(status, { detail, errors = [] }) {
    super(detail)
    this.status = status
    this.errors = errors
  }
}

async function request(method, path, body) {
  const json = body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }
  const response = await fetch(path, { method, ...json })
  if (response.status === 204) return undefined
  const answer = await response.json()
  if (!response.ok) throw new Refusal(response.status, answer)
  return answer
}

// --- What the page says ---

/** Runs what somebody has asked for, one thing at a time, and says what went wrong. */
let isBusy = false
async function run(action) {
  if (isBusy) return
  isBusy = true
  say('')
  showError()
  try {
    await action()
  } catch (error) {
    // Their session may have ended.
    if (error.status === 401) showLogin()
    showError(error)
  } finally {
    isBusy = false
  }
}

function say(text) {
  byId('status').textContent = text
}

/** Shows an error in the alert, and at the fields that it is about; without one, clears both. */
function showError(error) {
  const known = error instanceof Refusal
  const fields = { '#/note': 'note', '#/scopes': 'scopes', '#/expires': 'expires' }
  const errors = known ? error.errors.map(({ pointer, detail }) => ({ field: fields[pointer], detail })) : []
  for (const field of Object.values(fields)) {
    const own = errors.find((each) => each.field === field)
    byId(`${field}-error`).textContent = own ? `Not accepted: ${own.detail}.` : ''
    if (byId(field).matches('input')) byId(field).setAttribute('aria-invalid', own ? 'true' : 'false')
  }
  const unknown = error ? 'The server did not answer as it should. Try again.' : ''
  byId('alert').textContent = known ? error.message : unknown
  const [first] = errors
  if (first?.field) byId(first.field).focus()
}

// --- Who is logged in ---

function showLogin() {
  byId('settings').hidden = byId('account').hidden = true
  byId('rows').replaceChildren()
  byId('login').hidden = false
  byId('username').focus()
}

async function showSettings() {
  const { username } = await request('GET', '/api/me')
  await listTokens()
  byId('account-name').textContent = username
  byId('login').hidden = true
  byId('settings').hidden = byId('account').hidden = false
}

async function logIn(form) {
  const { username, password } = Object.fromEntries(new FormData(form))
  await request('POST', '/login', { username, password })
  form.reset()
  await showSettings()
  byId('tokens-heading').focus()
}

async function logOut() {
  await request('POST', '/logout')
  showLogin()
  say('You are logged out.')
}

// --- The list ---

/** Shows the next page below the others; without `cursor`, the list anew, as far as it was shown. */
async function listTokens(cursor) {
  const shown = byId('rows').children.length
  const take = cursor ? pageSize : Math.min(Math.max(shown, pageSize), 100)
  const query = new URLSearchParams({ take, ...(cursor && { cursor }) })
  const page = await request('GET', `/settings/tokens?${query}`)
  const rows = page.tokens.map(rowOf)
  if (cursor) byId('rows').append(...rows)
  else byId('rows').replaceChildren(...rows)
  nextCursor = page.nextCursor
  byId('more').hidden = nextCursor === null
  byId('no-tokens').hidden = byId('rows').children.length > 0
  byId('tokens').hidden = !byId('no-tokens').hidden
  return rows
}

const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })
const minute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
const formatted = (format, text, none) => (text === null ? none : format.format(new Date(text)))

function rowOf(token) {
  const row = byId('row').content.firstElementChild.cloneNode(true)
  const [note, hint, scopes, expires, lastUsed, status, actions] = row.children
  note.textContent = token.note || '(no note)'
  note.id = `token-${token.id}`
  hint.firstElementChild.textContent = token.tokenHint
  scopes.textContent = token.scopes.join(', ') || 'none'
  expires.textContent = formatted(day, token.expires, 'never')
  lastUsed.textContent = formatted(minute, token.lastUsed, 'never')
  status.textContent = token.invalidReason ? `${token.status}: ${token.invalidReason}` : token.status
  row.dataset.status = token.status
  const [rotateButton, revokeButton] = actions.children
  const name = token.note || token.tokenHint
  rotateButton.setAttribute('aria-label', `Rotate ${name}`)
  rotateButton.addEventListener('click', () => run(() => rotate(token, name)))
  revokeButton.setAttribute('aria-label', `Revoke ${name}`)
  revokeButton.addEventListener('click', () => run(() => revoke(token, name)))
  // One that is to end soon has been rotated already, and one that has ended has no use.
  if (token.status !== 'active') rotateButton.remove()
  if (token.status !== 'active' && token.status !== 'retiring') revokeButton.remove()
  return row
}

async function showMore() {
  const rows = await listTokens(nextCursor)
  rows[0]?.firstElementChild.focus()
  say(`${rows.length} more tokens are shown.`)
}

// --- What one does with tokens ---

async function create(form) {
  const fields = new FormData(form)
  const date = fields.get('expires')
  const { token, record } = await request('POST', '/settings/tokens', {
    note: fields.get('note'),
    scopes: fields.getAll('scopes'),
    // The beginning of that day, where the person is.
    ...(date && { expires: new Date(`${date}T00:00`).toISOString() }),
  })
  form.reset()
  await showNewToken(token, record)
}

async function rotate(token, name) {
  const text = 'Its programs are refused until they have the new token.'
  if (!(await isConfirmed(`Rotate ${name}?`, text, 'Rotate'))) return
  const successor = await request('POST', `/settings/tokens/${token.id}/rotate`, {})
  await showNewToken(successor.token, successor.record)
}

async function revoke(token, name) {
  const text = 'Programs that have it are refused from now on. This cannot be undone.'
  if (!(await isConfirmed(`Revoke ${name}?`, text, 'Revoke'))) return
  await request('DELETE', `/settings/tokens/${token.id}`)
  await listTokens()
  focusToken(token)
  say(`${name} is revoked.`)
}

/** The button that was pressed may have gone with the old list. */
function focusToken({ id }) {
  const cell = byId(`token-${id}`) ?? byId('tokens-heading')
  cell.focus()
}

// --- Dialogs ---

/** Opens a dialog, and resolves to the value of the button that closes it; with Escape: ''. */
function opened(dialog) {
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve(dialog.returnValue), { once: true })
  })
}

async function isConfirmed(question, text, verb) {
  byId('confirm-heading').textContent = question
  byId('confirm-text').textContent = text
  byId('confirm-yes').textContent = verb
  return (await opened(byId('confirm'))) === 'yes'
}

/** Shows a token at once, whether or not the list can be read, and waits until it is closed. */
async function showNewToken(token, record) {
  byId('new-token-text').textContent = token
  const closed = opened(byId('new-token'))
  byId('new-token-text').focus()
  await Promise.all([closed, listTokens()])
  focusToken(record)
}

function forgetNewToken() {
  byId('new-token-text').textContent = byId('copy-status').textContent = ''
}

async function copyNewToken() {
  const text = byId('new-token-text')
  const isCopied = await copied(text)
  byId('copy-status').textContent = isCopied ? 'Copied.' : 'Select the token, and copy it with Ctrl+C or Cmd+C.'
  if (!isCopied) text.focus()
}

/** Browsers may have no clipboard for pages, such as without HTTPS, or refuse it. */
async function copied(element) {
  try {
    await navigator.clipboard.writeText(element.textContent)
    return true
  } catch {
    selectText(element)
    return document.execCommand('copy')
  }
}

function selectText(element) {
  getSelection().selectAllChildren(element)
}

// --- The beginning ---

function onSubmit(form, action) {
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    void run(() => action(form))
  })
}

onSubmit(byId('login-form'), logIn)
onSubmit(byId('create-form'), create)
byId('log-out').addEventListener('click', () => run(logOut))
byId('more').addEventListener('click', () => run(showMore))
byId('copy').addEventListener('click', copyNewToken)
// So that the keys for copying work as well.
byId('new-token-text').addEventListener('focus', (event) => selectText(event.currentTarget))
byId('new-token').addEventListener('close', forgetNewToken)
// A browser may keep a page that was left, to go back to it.
addEventListener('pagehide', () => {
  forgetNewToken()
  byId('new-token').close()
})

showSettings().catch((error) => {
  if (error.status === 401) showLogin()
  else showError(error)
})
