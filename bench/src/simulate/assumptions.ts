/** What was neither measured nor recorded; docs/capacity.md says why it is taken to be so. */
export const ASSUMED = {
  /** Connected users of an organisation: Pareto's distribution, from the smallest to a part of all. */
  organisation: { exponent: 1.1, smallest: 8, largestPart: 0.05 },
  /** People who talk as those of the recorded conversations do; larger organisations are several such. */
  communityUsers: 400,
  /** Where an event happens; the rest is in channels of the community. */
  direct: 0.3,
  wholeOrganisation: 0.001,
  /** Edits, reactions, deletions and memberships. */
  otherEventsPerPost: 1 / 3,
  /** Requests that read, of a connected user in the busiest hour. */
  readsPerUserAndHour: 30,
  /** Users of a day to one who is connected in its busiest hour. */
  usersOfDayPerConnected: 1.5,
  filesPerPost: 0.01,
  fileBytes: 1_000_000,
  /** Of a core, what is planned to be used in the busiest hour. */
  usedPart: 0.5,
  /** What the autoscaler of deploy/kubernetes aims for. */
  socketsPerGateway: 10_000,
  /** Statements with which a socket that comes back is let in and resumes. */
  statementsPerReturn: 2,
  /** Ids and names of fields beside the frame in a stream's entry. */
  entryBytes: 150,
} as const;
