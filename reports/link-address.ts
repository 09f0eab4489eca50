/**
 * A link's address with everything encoded that could end it early in Markdown or HTML. Only the web,
 * files beside the document and places within it can be linked to.
 *
 * @throws RangeError for any other kind of address, such as `javascript:`
 */
export function linkAddress(href: string): string {
  const isWeb = /^https?:\/\/[^\s]+$/.test(href);
  const isNear = /^[\w./%-]*(?:#[\w.%-]+)?$/.test(href) && !href.startsWith('//');
  if (!isWeb && !isNear) throw new RangeError(`not an address to link to: ${JSON.stringify(href)}`);
  return href.replace(/[^\w./:#%?=&~+-]/gu, (character) =>
    [...Buffer.from(character)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
  );
}
