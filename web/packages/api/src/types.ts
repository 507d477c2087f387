import type {components, operations, paths} from "./generated/schema";

export type {operations, paths};

/** A schema of the contract by its name. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

export type Session = Schema<"Session">;
export type User = Schema<"User">;
export type TrackSummary = Schema<"TrackSummary">;
export type Track = Schema<"Track">;
export type TrackPatch = Schema<"TrackPatch">;
export type TrackReport = Schema<"TrackReport">;
export type Report = Schema<"Report">;
export type Key = Schema<"Key">;
export type BeatGrid = Schema<"BeatGrid">;
export type Section = Schema<"Section">;
export type Job = Schema<"Job">;
export type Playlist = Schema<"Playlist">;
export type Entry = Schema<"Entry">;
export type Collection = Schema<"Collection">;
export type Problem = Schema<"Problem">;
export type WaveformFacts = Schema<"WaveformFacts">;
export type ReviewItem = Schema<"ReviewItem">;
export type Doubt = Schema<"Doubt">;
export type CorrectionOperation = Schema<"CorrectionOperation">;
export type CorrectionStep = Schema<"CorrectionStep">;
export type CorrectionResult = Schema<"CorrectionResult">;
export type EventMessage = Schema<"EventMessage">;
export type StratumEvent = Schema<"Event">;
export type AnalysisState = Schema<"AnalysisState">;
export type CorrectedField = Schema<"CorrectedField">;

type Method = "get" | "put" | "post" | "delete" | "patch";
export type PathsWith<M extends Method> = {[P in keyof paths]: paths[P][M] extends {responses: unknown} ? P : never}[keyof paths];
type OperationAt<P extends keyof paths, M extends Method> = paths[P][M];

type Content<R> = R extends {content: infer C} ? (C extends {"application/json": infer J} ? J : undefined) : undefined;
type Success<R> = {[S in keyof R]: S extends 200 | 201 | 202 | 204 ? Content<R[S]> : never}[keyof R];
/** What an operation answers when it goes well. */
export type Answer<P extends keyof paths, M extends Method> = OperationAt<P, M> extends {responses: infer R} ? Success<R> : never;

type JsonBody<B> = B extends {content: infer C} ? C[keyof C] : never;
export type Body<P extends keyof paths, M extends Method> =
  OperationAt<P, M> extends {requestBody?: infer B} ? JsonBody<NonNullable<B>> : undefined;
export type Query<P extends keyof paths, M extends Method> =
  OperationAt<P, M> extends {parameters: {query?: infer Q}} ? NonNullable<Q> : Record<string, never>;
