export * from './rig.ts';
