/** US dollars to a hundredth of a cent. */
export const formatCost = (dollars: number | null): string =>
  dollars === null ? 'price unknown' : `$${dollars.toFixed(4)}`
