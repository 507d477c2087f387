/*
 * Stratum for C: files in. Needs libstratum-media beside libstratum; see stratum.h for the rules of the house (errors,
 * ownership, threads).
 *
 * Files are opened by name on this machine. WAV, AIFF, FLAC, Ogg Vorbis, Opus and MP3 are decoded in the process
 * itself, everything else by the program `ffmpeg` if it is installed; what is decoded in the process is not confined,
 * so a program that reads files of strangers should do so in a process of its own, as `stratum analyze` does.
 *
 * Codes beside the usual ones: STRATUM_NOT_FOUND, STRATUM_PERMISSION_DENIED, STRATUM_EMPTY, STRATUM_UNSUPPORTED (no
 * audio, unknown format, no ffmpeg, a folder), STRATUM_PROTECTED, STRATUM_CORRUPT, STRATUM_IO.
 */
#ifndef STRATUM_MEDIA_H
#define STRATUM_MEDIA_H

#include <stratum.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Decodes and analyses one file as a stream; memory does not grow with its length beyond the report. */
STRATUM_API stratum_code stratum_analyze_file(const char* path, const stratum_options* options, stratum_report** report,
                                              stratum_error** error);

/* The audio of a file as interleaved floats, from the first sample after the delay that the encoder signals. One
 * decoder is used by one thread at a time. */
typedef struct stratum_decoder stratum_decoder;
STRATUM_API stratum_code stratum_decoder_open(const char* path, stratum_decoder** decoder, stratum_error** error);
STRATUM_API void stratum_decoder_free(stratum_decoder* decoder);

typedef struct stratum_media_info {
    size_t struct_size;
    int32_t rate;
    int32_t channels;
    int32_t bits_per_sample; /* 0 unknown or without meaning */
    int32_t lossless;        /* 1 or 0 */
    int64_t bit_rate;        /* bits a second of the audio; -1 unknown */
    int64_t frames;          /* as announced, delay and padding taken off; -1 unknown */
    int64_t encoder_delay;   /* frames that were cut at the start */
    int64_t padding;         /* frames that are cut at the end */
    char container[16];      /* "mp3", "flac", "wav", "ogg", "mp4", ... */
    char codec[32];          /* "mp3", "flac", "pcm_s16", "aac", ... */
} stratum_media_info;
/* 1; or 0 when an argument is NULL or `out` does not tell its size. */
STRATUM_API int32_t stratum_decoder_info(const stratum_decoder* decoder, stratum_media_info* out);

/* Fills up to `frames` frames and tells in `done` how many there were; 0 is the end. */
STRATUM_API stratum_code stratum_decoder_read(stratum_decoder* decoder, float* interleaved, size_t frames, size_t* done,
                                              stratum_error** error);
/* One sentence about what was wrong with a file that could be read all the same ("truncated after 3:10"), else "". */
STRATUM_API const char* stratum_decoder_warning(const stratum_decoder* decoder);
/* BLAKE2b-256 of the audio without tags and container, as 64 hex digits and a zero byte. For lossless files it is known
 * when everything was read. */
STRATUM_API stratum_code stratum_decoder_content_id(stratum_decoder* decoder, char hex[65], stratum_error** error);

/* The tags as a JSON object: title, artist, album, album_artist, genre, comment, label, isrc, year, track, bpm, key;
 * what is absent is left out. Free *text with stratum_free. */
STRATUM_API stratum_code stratum_tags_json(const char* path, char** text, size_t* size, stratum_error** error);

#ifdef __cplusplus
}
#endif

#endif
