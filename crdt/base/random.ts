/** Randomness as an argument: production passes the system's CSPRNG, tests a seeded one. */
export interface Random {
  /** `length` random bytes. */
  bytes(length: number): Uint8Array;
}
