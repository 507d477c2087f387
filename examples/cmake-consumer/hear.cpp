// Prints what Stratum hears in an audio file:  hear FILE
// The file is decoded and analysed as a stream, so a recording of many hours takes no more memory than its report.

#include "stratum/analysis/analyzer.hpp"
#include "stratum/media/decoder.hpp"

#include <cstdio>
#include <vector>

namespace {

stratum::Result<stratum::analysis::Report> hear(const char* path) {
    STRATUM_TRY(auto file, stratum::media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, stratum::media::Decoder::open(file.source()));
    const auto info = decoder.info();
    STRATUM_TRY(auto analyzer, stratum::analysis::Analyzer::create(info.rate, info.channels));
    std::vector<float> block(65536 * static_cast<std::size_t>(info.channels));
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) return analyzer.finish();
        const std::size_t samples = frames * static_cast<std::size_t>(info.channels);
        STRATUM_TRY_VOID(analyzer.push(std::span{block}.first(samples)));
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fprintf(stderr, "usage: hear FILE\n");
        return 2;
    }
    const auto report = hear(argv[1]);
    if (!report) {
        std::fprintf(stderr, "hear: %s: %s\n", argv[1], report.error().text().c_str());
        return 1;
    }
    std::printf("duration %.3f s\n", report->duration.value());
    if (report->rhythm && report->rhythm->tempo) std::printf("tempo %.2f BPM\n", report->rhythm->tempo->bpm.value());
    if (report->harmony && report->harmony->key)
        std::printf("key %s (%s)\n", name_of(report->harmony->key->key).c_str(),
                    camelot_of(report->harmony->key->key).c_str());
    if (report->loudness && report->loudness->integrated)
        std::printf("loudness %.1f LUFS\n", report->loudness->integrated->value());
    if (report->fingerprint) std::printf("fingerprint %s\n", report->fingerprint->compressed.c_str());
    return 0;
}
