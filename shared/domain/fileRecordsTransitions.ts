/** What happens to a file once its work is done: closing, reopening, the record room, review. */
export const fileRecordsTransitions = {} as const;
