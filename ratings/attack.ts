/**
 * A simulated campaign of bots against one product: fake reviews, votes on them, and "no" votes on
 * honest reviews. Each product is attacked on its own, all others stay as they are.
 */
export interface Attack {
  readonly name: string;
  readonly fakeReviews: number;
  /** Stars and votes of each fake review. */
  readonly fakeStars: number;
  readonly fakeYes: number;
  readonly fakeNo: number;
  /** "No" votes on each honest review of `downVotedFrom` to `downVotedTo` stars. */
  readonly downVotes: number;
  readonly downVotedFrom: number;
  readonly downVotedTo: number;
}

export const NO_ATTACK: Attack = {
  name: 'none',
  fakeReviews: 0,
  fakeStars: 1,
  fakeYes: 0,
  fakeNo: 0,
  downVotes: 0,
  downVotedFrom: 1,
  downVotedTo: 1,
};

const BOTS = 20;

/** What the report simulates: 20 bots in each, against the product or for it. */
export const ATTACKS: readonly Attack[] = [
  { ...NO_ATTACK, name: 'silent one-star reviews', fakeReviews: BOTS },
  {
    ...NO_ATTACK,
    name: 'one-star reviews that vote for each other',
    fakeReviews: BOTS,
    fakeYes: BOTS - 1,
  },
  {
    ...NO_ATTACK,
    name: 'one-star reviews that honest readers vote down',
    fakeReviews: BOTS,
    fakeNo: 10,
  },
  {
    ...NO_ATTACK,
    name: '"no" votes on every review of four and five stars',
    downVotes: BOTS,
    downVotedFrom: 4,
    downVotedTo: 5,
  },
  {
    name: 'one-star ring, and "no" votes on four and five stars',
    fakeReviews: BOTS,
    fakeStars: 1,
    fakeYes: BOTS - 1,
    fakeNo: 0,
    downVotes: BOTS,
    downVotedFrom: 4,
    downVotedTo: 5,
  },
  {
    ...NO_ATTACK,
    name: 'five-star reviews that vote for each other',
    fakeReviews: BOTS,
    fakeStars: 5,
    fakeYes: BOTS - 1,
  },
];
