import { personIdOf } from '../access/actor-key.ts'

/** What rows keep of the name of whoever acted: of a person nothing, so that erasing one there (people) is enough. */
export function keptName(byKey: string, name: string): string {
  return personIdOf(byKey) === undefined ? name : ''
}

/** The name of whoever acted, as it is now; empty where the person is gone. @param names of people by id */
export function nameNow(names: ReadonlyMap<string, string>, byKey: string, kept: string | null): string {
  const personId = personIdOf(byKey)
  return (personId === undefined ? kept : names.get(personId)) ?? ''
}
