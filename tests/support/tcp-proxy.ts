import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Between a client and a server, on loopback: what a network may do to a connection. */
export class TcpProxy {
  readonly #server: Server
  readonly #pairs = new Set<readonly [Socket, Socket]>()
  #isRefusing = false
  #isSilent = false
  /** Asked at each answer of the server to the client's last request: whether it gets lost, and the connection with it. */
  losesAnswer = (_request: Buffer): boolean => false

  private constructor(server: Server) {
    this.#server = server
  }

  static async to(target: { readonly host: string; readonly port: number }): Promise<TcpProxy> {
    const server = createServer()
    const proxy = new TcpProxy(server)
    server.on('connection', (client) => {
      proxy.#connect(client, target)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy()
  }

  /** Ends every connection, and refuses others until `mend`. */
  refuse(): void {
    this.#isRefusing = true
    this.cut()
  }

  /** Keeps every connection, others too, and passes nothing on any more, not even an end, until `mend`. */
  silence(): void {
    this.#isSilent = true
    for (const pair of this.#pairs) for (const socket of pair) socket.pause()
  }

  /** What was silent goes on. */
  mend(): void {
    this.#isRefusing = this.#isSilent = false
    for (const pair of this.#pairs) for (const socket of pair) socket.resume()
  }

  async close(): Promise<void> {
    this.refuse()
    this.#server.close()
    await once(this.#server, 'close')
  }

  #connect(client: Socket, target: { readonly host: string; readonly port: number }): void {
    if (this.#isRefusing) {
      client.resetAndDestroy()
      return
    }
    const server = connect(target)
    const pair = [client, server] as const
    let request: Buffer = Buffer.alloc(0)
    this.#pairs.add(pair)
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (data) => {
        if (from === client) request = data
        if (from === server && this.losesAnswer(request)) for (const socket of pair) socket.resetAndDestroy()
        else to.write(data)
      })
      from.on('end', () => to.end())
      from.on('error', () => undefined)
      from.on('close', () => {
        this.#pairs.delete(pair)
        to.destroy()
      })
      if (this.#isSilent) from.pause()
    }
  }
}
