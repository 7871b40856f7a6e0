import { fileRoutes } from '../../shared/api/routes/files.ts';
import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { serve } from '../../shared/http/serve.ts';
import { createFile } from './createFile.ts';
import { createNote } from './createNote.ts';
import { confirmNote, discardNote } from './endNote.ts';
import { getFile } from './getFile.ts';
import { getNote } from './getNote.ts';
import { getNoteHistory } from './getNoteHistory.ts';
import { getProof } from './getProof.ts';
import { getTimeline } from './getTimeline.ts';
import { listCorrespondence } from './listCorrespondence.ts';
import { listNotes } from './listNotes.ts';
import { saveNote } from './saveNote.ts';
import { sendFile } from './sendFile.ts';
import { shareNote } from './shareNote.ts';

export const handler = serve(
  'files',
  { ...fileRoutes, ...noteRoutes },
  {
    createFile,
    getFile,
    listNotes,
    createNote,
    saveNote,
    getNote,
    shareNote,
    confirmNote,
    discardNote,
    getNoteHistory,
    listCorrespondence,
    sendFile,
    getTimeline,
    getProof,
  },
);
