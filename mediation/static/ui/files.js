// Forms with files: large ones go in pieces, and voice notes can be recorded here.
import { sendInPieces } from "./pieces.js";
import { record } from "./record.js";

sendInPieces(document);
record(document);
