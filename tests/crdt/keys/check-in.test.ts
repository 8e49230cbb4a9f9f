import fc from 'fast-check';
import { expect, test } from 'vitest';
import { utf8 } from '#crdt/base/bytes.ts';
import { answersAll, CHECK_IN_LIMITS, decodeCheckIn, encodeCheckIn, wrongPhone, wrongText, type CheckIn } from '#crdt/keys/check-in.ts';

const ANSWERS: CheckIn = {
  place: '<img src=x onerror=alert(1)>, 4 Løvvej',
  phone: '+45 33 12 34 56',
  contact: { name: 'Wren "the" O’Bird', phone: '(020) 7946-0958 ext. 12' },
  alone: false,
  consent: { agreed: false, textHash: new Uint8Array(32).fill(3) },
};

test('[K33] answers come back as they were, whichever were asked', () => {
  expect(decodeCheckIn(encodeCheckIn(ANSWERS))).toEqual(ANSWERS);
  for (const key of Object.keys(ANSWERS)) {
    const one = Object.fromEntries(Object.entries(ANSWERS).filter(([name]) => name === key)) as CheckIn;
    expect(decodeCheckIn(encodeCheckIn(one))).toEqual(one);
  }
});

test('[K33] what a hostile guest writes instead is refused: shapes, lengths, numbers', () => {
  const json = (value: unknown) => decodeCheckIn(utf8(JSON.stringify(value)));
  const wrong: unknown[] = [
    null,
    [],
    'x',
    {},
    { v: 2 },
    { v: 1, more: 1 },
    { v: 1, place: '' },
    { v: 1, place: 'x'.repeat(CHECK_IN_LIMITS.place + 1) },
    { v: 1, place: { toString: 1 } },
    { v: 1, phone: 'javascript:alert(1)' },
    { v: 1, phone: 5550100 },
    { v: 1, contact: 'Wren' },
    { v: 1, contact: { name: 'Wren' } },
    { v: 1, contact: { name: 'Wren', phone: '555-0100', more: 1 } },
    { v: 1, alone: 'yes' },
    { v: 1, consent: { agreed: true } },
    { v: 1, consent: { agreed: true, text: 'short' } },
    { v: 1, consent: { agreed: 1, text: 'A'.repeat(43) } },
  ];
  for (const value of wrong) expect(json(value)).toBeUndefined();
  expect(decodeCheckIn(Uint8Array.of(0xff, 0xfe))).toBeUndefined();
  expect(json(JSON.parse('{"v":1,"__proto__":{"alone":true}}'))?.alone).toBeUndefined();
  expect(() => encodeCheckIn({ phone: 'call me' })).toThrow(RangeError);
});

test('[K33] whatever bytes arrive, there is an answer or none, and no exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void decodeCheckIn(bytes)),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.json(), (text) => void decodeCheckIn(utf8(text))),
    { numRuns: 2000 },
  );
});

test('[K34] a telephone number is anything a person could dial', () => {
  for (const number of ['911-0100', '+1 (555) 010-0199', '020 7946 0958', '0033 6.12.34.56.78', '555 0100 x22', '+49 30/901820', '12345']) {
    expect(wrongPhone(number)).toBeUndefined();
  }
  const none = ['', '   ', 'no', '1234', 'call 5550100', '+', '5550100; DROP', '5'.repeat(21), '1'.repeat(41), '55501００'];
  for (const text of none) expect(wrongPhone(text)).toBeDefined();
});

test('[K34] a field says what is wrong with it', () => {
  expect(wrongText('  ', 10)).toBe('empty');
  expect(wrongText('x'.repeat(11), 10)).toBe('too-long');
  expect(wrongText(` ${'x'.repeat(10)} `, 10)).toBeUndefined();
  expect(wrongPhone('my mother')).toBe('no-number');
});

test('[K33] exactly what was asked is answered, or it is not whole', () => {
  expect(answersAll(ANSWERS, ['place', 'phone', 'contact', 'alone', 'consent'])).toBe(true);
  expect(answersAll({ alone: true }, ['alone'])).toBe(true);
  expect(answersAll({ alone: true }, ['alone', 'phone'])).toBe(false);
  expect(answersAll({ alone: true, place: 'here' }, ['alone'])).toBe(false);
  expect(answersAll({}, [])).toBe(true);
});
