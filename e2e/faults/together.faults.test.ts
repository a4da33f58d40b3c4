import { nodesTogether } from './nodes-together.ts';

nodesTogether({ races: 1_000, screens: 2_000 });
