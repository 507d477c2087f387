#include "answer.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/media/decoder.hpp"

#include <chrono>

namespace stratum::evaluate {
namespace {

Result<analysis::Report> analyse(const std::string& path, const std::shared_ptr<const analysis::Networks>& networks,
                                 Parts parts) {
    STRATUM_TRY(auto file, media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const auto& info = decoder.info();
    analysis::AnalysisOptions options;
    options.networks = networks;
    options.analysers.remove(analysis::AnalyserId::fingerprint);
    options.analysers.remove(analysis::AnalyserId::waveform);
    options.analysers.remove(analysis::AnalyserId::timbre);
    if (parts == Parts::with_harmony) options.analysers.add(analysis::AnalyserId::chords);
    STRATUM_TRY(auto analyzer, analysis::Analyzer::create(info.rate, info.channels, options));
    constexpr std::size_t kFrames = 16384;
    const auto channels = static_cast<std::size_t>(info.channels);
    std::vector<float> block(kFrames * channels);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        STRATUM_TRY_VOID(analyzer.push(std::span{block}.first(frames * channels)));
    }
    return analyzer.finish();
}

void fill(Answer& answer, const analysis::Report& report) {
    answer.duration = report.duration.value();
    if (report.rhythm) {
        if (report.rhythm->tempo) {
            answer.bpm = report.rhythm->tempo->bpm.value();
            answer.tempo_confidence = report.rhythm->tempo->confidence;
        }
        if (report.rhythm->grid) {
            for (const Seconds time : report.rhythm->grid->beats) answer.beats.push_back(time.value());
            for (const Seconds time : report.rhythm->grid->downbeats) answer.downbeats.push_back(time.value());
            answer.grid_confidence = report.rhythm->grid->confidence;
        }
        if (report.rhythm->metre) answer.beats_per_bar = report.rhythm->metre->beats_per_bar;
    }
    if (report.harmony && report.harmony->key) {
        answer.key = report.harmony->key->key;
        answer.key_confidence = report.harmony->key->confidence;
    }
    if (report.structure)
        for (const analysis::Section& section : report.structure->sections) {
            answer.sections.push_back({section.start.value(), section.end.value(), section.label});
            answer.section_kinds.emplace_back(name_of(section.kind));
            answer.section_confidences.push_back(section.confidence);
        }
    if (report.loudness && report.loudness->integrated) answer.integrated_lufs = report.loudness->integrated->value();
    if (report.chords) {
        answer.chords.emplace();
        for (const analysis::ChordSpan& span : report.chords->spans)
            answer.chords->push_back({span.start.value(), span.end.value(),
                                      span.chord ? analysis::harte_of(*span.chord) : "N", span.confidence});
    }
}

}  // namespace

Answer listen(const std::string& path, const std::shared_ptr<const analysis::Networks>& networks, Parts parts) {
    Answer answer;
    const auto start = std::chrono::steady_clock::now();
    const auto report = analyse(path, networks, parts);
    answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (report)
        fill(answer, *report);
    else
        answer.failure = report.error();
    return answer;
}

}  // namespace stratum::evaluate
