import { accountStoreContract } from './contract.ts';
import { memoryAccounts } from './memory-store.ts';

accountStoreContract('the store in memory', async () => {
  const accounts = memoryAccounts();
  return { open: async () => accounts.open(), remove: async () => undefined };
});
