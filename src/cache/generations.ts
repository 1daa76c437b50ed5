/**
 * Keeps entries for a `life`, and for less than three times that. Of its two maps, the older one is dropped as a whole, so that
 * no call has to search for expired entries.
 */
export class Generations<Value> {
  readonly #life: number
  #young = new Map<string, Value>()
  #old = new Map<string, Value>()
  #since = -Infinity

  constructor(life: number) {
    this.#life = life
  }

  /** An entry that was set again counts twice. */
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

  /** Drops expired entries. */
  age(time: number): void {
    if (time < this.#since + this.#life) return
    this.#old = time < this.#since + 2 * this.#life ? this.#young : new Map<string, Value>()
    this.#young = new Map()
    this.#since = time
  }
}
