// Eight hues that stay apart for the common kinds of colour blindness; after them, the same with dashes.

const hues = 8;
const dashes = [[], [6, 3], [2, 3], [10, 3, 2, 3]];

export const inkOf = (place: number): string => `c${place % hues}`;

export const dashesOf = (place: number): number[] => dashes[Math.floor(place / hues) % dashes.length]!;
