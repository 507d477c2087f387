/* The part of capi_test.h that needs files. */
#include <stratum-media.h>
#include <unistd.h>

static void put(FILE* file, uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) fputc((int)(value >> (8 * i) & 255u), file);
}

static void write_wav(const char* path, const int16_t* samples) {
    FILE* file = fopen(path, "wb");
    CHECK(file != NULL);
    if (file == NULL) return;
    fputs("RIFF", file);
    put(file, 36 + 4 * FRAMES, 4);
    fputs("WAVEfmt ", file);
    put(file, 16, 4);
    put(file, 1, 2);
    put(file, 2, 2);
    put(file, RATE, 4);
    put(file, 4 * RATE, 4);
    put(file, 4, 2);
    put(file, 16, 2);
    fputs("data", file);
    put(file, 4 * FRAMES, 4);
    for (int i = 0; i < 2 * FRAMES; ++i) put(file, (uint16_t)samples[i], 2);
    fclose(file);
}

static void files_are_analysed_and_decoded(const int16_t* samples) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/stratum-capi-%ld.wav", (long)getpid());
    write_wav(path, samples);

    stratum_report* from_file = NULL;
    CHECK(stratum_analyze_file(path, NULL, &from_file, NULL) == STRATUM_OK);
    stratum_report* from_memory = one_shot(samples, STRATUM_S16);
    char* a = json_of(from_file);
    char* b = json_of(from_memory);
    CHECK(a != NULL && b != NULL && strcmp(a, b) == 0);
    stratum_free(a);
    stratum_free(b);
    stratum_report_free(from_file);
    stratum_report_free(from_memory);

    stratum_decoder* decoder = NULL;
    CHECK(stratum_decoder_open(path, &decoder, NULL) == STRATUM_OK);
    stratum_media_info info = STRATUM_STRUCT(stratum_media_info);
    CHECK(stratum_decoder_info(decoder, &info) == 1);
    CHECK(info.rate == RATE && info.channels == 2 && info.frames == FRAMES && info.lossless == 1);
    CHECK(strcmp(info.container, "wav") == 0);
    float block[2 * 1000];
    size_t total = 0;
    for (size_t done = 1; done > 0; total += done) {
        CHECK(stratum_decoder_read(decoder, block, 1000, &done, NULL) == STRATUM_OK);
        if (done == 0) break;
        CHECK(block[1] == (float)samples[2 * total + 1] / 32768.0F);
    }
    CHECK(total == FRAMES);
    CHECK(strlen(stratum_decoder_warning(decoder)) == 0);
    char id[65];
    CHECK(stratum_decoder_content_id(decoder, id, NULL) == STRATUM_OK && strlen(id) == 64);
    stratum_decoder_free(decoder);

    char* tags = NULL;
    CHECK(stratum_tags_json(path, &tags, NULL, NULL) == STRATUM_OK && tags != NULL && tags[0] == '{');
    stratum_free(tags);
    CHECK(remove(path) == 0);

    decoder = NULL;
    stratum_error* error = NULL;
    stratum_report* report = NULL;
    CHECK(stratum_decoder_open(path, &decoder, &error) == STRATUM_NOT_FOUND && decoder == NULL);
    CHECK(strlen(stratum_error_message(error)) > 0);
    stratum_error_free(error);
    CHECK(stratum_analyze_file(NULL, NULL, &report, NULL) == STRATUM_INVALID_ARGUMENT);
    CHECK(stratum_analyze_file("/", NULL, &report, NULL) == STRATUM_UNSUPPORTED && report == NULL);
    stratum_decoder_free(NULL);
}
