import { DomainError } from '../../shared/domain/errors.ts';

export const noPost = () => new DomainError('not-found', 'There is no such post.');
export const noPerson = () => new DomainError('not-found', 'There is no such person.');
