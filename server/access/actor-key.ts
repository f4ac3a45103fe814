const PERSON = 'person:'

/** The id of the person whom a key of an actor (`KIND:ID`) means; undefined: a program, an operator or a job. */
export function personIdOf(key: string): string | undefined {
  return key.startsWith(PERSON) ? key.slice(PERSON.length) : undefined
}
