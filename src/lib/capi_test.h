/* The test of the C interface, written so that it is C and C++ at once; one program is made of it in each. */
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <stratum.h>
#include <string.h>

static int failures = 0;
#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__, #condition); \
            ++failures;                                                               \
        }                                                                             \
    } while (0)

#define RATE 44100
#define SECONDS 8
#define FRAMES (RATE * SECONDS)

/* A chord that changes twice a second, with a click on each change: 120 beats a minute. */
static int16_t* music(void) {
    int16_t* samples = (int16_t*)malloc(sizeof(int16_t) * 2 * FRAMES);
    for (int i = 0; i < FRAMES; ++i) {
        const int since = i % (RATE / 2);
        const double time = (double)i / RATE;
        const double pitch = 220.0 * (1 + i / (RATE / 2) % 3);
        const double x = 0.3 * sin(6.283185307 * pitch * time) + (since < 400 ? 0.5 * sin(0.9 * since) : 0.0);
        samples[2 * i] = (int16_t)lrint(20000.0 * x);
        samples[2 * i + 1] = (int16_t)lrint(15000.0 * x);
    }
    return samples;
}

static char* json_of(const stratum_report* report) {
    char* text = NULL;
    size_t size = 0;
    CHECK(stratum_report_json(report, 0, &text, &size, NULL) == STRATUM_OK);
    CHECK(text != NULL && strlen(text) == size);
    return text;
}

static stratum_report* one_shot(const void* samples, stratum_sample_format format) {
    stratum_report* report = NULL;
    stratum_error* error = NULL;
    CHECK(stratum_analyze(samples, format, FRAMES, 2, RATE, NULL, &report, &error) == STRATUM_OK);
    CHECK(error == NULL);
    return report;
}

static void formats_and_blocks_give_one_report(const int16_t* samples) {
    float* floats = (float*)malloc(sizeof(float) * 2 * FRAMES);
    double* doubles = (double*)malloc(sizeof(double) * 2 * FRAMES);
    int32_t* wide = (int32_t*)malloc(sizeof(int32_t) * 2 * FRAMES);
    for (int i = 0; i < 2 * FRAMES; ++i) {
        floats[i] = (float)samples[i] / 32768.0F;
        doubles[i] = samples[i] / 32768.0;
        wide[i] = samples[i] * 65536;
    }
    const void* forms[4] = {floats, doubles, samples, wide};
    const stratum_sample_format formats[4] = {STRATUM_F32, STRATUM_F64, STRATUM_S16, STRATUM_S32};
    char* first = NULL;
    for (int f = 0; f < 4; ++f) {
        stratum_report* report = one_shot(forms[f], formats[f]);
        char* json = json_of(report);
        if (first == NULL) first = json;
        CHECK(strcmp(first, json) == 0);
        if (first != json) stratum_free(json);
        stratum_report_free(report);
    }

    stratum_analyzer* analyzer = NULL;
    stratum_report* report = NULL;
    CHECK(stratum_analyzer_create(2, RATE, NULL, &analyzer, NULL) == STRATUM_OK);
    for (size_t at = 0; at < FRAMES;) {
        size_t frames = 1 + at % 5000;
        if (frames > FRAMES - at) frames = FRAMES - at;
        CHECK(stratum_analyzer_push(analyzer, samples + 2 * at, STRATUM_S16, frames, NULL) == STRATUM_OK);
        at += frames;
    }
    CHECK(stratum_analyzer_finish(analyzer, &report, NULL) == STRATUM_OK);
    char* json = json_of(report);
    CHECK(strcmp(first, json) == 0);

    stratum_error* error = NULL;
    CHECK(stratum_analyzer_push(analyzer, samples, STRATUM_S16, 1, &error) == STRATUM_INVALID_ARGUMENT);
    CHECK(strlen(stratum_error_message(error)) > 0 && strlen(stratum_error_hint(error)) > 0);
    stratum_error_free(error);
    CHECK(stratum_analyzer_finish(analyzer, &report, NULL) == STRATUM_INVALID_ARGUMENT);

    stratum_free(json);
    stratum_free(first);
    stratum_report_free(report);
    stratum_analyzer_free(analyzer);
    free(floats);
    free(doubles);
    free(wide);
}

