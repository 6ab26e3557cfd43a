// A pad to draw one's name on; the drawing goes into a hidden field as a PNG.
export function drawSignatures(root) {
  for (const box of root.querySelectorAll("[data-signature]")) pad(box);
}

function pad(box) {
  const canvas = box.querySelector("canvas");
  const field = box.querySelector("input[name=drawing]");
  const pen = canvas.getContext("2d");
  let last = null;
  const fit = () => {
    canvas.width = canvas.clientWidth;
    canvas.height = canvas.clientHeight;
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#10243e";
    field.value = "";
  };
  const point = (event) => ({ x: event.offsetX, y: event.offsetY });
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); last = point(event); });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = point(event);
    pen.beginPath();
    pen.moveTo(last.x, last.y);
    pen.lineTo(now.x, now.y);
    pen.stroke();
    last = now;
  });
  const done = () => { if (last) { last = null; field.value = canvas.toDataURL("image/png"); } };
  canvas.addEventListener("pointerup", done);
  canvas.addEventListener("pointercancel", done);
  box.querySelector("[data-signature-clear]").addEventListener("click", fit);
  fit();
}
