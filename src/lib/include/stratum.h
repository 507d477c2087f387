/*
 * Stratum for C and for every language that can call C: samples in, report out.
 *
 * The main job in four calls:
 *
 *     stratum_report* report = NULL;
 *     stratum_error* error = NULL;
 *     if (stratum_analyze(samples, STRATUM_F32, frames, 2, 44100, NULL, &report, &error) != STRATUM_OK)
 *         fprintf(stderr, "%s\n", stratum_error_message(error));
 *     stratum_tempo tempo = STRATUM_STRUCT(stratum_tempo);
 *     if (stratum_report_tempo(report, &tempo)) printf("%.2f BPM\n", tempo.bpm);
 *     stratum_report_free(report);
 *
 * Handles are opaque; every free function accepts NULL. No function prints, ends the program, reads the environment or
 * keeps global state, and no C++ exception leaves the library. Different handles may be used on different threads at
 * once; a report is immutable and may be read from many.
 *
 * Functions that can fail return a code and, where `error` is not NULL and memory lasts, an error object to be freed
 * with stratum_error_free. On failure outputs stay as they were. Text is UTF-8, ends with a zero byte, and lives as
 * long as the handle it came from unless the function says otherwise. Seconds count from the first sample.
 *
 * Kinds of things (codes, formats, measures) are int32_t with named values, so that a number from a newer header is
 * refused and not undefined. Structs begin with their own size, as the caller was compiled to know it (STRATUM_STRUCT
 * fills it in), so that later versions can add members at the end and old programs go on working. See
 * STRATUM_ABI_VERSION.
 */
#ifndef STRATUM_H
#define STRATUM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#define STRATUM_STRUCT(type) (type{sizeof(type)})
#else
#define STRATUM_STRUCT(type) ((type){.struct_size = sizeof(type)})
#endif
#define STRATUM_API __attribute__((visibility("default")))

/* Raised only when a program compiled against an older header would break. Equals the number in the library's soname.
 */
#define STRATUM_ABI_VERSION 0

/* The ABI version of the library that is loaded. */
STRATUM_API int32_t stratum_abi_version(void);
/* "0.1.0"; lives for ever. */
STRATUM_API const char* stratum_version(void);

/* ---------------------------------------------------------------------------------------------------- errors --- */

typedef int32_t stratum_code;
enum {
    STRATUM_OK = 0,
    STRATUM_INVALID_ARGUMENT = 1, /* The caller asked for something that makes no sense. */
    STRATUM_NOT_FOUND = 2,
    STRATUM_ALREADY_EXISTS = 3,
    STRATUM_PERMISSION_DENIED = 4,
    STRATUM_UNSUPPORTED = 5, /* A format or option that this build does not handle. */
    STRATUM_CORRUPT = 6,     /* Data that breaks its own format's rules. */
    STRATUM_PROTECTED = 7,   /* Content locked by rights management. */
    STRATUM_EMPTY = 8,       /* No audio in it. */
    STRATUM_TOO_SHORT = 9,
    STRATUM_NO_SPACE = 10,
    STRATUM_BUSY = 11,
    STRATUM_TIMEOUT = 12,
    STRATUM_CANCELLED = 13,
    STRATUM_CRASHED = 14,
    STRATUM_IO = 15,
    STRATUM_INTERNAL = 16 /* A bug of the library, or no memory. */
};

typedef struct stratum_error stratum_error;
/* "invalid_argument", "not_found", ...: the stable spelling. "ok" for STRATUM_OK. */
STRATUM_API const char* stratum_code_name(stratum_code code);
STRATUM_API stratum_code stratum_error_code(const stratum_error* error);
/* What happened, with its causes; never NULL. */
STRATUM_API const char* stratum_error_message(const stratum_error* error);
/* What to do next; never NULL, may be empty. */
STRATUM_API const char* stratum_error_hint(const stratum_error* error);
STRATUM_API void stratum_error_free(stratum_error* error);

/* For what the library handed out as text or bytes that are to be freed. */
STRATUM_API void stratum_free(void* memory);

/* -------------------------------------------------------------------------------------------------- analysis --- */

typedef int32_t stratum_sample_format;
enum {
    STRATUM_F32 = 1, /* float, full scale -1 to 1 */
    STRATUM_F64 = 2, /* double, the same scale */
    STRATUM_S16 = 3, /* int16_t */
    STRATUM_S32 = 4  /* int32_t */
};

