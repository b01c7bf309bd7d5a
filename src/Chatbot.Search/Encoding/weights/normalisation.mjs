// Unicode's NFKC as data, read off from this Node's own normalize(), so that the encoder needs no ICU.
//   D code point, tab, code points of its full compatibility decomposition
//   C first, second, tab, their composite
//   M combining class, tab, the code points of that class
// Hangul and Han are left out: the vocabulary has none of them, so any form of them is the same unknown piece.
const cjk = /^[\p{Script=Han}\p{Script=Hangul}]+$/u;
const lightest = "\u0334"; // class 1
const heaviest = "\u0345"; // class 240

export function normalisation() {
  const decompositions = [];
  const compositions = [];
  const marks = [];
  for (let code = 0x80; code <= 0x10ffff; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const text = String.fromCodePoint(code);
    const full = text.normalize("NFKD");
    if (full !== text) {
      if (cjk.test(full)) continue;
      decompositions.push(`D\t${hex(text)}\t${hex(full)}\n`);
      const parts = [...text.normalize("NFD")];
      if (parts.length > 1 && text.normalize("NFC") === text) {
        const last = parts.pop();
        const first = parts.join("").normalize("NFC");
        if ([...first].length !== 1) throw new Error(`${hex(text)} is no pair`);
        compositions.push(`C\t${hex(first + last)}\t${hex(text)}\n`);
      }
    } else if (/^\p{M}$/u.test(text) && (swaps(text, lightest) || swaps(heaviest, text))) {
      marks.push(text);
    }
  }
  return [...decompositions, ...compositions, ...classes(marks)].join("");
}

// Only the order of the classes matters: they are numbered by rank.
function classes(marks) {
  const groups = [];
  for (const mark of marks) {
    const group = groups.find(([first]) => !swaps(first, mark) && !swaps(mark, first));
    if (group) group.push(mark);
    else groups.push([mark]);
  }
  groups.sort(([a], [b]) => (swaps(a, b) ? 1 : -1));
  return groups.map((group, rank) => `M\t${rank + 1}\t${hex(group.join(""))}\n`);
}

function swaps(first, second) {
  return (first + second).normalize("NFD") !== first.normalize("NFD") + second.normalize("NFD");
}

function hex(text) {
  return [...text].map((symbol) => symbol.codePointAt(0).toString(16)).join(" ");
}
