/** Somebody with everything, somebody with another spelling, and somebody who has filled in nothing. */
export const defaultUsers = () => [
  { username: 'alice', firstname: 'Alice', lastname: 'Kulkarni', email: 'alice@tenant.example' },
  { username: 'bob', firstname: 'Bob', lastname: "D'Souza", email: 'bob@tenant.example' },
  { username: 'nadia', firstname: null, lastname: null, email: null },
]