/* Which analysers run. */
#define STRATUM_RHYTHM (1u << 0)
#define STRATUM_HARMONY (1u << 1)
#define STRATUM_LOUDNESS (1u << 2)
#define STRATUM_WAVEFORM (1u << 3)
#define STRATUM_SILENCE (1u << 4)
#define STRATUM_FINGERPRINT (1u << 5)
#define STRATUM_TIMBRE (1u << 6)
#define STRATUM_ENERGY (1u << 7) /* Needs rhythm, loudness and timbre beside it. */
#define STRATUM_STRUCTURE (1u << 8)
#define STRATUM_ALL 0x1ffu /* Those above: the default report. */
/* More, for those who ask for it: STRATUM_ALL | STRATUM_CHORDS. */
#define STRATUM_CHORDS (1u << 9)  /* Chords over time, in Harte's syntax. */
#define STRATUM_THEORY (1u << 10) /* Needs rhythm, harmony and chords beside it. */
#define STRATUM_DRUMS (1u << 11)  /* What was played, note by note: drums, */
#define STRATUM_MELODY (1u << 12) /* the leading voice, */
#define STRATUM_BASS (1u << 13)   /* and the bass. */

/* The trained networks. They listen beside signal processing for four things: rhythm (tempo, beats, downbeats), keys,
 * the strokes of drums, and where voices sound; chords, melody, bass and all else need none of their own. Without them
 * these four are heard by signal processing alone, which is weaker. They run in ONNX Runtime, a library of its own that
 * is loaded when asked for: `onnxruntime` is the place of its libonnxruntime.so, or NULL for where the dynamic loader
 * looks. Loaded once, they serve any number of analyses on any threads. STRATUM_NOT_FOUND, STRATUM_UNSUPPORTED. */
typedef struct stratum_networks stratum_networks;
STRATUM_API stratum_code stratum_networks_load(const char* onnxruntime, stratum_networks** networks,
                                               stratum_error** error);
/* Analyses that were begun with them go on. */
STRATUM_API void stratum_networks_free(stratum_networks* networks);

typedef struct stratum_options {
    size_t struct_size;
    uint32_t analysers;               /* Bits from above; 0 stands for STRATUM_ALL. */
    const stratum_networks* networks; /* NULL: hear by signal processing alone. */
    /* The range in which the tempo is looked for, BPM, 30 to 300: it decides between half and double. Both 0: anywhere.
     */
    double tempo_slowest;
    double tempo_fastest;
    /* Where the tempo is likely to lie: weighed against what is heard, and set aside where there is a range. Both 0:
     * nothing is known. `likely_odds` is how many times likelier than an octave outside, 1 to 1000; 0 stands for 30. */
    double likely_slowest;
    double likely_fastest;
    double likely_odds;
    /* The genre as a tag has it ("Drum & Bass"), whose commonly known tempo is likely then, unless something is said
     * above; genres that are not known change nothing. NULL: none. */
    const char* genre;
} stratum_options;

typedef struct stratum_report stratum_report;

/* One-shot. `samples` holds frames * channels values of `format`, interleaved. `options` may be NULL. Rates from 1 kHz
 * to 1 MHz, 1 to 64 channels. Samples that are no numbers count as 0. STRATUM_INVALID_ARGUMENT, STRATUM_EMPTY for no
 * frames. */
STRATUM_API stratum_code stratum_analyze(const void* samples, stratum_sample_format format, size_t frames,
                                         int32_t channels, int32_t rate, const stratum_options* options,
                                         stratum_report** report, stratum_error** error);

/* Block by block: create, push any number of blocks of any size, finish once, free. The report is the same bit for bit
 * however the audio was cut. One analyzer hears one recording and is used by one thread at a time. */
typedef struct stratum_analyzer stratum_analyzer;
STRATUM_API stratum_code stratum_analyzer_create(int32_t channels, int32_t rate, const stratum_options* options,
                                                 stratum_analyzer** analyzer, stratum_error** error);
STRATUM_API stratum_code stratum_analyzer_push(stratum_analyzer* analyzer, const void* samples,
                                               stratum_sample_format format, size_t frames, stratum_error** error);
STRATUM_API stratum_code stratum_analyzer_finish(stratum_analyzer* analyzer, stratum_report** report,
                                                 stratum_error** error);
STRATUM_API void stratum_analyzer_free(stratum_analyzer* analyzer);

/* ---------------------------------------------------------------------------------------------------- report --- */

STRATUM_API void stratum_report_free(stratum_report* report);

/* Everything, in the form of `stratum analyze --json`. `indent` 0 writes one line. Free *text with stratum_free; `size`
 * may be NULL and excludes the zero byte. */
STRATUM_API stratum_code stratum_report_json(const stratum_report* report, int32_t indent, char** text, size_t* size,
                                             stratum_error** error);
/* The same as CBOR (RFC 8949), which keeps every number bit for bit, and back. Free *data with stratum_free. */
STRATUM_API stratum_code stratum_report_cbor(const stratum_report* report, uint8_t** data, size_t* size,
                                             stratum_error** error);
