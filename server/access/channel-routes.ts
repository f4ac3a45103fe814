import { Type } from 'typebox'
import type { App, AppEndpoint } from '../app.ts'
import { endpoint } from '../base/endpoint.ts'
import { changeChannel, makeChannel, orderChannels, removeChannel } from './channel-actions.ts'
import { getChannelCard, listChannelCards, listChannelKinds, listPersonReaches } from './channel-list-actions.ts'
import { getOwnChannels, orderOwnChannels } from './channel-own-actions.ts'
import {
  AddressParams,
  ChannelCard,
  ChannelChange,
  ChannelKind,
  ChannelOrder,
  ChannelParams,
  NewAddress,
  NewAddresses,
  NewChannel,
  OwnChannels,
  OwnOrder,
  PersonAddresses,
  PersonParams,
  PersonReaches,
  QuietHours,
  TestResult,
} from './channel-schema.ts'
import { testChannel, testOwnChannel } from './channel-test-actions.ts'
import { confirmAddress, getPersonAddresses, setOwnAddress, setPersonAddresses } from './person-address-actions.ts'
import { chooseQuietHours } from './quiet-hours-actions.ts'

/** /api/channels, /api/me/channels, /api/me/addresses, /api/me/quiet-hours and /api/people/:personId/addresses. */
export function channelEndpoints(app: App): AppEndpoint[] {
  return [...list(app), ...one(app), ...own(app), ...ownAddresses(app), ...people(app)]
}

function list(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/channels',
      access: 'work.manage',
      summary: 'The channels by which people are told, with their settings but no secrets, and how they are doing',
      shapes: { answer: Type.Array(ChannelCard) },
      answer: async ({ actor }) => listChannelCards(app, actor),
    }),
    endpoint({
      method: 'GET',
      url: '/api/channels/kinds',
      // Names and forms of the product itself: pages of everybody name kinds of channels.
      access: 'signed-in',
      summary: 'The kinds of channels that can be added, with the fields of their forms',
      shapes: { answer: Type.Array(ChannelKind) },
      answer: async () => listChannelKinds(),
    }),
    endpoint({
      method: 'POST',
      url: '/api/channels',
      access: 'work.manage',
      summary: 'Add a channel',
      shapes: { body: NewChannel, answer: ChannelCard },
      answer: async ({ actor, body }) => getChannelCard(app, actor, await makeChannel(app, actor, body)),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/channels/order',
      access: 'work.manage',
      summary: 'Say which channel is tried first; all of them are named',
      shapes: { body: ChannelOrder, answer: Type.Array(ChannelCard) },
      answer: async ({ actor, body }) => {
        await orderChannels(app, actor, body.ids)
        return listChannelCards(app, actor)
      },
    }),
  ]
}

function one(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'PATCH',
      url: '/api/channels/:channelId',
      access: 'work.manage',
      summary: 'Change a channel; what is not named stays, and so do secrets that are not',
      shapes: { params: ChannelParams, body: ChannelChange, answer: ChannelCard },
      answer: async ({ actor, params, body }) => {
        await changeChannel(app, actor, params.channelId, body)
        return getChannelCard(app, actor, params.channelId)
      },
    }),
    endpoint({
      method: 'DELETE',
      url: '/api/channels/:channelId',
      access: 'work.manage',
      summary: 'Send nothing by a channel any more',
      shapes: { params: ChannelParams },
      answer: async ({ actor, params }) => removeChannel(app, actor, params.channelId),
    }),
    endpoint({
      method: 'POST',
      url: '/api/channels/:channelId/test',
      access: 'work.manage',
      summary: 'Send a test to the room or to oneself, and hear what the other side says',
      shapes: { params: ChannelParams, answer: TestResult },
      answer: async ({ actor, params }) => testChannel(app, actor, params.channelId),
    }),
  ]
}

function own(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/me/channels',
      access: 'signed-in',
      summary: 'By what one is told, in which order, and when one is not to be disturbed',
      shapes: { answer: OwnChannels },
      answer: async ({ actor }) => getOwnChannels(app, actor),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/me/channels',
      access: 'signed-in',
      summary: 'Choose by which channels one is told, and which is tried first',
      shapes: { body: OwnOrder, answer: OwnChannels },
      answer: async ({ actor, body }) => {
        await orderOwnChannels(app, actor, body.order)
        return getOwnChannels(app, actor)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/me/channels/:channelId/test',
      access: 'signed-in',
      summary: 'Send a test to oneself, and hear what the other side says',
      shapes: { params: ChannelParams, answer: TestResult },
      answer: async ({ actor, params }) => testOwnChannel(app, actor, params.channelId),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/me/quiet-hours',
      access: 'signed-in',
      summary: 'Say when one is not to be disturbed; the gravest and calls break it',
      shapes: { body: QuietHours, answer: OwnChannels },
      answer: async ({ actor, body }) => {
        await chooseQuietHours(app, actor, body)
        return getOwnChannels(app, actor)
      },
    }),
  ]
}

function ownAddresses(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'PUT',
      url: '/api/me/addresses/:field',
      access: 'signed-in',
      summary: 'Say where one is reached, such as a mobile number; null takes it away',
      shapes: { params: AddressParams, body: NewAddress, answer: OwnChannels },
      answer: async ({ actor, params, body }) => {
        await setOwnAddress(app, actor, params.field, body.address)
        return getOwnChannels(app, actor)
      },
    }),
    endpoint({
      method: 'POST',
      url: '/api/me/addresses/:field/confirm',
      access: 'signed-in',
      summary: 'Say that a test arrived there',
      shapes: { params: AddressParams, answer: OwnChannels },
      answer: async ({ actor, params }) => {
        await confirmAddress(app, actor, params.field)
        return getOwnChannels(app, actor)
      },
    }),
  ]
}

function people(app: App): AppEndpoint[] {
  return [
    endpoint({
      method: 'GET',
      url: '/api/people/reaches',
      access: 'people.manage',
      summary: 'By which kinds of channels everybody is reached',
      shapes: { answer: Type.Array(PersonReaches) },
      answer: async ({ actor }) => listPersonReaches(app, actor),
    }),
    endpoint({
      method: 'GET',
      url: '/api/people/:personId/addresses',
      access: 'people.manage',
      summary: 'Where a person is reached',
      shapes: { params: PersonParams, answer: PersonAddresses },
      answer: async ({ actor, params }) => getPersonAddresses(app, actor, params.personId),
    }),
    endpoint({
      method: 'PUT',
      url: '/api/people/:personId/addresses',
      access: 'people.manage',
      summary: 'Say where a person is reached; fields that are not named stay',
      shapes: { params: PersonParams, body: NewAddresses, answer: PersonAddresses },
      answer: async ({ actor, params, body }) => {
        await setPersonAddresses(app, actor, params.personId, body.addresses)
        return getPersonAddresses(app, actor, params.personId)
      },
    }),
  ]
}
