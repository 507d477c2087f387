#include "answer.hpp"
#include "stratum/analysis/analyzer.hpp"
#include "stratum/media/decoder.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace stratum::evaluate {
namespace {

analysis::AnalysisOptions analysis_options(const ListenOptions& wanted) {
    analysis::AnalysisOptions options;
    options.networks = wanted.networks;
    options.tempo_range = wanted.tempo_range;
    options.tempo_prior = wanted.tempo_prior;
    options.analysers.remove(analysis::AnalyserId::fingerprint);
    options.analysers.remove(analysis::AnalyserId::waveform);
    options.analysers.remove(analysis::AnalyserId::timbre);
    if (wanted.parts == Parts::with_harmony) options.analysers.add(analysis::AnalyserId::chords);
    return options;
}

/// The report of all, or those of the parts, each with where it begins.
Result<std::vector<std::pair<double, analysis::Report>>> analyse(const std::string& path, const ListenOptions& wanted) {
    STRATUM_TRY(auto file, media::OpenFile::open(path));
    STRATUM_TRY(auto decoder, media::Decoder::open(file.source()));
    const auto& info = decoder.info();
    const analysis::AnalysisOptions options = analysis_options(wanted);
    STRATUM_TRY(auto analyzer, analysis::Analyzer::create(info.rate, info.channels, options));
    constexpr std::size_t kFrames = 16384;
    const auto channels = static_cast<std::size_t>(info.channels);
    const auto part = wanted.segments ? static_cast<std::size_t>(std::lround(*wanted.segments * info.rate.value()))
                                      : std::numeric_limits<std::size_t>::max();
    std::vector<float> block(kFrames * channels);
    std::vector<std::pair<double, analysis::Report>> reports;
    std::size_t heard = 0;  // Frames of the part.
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(block));
        if (frames == 0) break;
        for (std::size_t at = 0; at < frames;) {
            const std::size_t count = std::min(frames - at, part - heard);
            STRATUM_TRY_VOID(analyzer.push(std::span{block}.subspan(at * channels, count * channels)));
            at += count;
            heard += count;
            if (heard < part) continue;
            STRATUM_TRY(auto report, analyzer.finish());
            reports.emplace_back(static_cast<double>(reports.size()) * *wanted.segments, std::move(report));
            STRATUM_TRY(analyzer, analysis::Analyzer::create(info.rate, info.channels, options));
            heard = 0;
        }
    }
    if (wanted.segments) return reports;
    STRATUM_TRY(auto report, analyzer.finish());
    reports.emplace_back(0.0, std::move(report));
    return reports;
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
            for (const auto& region : report.rhythm->grid->regions)
                answer.regions.push_back({region.start.value(), region.end.value(), region.bpm.value()});
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

std::vector<Answer> listen(const std::string& path, const ListenOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    const auto reports = analyse(path, options);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    std::vector<Answer> answers;
    if (!reports) {
        answers.emplace_back().failure = reports.error();
        return answers;
    }
    for (const auto& [from, report] : *reports) {
        Answer& answer = answers.emplace_back();
        answer.start = from;
        answer.seconds = seconds / static_cast<double>(reports->size());
        fill(answer, report);
    }
    return answers;
}

}  // namespace stratum::evaluate
