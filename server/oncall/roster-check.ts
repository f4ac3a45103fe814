import { checkZone } from '../access/texts.ts'
import { Refusal } from '../base/errors.ts'
import type { RosterBody } from './schema.ts'
import { dayNumber, dayText } from './zone.ts'

/** What the shape of a roster cannot say. @throws Refusal `invalid` naming the field */
export function checkRoster(body: RosterBody, isKnown: (personId: string) => boolean): RosterBody {
  const name = body.name.trim()
  if (name === '') throw refusal('name', 'is empty')
  checkZone(body.zone)
  if (new Set(body.layers.map(({ id }) => id)).size < body.layers.length)
    throw refusal('layers', 'two have the same id')
  for (const [n, layer] of body.layers.entries()) {
    // 30 February has the form of a day.
    if (dayText(dayNumber(layer.startsOn)) !== layer.startsOn)
      throw refusal(`layers/${n}/startsOn`, 'is no day of the calendar')
    const stranger = layer.people.findIndex((id) => !isKnown(id))
    if (stranger >= 0) throw refusal(`layers/${n}/people/${stranger}`, 'is nobody of this organisation')
  }
  for (const [n, { personId, from, to }] of body.fixed.entries()) {
    if (!isKnown(personId)) throw refusal(`fixed/${n}/personId`, 'is nobody of this organisation')
    if (!(Date.parse(from) < Date.parse(to))) throw refusal(`fixed/${n}/to`, 'must be after from')
  }
  return { ...body, name }
}

function refusal(field: string, reason: string): Refusal {
  return new Refusal('invalid', { field, reason })
}
