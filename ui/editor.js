// What the agreement editor needs of others; our own part is mediation/static/ui/coedit*.js.
export { createDecoder, readVarUint, readVarUint8Array } from "lib0/decoding";
export { createEncoder, toUint8Array, writeVarUint, writeVarUint8Array } from "lib0/encoding";
export { baseKeymap } from "prosemirror-commands";
export { keymap } from "prosemirror-keymap";
export { Schema } from "prosemirror-model";
export { EditorState, Plugin, TextSelection } from "prosemirror-state";
export { EditorView } from "prosemirror-view";
export { redo, undo, yCursorPlugin, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "y-prosemirror";
export { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from "y-protocols/awareness";
export { readSyncMessage, writeSyncStep1, writeUpdate } from "y-protocols/sync";
export { Doc, Map, mergeUpdates } from "yjs";
