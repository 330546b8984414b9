/** The first letter of the first and of the last word of a name, in capitals; empty without letters. */
export function initials(name: string): string {
  const words = name.match(/[\p{L}\p{N}]\S*/gu) ?? []
  // A letter may be several code points: a consonant and its vowel sign in Devanagari, an accent set apart.
  const letters = words.map((word) => [...new Intl.Segmenter().segment(word)][0]?.segment ?? '')
  return (letters.shift() ?? '').concat(letters.pop() ?? '').toUpperCase()
}