static void getters_agree_with_the_report(const int16_t* samples) {
    stratum_report* report = one_shot(samples, STRATUM_S16);
    CHECK(fabs(stratum_report_duration(report) - SECONDS) < 1e-9);
    CHECK(stratum_report_rate(report) == RATE && stratum_report_channels(report) == 2);
    const char* print = stratum_report_fingerprint(report);
    CHECK(print != NULL && strncmp(print, "AQAA", 4) == 0);

    /* What is there must be sensible, and what is not must leave the struct alone. */
    stratum_tempo tempo = STRATUM_STRUCT(stratum_tempo);
    tempo.bpm = -1.0;
    if (stratum_report_tempo(report, &tempo)) {
        CHECK(tempo.bpm > 30.0 && tempo.bpm < 400.0 && tempo.confidence >= 0.0 && tempo.confidence <= 1.0);
    } else {
        CHECK(tempo.bpm == -1.0);
    }
    stratum_key key = STRATUM_STRUCT(stratum_key);
    if (stratum_report_key(report, &key)) {
        CHECK(key.tonic >= 0 && key.tonic < 12 && strlen(key.name) > 5 && strlen(key.camelot) > 1);
        CHECK((strstr(key.name, "minor") != NULL) == (key.minor == 1));
    }
    stratum_loudness loudness = STRATUM_STRUCT(stratum_loudness);
    if (stratum_report_loudness(report, &loudness)) CHECK(loudness.sample_peak_dbfs < 0.0);
    size_t count = 99;
    const double* beats = stratum_report_beats(report, &count);
    CHECK((beats == NULL) == (count == 0));
    for (size_t i = 1; i < count; ++i) CHECK(beats[i] > beats[i - 1]);
    const double* downbeats = stratum_report_downbeats(report, &count);
    CHECK((downbeats == NULL) == (count == 0));
    CHECK(stratum_report_energy(report) >= 0 && stratum_report_energy(report) <= 10);

    uint8_t* cbor = NULL;
    size_t size = 0;
    stratum_report* back = NULL;
    CHECK(stratum_report_cbor(report, &cbor, &size, NULL) == STRATUM_OK);
    CHECK(stratum_report_from_cbor(cbor, size, &back, NULL) == STRATUM_OK);
    char* before = json_of(report);
    char* after = json_of(back);
    CHECK(strcmp(before, after) == 0);
    stratum_free(before);
    stratum_free(after);
    stratum_report* none = NULL;
    CHECK(stratum_report_from_cbor(cbor, size / 2, &none, NULL) == STRATUM_CORRUPT && none == NULL);
    stratum_free(cbor);
    stratum_report_free(back);

    stratum_fingerprint_match match = STRATUM_STRUCT(stratum_fingerprint_match);
    stratum_error* error = NULL;
    /* Eight seconds leave 43 words, 5.3 s: just enough to compare. */
    CHECK(stratum_fingerprint_compare(print, print, &match, NULL) == STRATUM_OK && match.similarity == 1.0);
    CHECK(stratum_fingerprint_compare(print, "!", &match, &error) == STRATUM_CORRUPT);
    CHECK(stratum_error_code(error) == STRATUM_CORRUPT);
    stratum_error_free(error);
    stratum_report_free(report);
}

