#pragma once

#include "frontend/analyser.hpp"

#include <memory>

namespace stratum::analysis {

/// How to make the analyser that is called `id`, and what it wants to hear.
struct AnalyserMaker {
    AnalyserId id;
    Views views;
    std::unique_ptr<Analyser> (*make)(const StreamInfo& info);
};

/// One line for each analyser, in `registry.cpp`. Null for an analyser that works on values alone.
[[nodiscard]] const AnalyserMaker* maker_of(AnalyserId id);

// Each defined in the folder of its analyser.
std::unique_ptr<Analyser> make_rhythm_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_harmony_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_loudness_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_waveform_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_silence_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_fingerprint_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_timbre_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_structure_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_chords_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_drums_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_melody_analyser(const StreamInfo& info);
std::unique_ptr<Analyser> make_bass_analyser(const StreamInfo& info);

/// The analysers without ears. Reads rhythm, loudness and timbre, writes `report.energy`.
void rate_energy(Report& report);
/// Reads rhythm, harmony and chords, writes `report.theory`; nothing without chords.
void tell_theory(Report& report);

}  // namespace stratum::analysis
