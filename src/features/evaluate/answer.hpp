#pragma once

#include "metrics/chords.hpp"
#include "metrics/jumps.hpp"
#include "metrics/sections.hpp"
#include "stratum/analysis/key.hpp"
#include "stratum/analysis/networks.hpp"
#include "stratum/analysis/tempo_prior.hpp"
#include "stratum/base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stratum::evaluate {

/// What the program said about one file, as far as it is judged.
struct Answer {
    std::optional<Error> failure;  ///< Why there is no answer.
    double start = 0.0;            ///< Of the part that was heard, in the file; 0 for all of it.
    double duration = 0.0;         ///< Seconds of audio.
    double seconds = 0.0;          ///< Wall time that decoding and analysing took.
    std::optional<double> bpm;
    double tempo_confidence = 0.0;
    std::vector<double> beats;
    std::vector<double> downbeats;
    double grid_confidence = 0.0;
    std::vector<TempoStretch> regions;  ///< Of the grid; empty when it is flexible.
    std::optional<int> beats_per_bar;
    std::optional<analysis::Key> key;
    double key_confidence = 0.0;
    std::optional<double> integrated_lufs;
    std::vector<LabelledSpan> sections;      ///< Labels tell which are alike,
    std::vector<std::string> section_kinds;  ///< and these what each is for.
    std::vector<double> section_confidences;
    std::optional<std::vector<LabelledSpan>> chords;  ///< Absent when they were not asked for.
};

/// What is heard: what the default report holds of what is judged, or chords too.
enum class Parts : unsigned char { standard, with_harmony };

struct ListenOptions {
    std::shared_ptr<const analysis::Networks> networks;  ///< May be null.
    Parts parts = Parts::standard;
    std::optional<analysis::TempoRange> tempo_range = {};  ///< As in `analysis::AnalysisOptions`.
    std::optional<analysis::TempoPrior> tempo_prior = {};
    /// Seconds; then each part of that length is heard by itself, and what is left at the end (less than that) is not.
    std::optional<double> segments = {};
};
/// Decodes and analyses a file: one answer, or one for each part of it. Never throws; whatever goes wrong is in the
/// only answer's `failure`. Thread-safe.
[[nodiscard]] std::vector<Answer> listen(const std::string& path, const ListenOptions& options);

/// Renders MIDI files with FluidSynth, a program of its own (LGPL), into a cache folder.
class MidiRenderer {
  public:
    MidiRenderer(std::string soundfont, std::string cache)
        : soundfont_(std::move(soundfont)), cache_(std::move(cache)) {}
    /// The WAV file for a MIDI file; rendered once. Errors: `unsupported` without fluidsynth, `crashed`, `io`.
    /// Thread-safe.
    Result<std::string> wav_of(const std::string& midi) const;

  private:
    std::string soundfont_;
    std::string cache_;
};

[[nodiscard]] bool is_midi(const std::string& path);

}  // namespace stratum::evaluate
