/* Analyses ten seconds of a metronome at 120 beats a minute over a held A, block by block as if they came from a sound
 * card, and prints the report as JSON. */

#include <math.h>
#include <stdio.h>
#include <stratum.h>

#define RATE 48000
#define BLOCK 480

static int give_up(stratum_error* error) {
    fprintf(stderr, "report: %s", stratum_error_message(error));
    if (*stratum_error_hint(error) != '\0') fprintf(stderr, " (%s)", stratum_error_hint(error));
    fputc('\n', stderr);
    stratum_error_free(error);
    return 1;
}

int main(void) {
    stratum_error* error = NULL;
    stratum_analyzer* analyzer = NULL;
    if (stratum_analyzer_create(1, RATE, NULL, &analyzer, &error) != STRATUM_OK) return give_up(error);

    for (int start = 0; start < 10 * RATE; start += BLOCK) {
        float block[BLOCK];
        for (int i = 0; i < BLOCK; ++i) {
            const int at = start + i;
            const int since_beat = at % (RATE / 2);
            block[i] = (float)(0.1 * sin(6.283185307 * 440.0 * at / RATE));
            if (since_beat < RATE / 100) block[i] += (float)(0.6 * sin(6.283185307 * 1000.0 * since_beat / RATE));
        }
        if (stratum_analyzer_push(analyzer, block, STRATUM_F32, BLOCK, &error) != STRATUM_OK) return give_up(error);
    }

    stratum_report* report = NULL;
    if (stratum_analyzer_finish(analyzer, &report, &error) != STRATUM_OK) return give_up(error);
    stratum_analyzer_free(analyzer);

    stratum_tempo tempo = STRATUM_STRUCT(stratum_tempo);
    if (stratum_report_tempo(report, &tempo)) fprintf(stderr, "%.2f beats a minute\n", tempo.bpm);

    char* json = NULL;
    if (stratum_report_json(report, 2, &json, NULL, &error) != STRATUM_OK) return give_up(error);
    puts(json);
    stratum_free(json);
    stratum_report_free(report);
    return 0;
}
