export { newId } from '../desk-frame/new-id.ts';
