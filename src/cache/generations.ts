/**
 * Keeps what it is given for a `life`, and for less than three times that. There are two maps, and the older one goes as a
 * whole: no call has to look for what is over.
 */
export class Generations<Value> {
  readonly #life: number
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()
  #since = -Infinity

  constructor(life: number) {
    this.#life = life
  }

  /** What was given anew counts twice. */
  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: string, time: number): Value | undefined {
    this.age(time)
    return this.#young.get(key) ?? this.#old.get(key)
  }

  set(key: string, value: Value, time: number): void {
    this.age(time)
    this.#young.set(key, value)
  }

  clear(): void {
    this.#young = new Map()
    this.#old = new Map()
    this.#since = -Infinity
  }

  /** Lets go of what is over. */
  age(time: number): void {
    if (time < this.#since + this.#life) return
    this.#old = time < this.#since + 2 * this.#life ? this.#young : new Map<string, Value>()
    this.#young = new Map()
    this.#since = time
  }
}
