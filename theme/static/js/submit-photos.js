// submit-photos.js: makes chosen photos small, upright and free of everything but the picture.
import { makeId } from "./submit-envelope.js";

const QUALITIES = [0.85, 0.75, 0.6, 0.45];
const BLOCK = 0x8000;

export function mountPhotos(root, tell) {
  const input = root.querySelector("[name=photo]");
  const list = root.querySelector("[data-part=photos]");
  const model = root.querySelector("template").content.firstElementChild;
  const { limit, bytes, side } = root.dataset;
  const plain = root.querySelector("[data-part=plain-alt]");
  const photos = [];
  plain.hidden = true;
  plain.querySelector("input").disabled = true;

  function show(photo) {
    const item = model.cloneNode(true);
    const [label, words] = [item.querySelector("label"), item.querySelector("input")];
    const id = `f-photo-${photo.number}`;
    words.id = label.htmlFor = id;
    item.querySelector(".hint").id = `${id}-hint`;
    words.setAttribute("aria-describedby", `${id}-hint`);
    item.querySelector("img").src = `data:image/jpeg;base64,${photo.data}`;
    item.querySelector("button").addEventListener("click", () => {
      photos.splice(photos.indexOf(photo), 1);
      item.remove();
      input.focus();
    });
    photo.words = words;
    list.append(item);
    words.focus();
  }

  input.addEventListener("change", async () => {
    tell(input, "");
    for (const file of [...input.files]) {
      if (photos.length >= Number(limit)) {
        tell(input, "photo-many", { limit });
        break;
      }
      try {
        const data = await shrink(file, Number(side), Number(bytes));
        const photo = { data, number: photos.reduce((most, one) => Math.max(most, one.number), 0) + 1 };
        photos.push(photo);
        show(photo);
      } catch {
        tell(input, "photo-kind");
      }
    }
    input.value = "";
  });

  return {
    check: () => photos.filter((one) => !one.words.value.trim()).map((one) => [one.words, "photo-alt"]),
    read: () => photos.map(({ data, number, words }) => {
      const alt = words.value.trim();
      return { name: `${makeId(alt, 60) || "snimka"}-${number}.jpg`, type: "image/jpeg", alt, data };
    }),
    clear: () => { photos.length = 0; list.replaceChildren(); },
  };
}

/** Draw a photo anew, its longer side at most `side` pixels, in at most `limit` bytes; as base64. */
async function shrink(file, side, limit) {
  if (!/^image\/(?:jpeg|png|webp)$/.test(file.type)) throw new TypeError(file.type);
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  for (let scale = Math.min(1, side / Math.max(image.width, image.height)); scale > 0.05; scale /= 2) {
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(image.width * scale));
    canvas.height = Math.max(1, Math.round(image.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "white"; // transparent parts of a PNG
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const quality of QUALITIES) {
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", quality); });
      if (blob && blob.size <= limit) return encode(new Uint8Array(await blob.arrayBuffer()));
    }
  }
  throw new RangeError(file.name);
}

function encode(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += BLOCK) text += String.fromCharCode(...bytes.subarray(at, at + BLOCK));
  return btoa(text);
}
