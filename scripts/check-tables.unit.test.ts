import { expect, it } from 'vitest';
import { tablesOf } from './lib/check-tables.mjs';

it('names a table by its map, else by its model, and counts neither comments nor enums', () => {
  const schema = `
    /// model Ghost {
model Lane {
  id String @id
  /// a brace } in a comment
  @@index([id])
  @@map("lane")
}
enum Colour {
  RED
  @@map("colour")
}
model Plain {
  id Int @id
}
`;
  expect(tablesOf(schema)).toEqual(['lane', 'Plain']);
});