STRATUM_API stratum_code stratum_report_from_cbor(const uint8_t* data, size_t size, stratum_report** report,
                                                  stratum_error** error);

STRATUM_API double stratum_report_duration(const stratum_report* report); /* Seconds. */
STRATUM_API int32_t stratum_report_rate(const stratum_report* report);
STRATUM_API int32_t stratum_report_channels(const stratum_report* report);

/* The getters below return 1, or 0 and leave `out` alone where the value is not there: not in the music, not asked for,
 * or `out` without its size. Confidences are probabilities, 0 to 1. */

typedef struct stratum_tempo {
    size_t struct_size;
    double bpm;
    double confidence;
} stratum_tempo;
STRATUM_API int32_t stratum_report_tempo(const stratum_report* report, stratum_tempo* out);

typedef struct stratum_key {
    size_t struct_size;
    int32_t tonic; /* Pitch class, 0 = C to 11 = B. */
    int32_t minor; /* 1 minor, 0 major. */
    double confidence;
    char name[12];    /* "F# minor" */
    char camelot[4];  /* "11A" */
    char open_key[4]; /* "4m" */
} stratum_key;
STRATUM_API int32_t stratum_report_key(const stratum_report* report, stratum_key* out);

/* What is not there is a NaN. */
typedef struct stratum_loudness {
    size_t struct_size;
    double integrated_lufs;
    double range_lu;
    double momentary_max_lufs;
    double short_term_max_lufs;
    double true_peak_dbtp;
    double sample_peak_dbfs;
    double replay_gain_db;
} stratum_loudness;
STRATUM_API int32_t stratum_report_loudness(const stratum_report* report, stratum_loudness* out);

/* 1 to 10; 0 when absent. */
STRATUM_API int32_t stratum_report_energy(const stratum_report* report);

/* Seconds, ascending. The array belongs to the report; NULL when there are none. */
STRATUM_API const double* stratum_report_beats(const stratum_report* report, size_t* count);
STRATUM_API const double* stratum_report_downbeats(const stratum_report* report, size_t* count);

/* As AcoustID takes it and `fpcalc` prints it; NULL when absent. */
STRATUM_API const char* stratum_report_fingerprint(const stratum_report* report);

/* ------------------------------------------------------------------------------------------ level and silence --- */

typedef int32_t stratum_measure;
enum {
    STRATUM_SAMPLE_PEAK = 0, /* dBFS */
    STRATUM_TRUE_PEAK = 1,   /* dBTP, ITU-R BS.1770-5 annex 2 */
    STRATUM_RMS = 2,         /* dBFS; a full-scale square wave has 0 */
    STRATUM_LUFS = 3         /* integrated loudness, EBU R 128 */
};

/* Changes interleaved floats in place so that `measure` reaches `target`, with less gain where the true peak would pass
 * `ceiling_dbtp` (NAN: no ceiling). `gain_db`, where not NULL, receives the gain. Nothing is clipped.
 * STRATUM_INVALID_ARGUMENT, STRATUM_EMPTY for silence and for what is too short or too quiet to be measured. */
STRATUM_API stratum_code stratum_normalise(float* samples, size_t frames, int32_t channels, int32_t rate,
                                           stratum_measure measure, double target, double ceiling_dbtp, double* gain_db,
                                           stratum_error** error);

/* The frames from *begin to before *end that remain when silence below `threshold_dbfs` (commonly -60) is cut off both
 * ends; equal when all is silence. Single clicks do not count as sound. */
STRATUM_API stratum_code stratum_trim_silence(const float* samples, size_t frames, int32_t channels, int32_t rate,
                                              double threshold_dbfs, size_t* begin, size_t* end, stratum_error** error);

/* ----------------------------------------------------------------------------------------------- fingerprints --- */

typedef struct stratum_fingerprint_match {
    size_t struct_size;
    double similarity; /* 1 the same, 0 no more in common than strangers; above 0.6 commonly the same recording. */
    double offset;     /* Seconds in b that fit time zero of a. */
    double overlap;    /* Seconds that were compared. */
} stratum_fingerprint_match;
/* Two fingerprints in the compressed form. STRATUM_CORRUPT, STRATUM_UNSUPPORTED, STRATUM_TOO_SHORT when one has fewer
 * than 40 words (5 s of them): it comes from less than 7.6 s of audio, as the first word takes 2.7 s. */
STRATUM_API stratum_code stratum_fingerprint_compare(const char* a, const char* b, stratum_fingerprint_match* match,
                                                     stratum_error** error);

#ifdef __cplusplus
}
#endif

#endif
