// Entry of the console's scripts. Everything here only shortens a way that also exists as a link or a form.
import { startKeys } from "./keys.js";
import { startSelection } from "./selection.js";
import { startPolling } from "./polling.js";
import { startForms } from "./forms.js";
import { startDrop } from "./drop.js";
import { startCopying } from "./copying.js";
import { startPrinting } from "./printing.js";

startKeys();
startSelection();
startForms();
startDrop();
startCopying();
startPrinting();
startPolling();
