import { appendixRoutes } from '../../shared/api/routes/appendices.ts';
import { fileRoutes } from '../../shared/api/routes/files.ts';
import { noteRoutes } from '../../shared/api/routes/notes.ts';
import { serve } from '../../shared/http/serve.ts';
import { addAppendices } from './addAppendices.ts';
import { listViewRequests, refuseView, requestView } from './askToView.ts';
import {
  addFileAlias,
  amendFile,
  linkFile,
  mergeFile,
  nameFileReader,
  openFilePart,
  parkFile,
  placeFile,
  unlinkFile,
  wakeFile,
} from './careForFile.ts';
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
import { findFiles, listLinks, listMovements, listSent } from './lookUp.ts';
import {
  answerConsulted,
  openFileOnDesk,
  pullUpFile,
  recallFile,
  receiveFile,
} from './moveFile.ts';
import { saveNote } from './saveNote.ts';
import { consultPost, returnFile, sendFile } from './sendFile.ts';
import { shareNote } from './shareNote.ts';

export const handler = serve(
  'files',
  { ...fileRoutes, ...noteRoutes, ...appendixRoutes },
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
    addAppendices,
    listCorrespondence,
    sendFile,
    returnFile,
    consultPost,
    answerConsulted,
    openFileOnDesk,
    receiveFile,
    recallFile,
    pullUpFile,
    listMovements,
    amendFile,
    addFileAlias,
    openFilePart,
    linkFile,
    unlinkFile,
    listLinks,
    placeFile,
    requestView,
    refuseView,
    listViewRequests,
    nameFileReader,
    parkFile,
    wakeFile,
    mergeFile,
    findFiles,
    listSent,
    getTimeline,
    getProof,
  },
);
