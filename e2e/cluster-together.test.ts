import { nodesTogether } from './faults/nodes-together.ts';

nodesTogether({ races: 100, screens: 300 });
