import { fileRoutes } from '../../shared/api/routes/files.ts';
import { serve } from '../../shared/http/serve.ts';
import { createFile } from './createFile.ts';
import { getFile } from './getFile.ts';
import { getProof } from './getProof.ts';
import { getTimeline } from './getTimeline.ts';
import { listCorrespondence } from './listCorrespondence.ts';
import { createNote, discardNote, listNotes, saveNote } from './notes.ts';
import { sendFile } from './sendFile.ts';

export const handler = serve('files', fileRoutes, {
  createFile,
  getFile,
  listNotes,
  createNote,
  saveNote,
  discardNote,
  listCorrespondence,
  sendFile,
  getTimeline,
  getProof,
});