static void options_choose_analysers_and_keep_their_size(const int16_t* samples) {
    stratum_options options = STRATUM_STRUCT(stratum_options);
    options.analysers = STRATUM_FINGERPRINT;
    stratum_report* report = NULL;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_OK);
    char* json = json_of(report);
    CHECK(strstr(json, "\"fingerprint\"") != NULL);
    CHECK(strstr(json, "\"loudness\"") == NULL && strstr(json, "\"rhythm\"") == NULL);
    stratum_loudness loudness = STRATUM_STRUCT(stratum_loudness);
    CHECK(stratum_report_loudness(report, &loudness) == 0);
    /* A caller from before the struct grew gets the members it knows, and nothing is written behind them. */
    stratum_fingerprint_match match = STRATUM_STRUCT(stratum_fingerprint_match);
    match.struct_size = offsetof(stratum_fingerprint_match, offset);
    match.overlap = -7.0;
    const char* print = stratum_report_fingerprint(report);
    CHECK(stratum_fingerprint_compare(print, print, &match, NULL) == STRATUM_OK);
    CHECK(match.similarity == 1.0 && match.overlap == -7.0);
    CHECK(match.struct_size == offsetof(stratum_fingerprint_match, offset));
    stratum_free(json);
    stratum_report_free(report);
    options.struct_size = 0;
    report = NULL;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    options.struct_size = sizeof options;
    options.analysers = 1u << 31;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(report == NULL);
}

/* Whether the tempo's opinions name `reason` when the options are these. */
static int told(const int16_t* samples, const stratum_options* options, const char* reason, double* bpm) {
    stratum_report* report = NULL;
    stratum_tempo tempo = STRATUM_STRUCT(stratum_tempo);
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, options, &report, NULL) == STRATUM_OK);
    char* json = json_of(report);
    const int found = strstr(json, reason) != NULL;
    *bpm = stratum_report_tempo(report, &tempo) ? tempo.bpm : 0.0;
    stratum_free(json);
    stratum_report_free(report);
    return found;
}

static void what_is_known_of_the_tempo_is_heeded(const int16_t* samples) {
    double bpm = 0.0;
    stratum_options options = STRATUM_STRUCT(stratum_options);
    options.analysers = STRATUM_RHYTHM;
    options.genre = "Deep House";
    CHECK(told(samples, &options, "genre deep house", &bpm) && fabs(bpm - 120.0) < 0.5);
    options.likely_slowest = 110.0;
    options.likely_fastest = 130.0;
    CHECK(told(samples, &options, "prior 110-130 BPM (as the caller says)", &bpm) && fabs(bpm - 120.0) < 0.5);
    options.tempo_slowest = 45.0;
    options.tempo_fastest = 75.0;
    CHECK(!told(samples, &options, "prior", &bpm) && fabs(bpm - 60.0) < 0.5);
    /* A program that was compiled before any of it says nothing, whatever lies behind its struct. */
    options.struct_size = offsetof(stratum_options, tempo_slowest);
    CHECK(!told(samples, &options, "prior", &bpm) && fabs(bpm - 120.0) < 0.5);
    options.struct_size = sizeof options;
    options.tempo_slowest = 80.0;
    stratum_report* report = NULL;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    options.tempo_slowest = options.tempo_fastest = 0.0;
    options.likely_odds = NAN;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    options.likely_slowest = options.likely_fastest = 0.0;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(report == NULL);
}

static void chords_and_notes_come_where_they_are_asked_for(const int16_t* samples) {
    stratum_options options = STRATUM_STRUCT(stratum_options);
    options.analysers = STRATUM_ALL | STRATUM_CHORDS | STRATUM_THEORY | STRATUM_DRUMS | STRATUM_MELODY | STRATUM_BASS;
    for (int with = 0; with < 2; ++with) {
        stratum_report* report = NULL;
        CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, with ? &options : NULL, &report, NULL) ==
              STRATUM_OK);
        char* json = json_of(report);
        CHECK((strstr(json, "\"chords\"") != NULL) == with && (strstr(json, "\"theory\"") != NULL) == with);
        CHECK((strstr(json, "\"drums\"") != NULL) == with && (strstr(json, "\"notes\"") != NULL) == with);
        stratum_free(json);
        stratum_report_free(report);
    }
}

