/** Loads both apps of the client, as its first page does, and says so. `?first=guest` or `account` chooses the order. */
const APPS = {
  guest: () => import('#client/lobby/guest-app.tsx'),
  account: () => import('#client/home/account-app.tsx'),
};
const first = location.search === '?first=guest' ? 'guest' : 'account';
await APPS[first]();
await APPS[first === 'guest' ? 'account' : 'guest']();
document.title = 'loaded';
