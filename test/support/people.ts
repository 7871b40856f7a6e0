import { sampleDistrict } from '../../infra/local/sampleDistrict.ts';
import { Person } from '../../shared/domain/directory.ts';

/** A person of the sample by user name. */
export const personOf = (username: string): Person =>
  Person.parse(sampleDistrict.people.find(({ subject }) => subject === `sample-${username}`));
