// Music that leaves doubts: clicks without a tempo over two notes without a key, the same each time.

/** A wave file of so many seconds; another seed is another track. */
export function doubtful(seconds, seed) {
  const rate = 22050, count = Math.round(rate * seconds), file = Buffer.alloc(44 + 2 * count);
  file.write("RIFF", 0);
  file.write("WAVEfmt ", 8);
  file.write("data", 36);
  for (const [at, value] of [[4, 36 + 2 * count], [16, 16], [24, rate], [28, 2 * rate], [40, 2 * count]]) file.writeUInt32LE(value, at);
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) file.writeUInt16LE(value, at);
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  let next = 0, loud = 0;
  for (let n = 0; n < count; ++n) {
    if (n >= next) {
      loud = 0.5 + random() / 2;
      next = n + rate * (0.18 + 0.7 * random());
    }
    loud *= 0.9993;
    const time = n / rate, notes = Math.sin(time * 1382) + Math.sin(time * (1465 + 40 * Math.sin(time)));
    file.writeInt16LE(Math.round(12000 * (loud * (random() - 0.5) + 0.2 * notes)), 44 + 2 * n);
  }
  return file;
}
