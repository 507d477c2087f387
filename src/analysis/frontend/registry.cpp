#include "frontend/registry.hpp"

#include <array>

namespace stratum::analysis {
namespace {

constexpr std::array kMakers{
    AnalyserMaker{AnalyserId::harmony, {.low_mono = true}, make_harmony_analyser},
    AnalyserMaker{AnalyserId::rhythm, {.spectrum = true}, make_rhythm_analyser},
    AnalyserMaker{AnalyserId::timbre, {.mono = true, .spectrum = true}, make_timbre_analyser},
    AnalyserMaker{AnalyserId::loudness, {}, make_loudness_analyser},
    AnalyserMaker{AnalyserId::waveform, {.spectrum = true}, make_waveform_analyser},
    AnalyserMaker{AnalyserId::silence, {}, make_silence_analyser},
    AnalyserMaker{AnalyserId::fingerprint, {}, make_fingerprint_analyser},
    AnalyserMaker{AnalyserId::structure, {.spectrum = true}, make_structure_analyser},
    AnalyserMaker{AnalyserId::chords, {.low_mono = true}, make_chords_analyser},
    AnalyserMaker{AnalyserId::drums, {.spectrum = true}, make_drums_analyser},
    AnalyserMaker{AnalyserId::melody, {.mono = true}, make_melody_analyser},
    AnalyserMaker{AnalyserId::bass, {.low_mono = true}, make_bass_analyser},
};

}  // namespace

const AnalyserMaker* maker_of(AnalyserId id) {
    for (const auto& maker : kMakers)
        if (maker.id == id) return &maker;
    return nullptr;
}

}  // namespace stratum::analysis