static void levels_and_silence_are_what_was_asked_for(void) {
    /* A second of a tone at a quarter of full scale, between two half seconds of silence. */
    float* sound = (float*)calloc(2 * RATE, sizeof(float));
    for (int i = RATE / 2; i < RATE / 2 + RATE; ++i) sound[i] = (float)(0.25 * sin(6.283185307 * 1000.0 * i / RATE));
    size_t begin = 0;
    size_t end = 0;
    CHECK(stratum_trim_silence(sound, 2 * RATE, 1, RATE, -60.0, &begin, &end, NULL) == STRATUM_OK);
    /* The tone's first and last samples lie below the threshold for at most a few samples. */
    CHECK(begin >= RATE / 2 && begin < RATE / 2 + 10 && end <= RATE / 2 + RATE && end > RATE / 2 + RATE - 10);
    double gain = 0.0;
    CHECK(stratum_normalise(sound, 2 * RATE, 1, RATE, STRATUM_SAMPLE_PEAK, -6.0, NAN, &gain, NULL) == STRATUM_OK);
    CHECK(fabs(gain - (12.0412 - 6.0)) < 0.01); /* 20 log10 0.25 = -12.0412; the peak is met to a sample */
    stratum_report* report = NULL;
    CHECK(stratum_normalise(sound, 2 * RATE, 1, RATE, STRATUM_LUFS, -23.0, NAN, NULL, NULL) == STRATUM_OK);
    CHECK(stratum_analyze(sound, STRATUM_F32, 2 * RATE, 1, RATE, NULL, &report, NULL) == STRATUM_OK);
    stratum_loudness loudness = STRATUM_STRUCT(stratum_loudness);
    CHECK(stratum_report_loudness(report, &loudness) == 1 && fabs(loudness.integrated_lufs + 23.0) < 0.05);
    stratum_report_free(report);
    memset(sound, 0, 2 * RATE * sizeof(float));
    CHECK(stratum_normalise(sound, 2 * RATE, 1, RATE, STRATUM_RMS, -20.0, NAN, NULL, NULL) == STRATUM_EMPTY);
    CHECK(stratum_normalise(sound, 2, 1, RATE, (stratum_measure)7, -20.0, NAN, NULL, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_normalise(NULL, 2, 1, RATE, STRATUM_RMS, -20.0, NAN, NULL, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_trim_silence(sound, 2, 0, RATE, -60.0, &begin, &end, NULL) == STRATUM_INVALID_ARGUMENT);
    free(sound);
}

static void wrong_arguments_are_refused_with_reasons(const int16_t* samples) {
    stratum_report* report = NULL;
    stratum_analyzer* analyzer = NULL;
    stratum_error* error = NULL;
    CHECK(stratum_analyze(NULL, STRATUM_S16, 5, 2, RATE, NULL, &report, &error) == STRATUM_INVALID_ARGUMENT);
    CHECK(strstr(stratum_error_message(error), "samples") != NULL);
    stratum_error_free(error);
    CHECK(stratum_analyze(samples, STRATUM_S16, 0, 2, RATE, NULL, &report, NULL) == STRATUM_EMPTY);
    CHECK(stratum_analyze(samples, STRATUM_S16, 5, 0, RATE, NULL, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyze(samples, STRATUM_S16, 5, -1, RATE, NULL, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyze(samples, STRATUM_S16, 5, 2, 0, NULL, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyze(samples, STRATUM_S16, SIZE_MAX / 2, 2, RATE, NULL, &report, NULL) ==
          STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyze(samples, (stratum_sample_format)9, 5, 2, RATE, NULL, &report, NULL) ==
          STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyze(samples, STRATUM_S16, 5, 2, RATE, NULL, NULL, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyzer_create(2, RATE, NULL, NULL, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyzer_push(NULL, samples, STRATUM_S16, 1, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyzer_finish(NULL, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(report == NULL && analyzer == NULL);
    CHECK(stratum_report_json(NULL, 0, NULL, NULL, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_report_duration(NULL) == 0.0 && stratum_report_fingerprint(NULL) == NULL);
    stratum_report_free(NULL);
    stratum_analyzer_free(NULL);
    stratum_error_free(NULL);
    stratum_free(NULL);
    CHECK(strcmp(stratum_code_name(STRATUM_OK), "ok") == 0);
    CHECK(strcmp(stratum_code_name(STRATUM_CORRUPT), "corrupt") == 0);
    CHECK(strcmp(stratum_code_name(STRATUM_INTERNAL), "internal") == 0);
    CHECK(stratum_abi_version() == STRATUM_ABI_VERSION);
    CHECK(strchr(stratum_version(), '.') != NULL);
}

static void* analyse_alone(void* samples) {
    stratum_report* report = one_shot(samples, STRATUM_S16);
    char* json = json_of(report);
    stratum_report_free(report);
    return json;
}

static void threads_do_not_disturb_each_other(int16_t* samples) {
    pthread_t threads[4];
    char* alone = (char*)analyse_alone(samples);
    for (int i = 0; i < 4; ++i) CHECK(pthread_create(&threads[i], NULL, analyse_alone, samples) == 0);
    for (int i = 0; i < 4; ++i) {
        void* json = NULL;
        CHECK(pthread_join(threads[i], &json) == 0);
        CHECK(json != NULL && strcmp((const char*)json, alone) == 0);
        stratum_free(json);
    }
    stratum_free(alone);
}

static void networks_are_loaded_once_and_used_where_they_are_given(const int16_t* samples) {
    stratum_networks* networks = NULL;
    stratum_error* error = NULL;
    CHECK(stratum_networks_load("/nowhere/libonnxruntime.so", &networks, &error) == STRATUM_NOT_FOUND);
    CHECK(networks == NULL && strstr(stratum_error_message(error), "nowhere") != NULL);
    stratum_error_free(error);
    CHECK(stratum_networks_load(NULL, NULL, NULL) == STRATUM_INVALID_ARGUMENT);
    stratum_networks_free(NULL);
    if (STRATUM_ONNXRUNTIME_LIBRARY[0] == '\0') {
        puts("ONNX Runtime was not there when this was configured: networks are not tried");
        return;
    }
    CHECK(stratum_networks_load(STRATUM_ONNXRUNTIME_LIBRARY, &networks, NULL) == STRATUM_OK);
    stratum_options options = STRATUM_STRUCT(stratum_options);
    options.analysers = STRATUM_RHYTHM;
    for (int with = 0; with < 2; ++with) {
        options.networks = with ? networks : NULL;
        stratum_report* report = NULL;
        char* json = NULL;
        CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_OK);
        CHECK(stratum_report_json(report, 0, &json, NULL, NULL) == STRATUM_OK);
        CHECK((strstr(json, "\"network\":\"beats ") != NULL) == with);
        stratum_free(json);
        stratum_report_free(report);
    }
    /* A program that was compiled before there were networks. */
    options.struct_size = offsetof(stratum_options, networks);
    stratum_report* report = NULL;
    CHECK(stratum_analyze(samples, STRATUM_S16, FRAMES, 2, RATE, &options, &report, NULL) == STRATUM_OK);
    stratum_report_free(report);
    stratum_networks_free(networks);
}

#ifdef STRATUM_WITH_MEDIA
#include "capi_media_test.h"
#endif

int main(void) {
    int16_t* samples = music();
    formats_and_blocks_give_one_report(samples);
    getters_agree_with_the_report(samples);
    options_choose_analysers_and_keep_their_size(samples);
    networks_are_loaded_once_and_used_where_they_are_given(samples);
    what_is_known_of_the_tempo_is_heeded(samples);
    chords_and_notes_come_where_they_are_asked_for(samples);
    levels_and_silence_are_what_was_asked_for();
    wrong_arguments_are_refused_with_reasons(samples);
    threads_do_not_disturb_each_other(samples);
#ifdef STRATUM_WITH_MEDIA
    files_are_analysed_and_decoded(samples);
#endif
    free(samples);
    if (failures == 0) puts("all checks passed");
    return failures == 0 ? 0 : 1;
}
