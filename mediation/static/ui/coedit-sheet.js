// Facts and numbered clauses: a small schema, everybody's carets, one undo for each person's own words.
import {
  EditorState, EditorView, Plugin, Schema, TextSelection, baseKeymap, keymap, redo, undo, yCursorPlugin, ySyncPlugin, ySyncPluginKey, yUndoPlugin,
} from "../vendor/editor.js";

const schema = new Schema({
  nodes: {
    doc: { content: "(fact | clause)+" },
    fact: { content: "text*", marks: "", toDOM: () => ["p", { class: "coedit__fact" }, 0], parseDOM: [{ tag: "p" }] },
    clause: { content: "text*", marks: "", attrs: { id: { default: "" } }, toDOM: () => ["p", { class: "coedit__clause" }, 0], parseDOM: [{ tag: "li" }] },
    text: {},
  },
});

const freshId = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(9)))).replaceAll("+", "-").replaceAll("/", "_");

// Every clause has an id of its own: a remark hangs on it. Splitting and pasting would copy or lose one.
const names = new Plugin({
  appendTransaction(transactions, _before, state) {
    if (!transactions.some((t) => t.docChanged) || transactions.some((t) => t.getMeta(ySyncPluginKey))) return null;
    const known = new Set(), change = state.tr;
    state.doc.forEach((node, at) => {
      if (node.type !== schema.nodes.clause) return;
      if (node.attrs.id && !known.has(node.attrs.id)) known.add(node.attrs.id);
      else change.setNodeMarkup(at, null, { id: freshId() });
    });
    return change.docChanged ? change : null;
  },
});

// A new line is of the same kind: a clause after a clause, a fact after a fact.
function split(state, dispatch) {
  const change = state.tr.deleteSelection();
  dispatch?.(change.split(change.selection.from).scrollIntoView());
  return true;
}

function caret(user) {
  const mark = document.createElement("span"), name = document.createElement("span");
  mark.className = "coedit__caret";
  name.className = "coedit__name";
  name.textContent = user.name;
  mark.style.borderColor = name.style.backgroundColor = user.color;
  mark.append("\u2060", name, "\u2060");
  return mark;
}

export class Sheet {
  constructor(holder, doc, awareness, label) {
    const sheet = this;
    this.writes = false;
    const keys = keymap({ "Mod-z": undo, "Mod-y": redo, "Shift-Mod-z": redo, Enter: split });
    const selection = () => ({ class: "coedit__chosen" });
    const plugins = [ySyncPlugin(doc.getXmlFragment("agreement")), yCursorPlugin(awareness, { cursorBuilder: caret, selectionBuilder: selection }), yUndoPlugin(), names, keys, keymap(baseKeymap)];
    this.view = new EditorView(holder, {
      state: EditorState.create({ schema, plugins }),
      editable: () => this.writes,
      attributes: () => ({ role: "textbox", "aria-multiline": "true", "aria-label": label, "aria-readonly": String(!this.writes), tabindex: "0", class: "coedit__sheet" }),
      dispatchTransaction(transaction) { // the first one comes before the view is ours
        this.updateState(this.state.apply(transaction));
        sheet.changed?.();
      },
    });
  }

  write(may) { this.writes = may; this.view.setProps({}); }
  undo() { undo(this.view.state); this.view.focus(); }
  redo() { redo(this.view.state); this.view.focus(); }
  destroy() { this.view.destroy(); }

  addClause(words) {
    const { state } = this.view, clause = schema.nodes.clause.create({ id: freshId() }, words ? schema.text(words) : null);
    const change = state.tr.insert(state.doc.content.size, clause);
    this.view.dispatch(change.setSelection(TextSelection.atEnd(change.doc)).scrollIntoView());
    this.view.focus();
  }

  clauses() {
    const found = [];
    this.view.state.doc.forEach((node) => { if (node.type === schema.nodes.clause && node.textContent.trim()) found.push({ id: node.attrs.id, text: node.textContent }); });
    return found;
  }

  clauseAtCaret() {
    const node = this.view.hasFocus() ? this.view.state.selection.$head.node(1) : null;
    return node?.type === schema.nodes.clause ? node.attrs.id : "";
  }
}
