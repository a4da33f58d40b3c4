import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { calendarText } from './calendar.ts';
import type { CalendarEvent } from './calendar.ts';
import { calendarToken, readCalendarToken } from './calendar-token.ts';

const event: CalendarEvent = {
  uid: 'r1:1857020400000@us.election-war-room',
  // 22:00 on 4 November to 06:00 on 5 November 2028 in New York: nine hours.
  from: Date.parse('2028-11-05T02:00:00Z'),
  until: Date.parse('2028-11-05T11:00:00Z'),
  setAt: Date.parse('2028-10-01T08:00:00Z'),
  title: 'On call: Cyber',
  description: 'US 2028 General',
};

describe('a calendar', () => {
  it('[RF1] is read by a parser of RFC 5545 as what it tells, in UTC', () => {
    const component = new ICAL.Component(ICAL.parse(calendarText('On call: US', [event])) as []);
    expect(component.getFirstPropertyValue('x-wr-calname')).toBe('On call: US');
    const [read] = component.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
    expect(read?.uid).toBe(event.uid);
    expect(read?.summary).toBe('On call: Cyber');
    expect(read?.startDate.toJSDate().getTime()).toBe(event.from);
    expect(read?.endDate.toJSDate().getTime()).toBe(event.until);
    expect(read?.startDate.zone.tzid).toBe('UTC');
  });

  it('[RF2] escapes text and folds lines at 75 octets between characters, so that it reads back as it was', () => {
    const title = `On call: Größe; "Wahl, Büro" \\ 選挙 ${'😀'.repeat(40)}`;
    const description = 'one\ntwo\r\nthree\nBEGIN:VALARM';
    const text = calendarText('x', [{ ...event, title, description }]);
    expect(text.endsWith('\r\n')).toBe(true);
    for (const line of text.slice(0, -2).split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/[\r\n\uFFFD]/);
    }
    const [read] = new ICAL.Component(ICAL.parse(text) as [])
      .getAllSubcomponents('vevent')
      .map((one) => new ICAL.Event(one));
    expect(read?.summary).toBe(title);
    expect(read?.description).toBe('one\ntwo\nthree\nBEGIN:VALARM');
  });
});

describe('the address of a calendar', () => {
  const secret = Buffer.alloc(32, 7);
  const owner = { election: 'us-general', person: 'p_1', renewed: 2 };

  it('[RF3] says whose it is to us alone, and nothing changed or made elsewhere is taken', () => {
    const token = calendarToken(secret, owner);
    expect(token).toMatch(/^[\w.-]+$/);
    expect(readCalendarToken(secret, token)).toEqual(owner);
    const [encoded = '', signed = ''] = token.split('.');
    const other = Buffer.from('us-general\np_2\n2').toString('base64url');
    expect(readCalendarToken(secret, `${other}.${signed}`)).toBeUndefined();
    expect(readCalendarToken(secret, `${encoded}.`)).toBeUndefined();
    expect(readCalendarToken(secret, encoded)).toBeUndefined();
    expect(readCalendarToken(Buffer.alloc(32, 8), token)).toBeUndefined();
  });
});
