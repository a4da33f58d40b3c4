/** The colours a waiting screen can show, as the wall draws them; a colour of another name stays unfilled. */
const SWATCHES: Readonly<Record<string, string>> = {
  white: '#ffffff',
  yellow: '#f2e205',
  orange: '#ff9a1f',
  blue: '#2f6bff',
  black: '#000000',
  purple: '#9a4dff',
};

/** The fill of a colour's swatch. The name stands beside it: nobody has to see the colour. */
export function swatchOf(colour: string): string {
  return SWATCHES[colour] ?? 'none';
}
