import { en, Faker } from '@faker-js/faker';

/** Words and sentences of one seed, drawn once: a review then costs no call of the text library. */
export interface IceCreamTexts {
  readonly flavours: readonly string[];
  readonly descriptions: readonly string[];
  readonly ingredients: readonly string[];
  readonly authors: readonly string[];
  readonly titles: readonly string[];
  readonly sentences: readonly string[];
}

const POOL = {
  flavours: 600,
  descriptions: 400,
  ingredients: 120,
  authors: 3_000,
  titles: 400,
  sentences: 1_200,
} as const;

const OPENINGS = [
  'I bought this twice and',
  'My whole family says',
  'Honestly,',
  'Not what I hoped for:',
  'After the "new recipe"',
  'Every summer',
  'For the price,',
  'Crème brûlée fans,',
  'Update:',
  'I never write reviews, but',
];

const VERDICTS = [
  'it is the best pint in the freezer',
  'the chunks are far too small',
  'it tastes like the "real thing"',
  'too sweet, too icy, too little',
  'I would eat it every day 🍦',
  'it melted before I got home',
  'the swirl is gone',
  'please bring the old one back',
  'the texture is smooth as silk',
  'it left an aftertaste',
  'pure joy 😋',
  'it is fine, nothing more',
];

const SUBJECTS = ['Love it', 'Disappointed', 'Where are the chunks?', 'So "creamy"', 'Wow'];

function fill(count: number, make: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/**
 * @param seed the same seed makes the same texts with the same version of the text library
 */
export function drawTexts(seed: number): IceCreamTexts {
  const faker = new Faker({ locale: [en] });
  faker.seed(seed);
  const { food, helpers, internet, word } = faker;
  const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
  return {
    flavours: fill(POOL.flavours, () =>
      helpers.arrayElement([
        `${capital(food.adjective())} ${capital(food.fruit())}`,
        `${capital(food.fruit())} & ${capital(food.spice())} Swirl`,
        `${capital(food.fruit())} Crème`,
        `"${capital(word.adjective())}" ${capital(food.fruit())} Sorbet`,
        `${capital(food.fruit())}, ${capital(food.fruit())} and Cream`,
      ]),
    ),
    descriptions: fill(POOL.descriptions, () =>
      helpers.arrayElement([
        `${capital(food.adjective())} ${food.fruit()} ice cream with swirls of ${food.fruit()} and a pinch of ${food.spice()}.`,
        `Layer after layer of ${food.fruit()}, "hand-folded" into ${food.adjective()} cream; it's ${word.adjective()}!`,
        `Our ${word.adjective()} take on a classic: ${food.fruit()}, ${food.fruit()} & caramel, churned slowly.`,
      ]),
    ),
    ingredients: fill(POOL.ingredients, (index) =>
      (index % 3 === 0 ? food.spice() : `${food.fruit()} puree`).toUpperCase(),
    ),
    authors: fill(POOL.authors, (index) => (index % 60 === 0 ? '' : internet.displayName())),
    titles: fill(POOL.titles, (index) => {
      if (index % 25 === 0) return '';
      return helpers.arrayElement([
        capital(`${word.adjective()} ${food.fruit()}!`),
        `${helpers.arrayElement(SUBJECTS)}, ${word.adverb()}`,
        helpers.arrayElement(SUBJECTS),
      ]);
    }),
    sentences: fill(POOL.sentences, () =>
      helpers.arrayElement([
        `${helpers.arrayElement(OPENINGS)} ${helpers.arrayElement(VERDICTS)}.`,
        `${capital(food.adjective())} ${food.fruit()} with ${food.ingredient()}: ${helpers.arrayElement(VERDICTS)}!`,
        `${capital(word.adverb())} ${word.adjective()}, ${helpers.arrayElement(VERDICTS)}.`,
      ]),
    ),
  };
}
