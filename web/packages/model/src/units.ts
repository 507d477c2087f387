declare const unit: unique symbol;
type Branded<Name extends string> = number & {readonly [unit]?: Name};

/** Seconds from the first sample. */
export type Seconds = Branded<"seconds">;
/** CSS pixels. */
export type Pixels = Branded<"pixels">;
export type Bpm = Branded<"bpm">;
