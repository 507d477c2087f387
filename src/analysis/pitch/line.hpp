#pragma once

#include "pitch/path.hpp"
#include "pitch/salience.hpp"
#include "pitch/voicing.hpp"
#include "stratum/analysis/pitch.hpp"
#include "stratum/dsp/stft.hpp"

#include <span>
#include <vector>

namespace stratum::analysis {

/// How one line of a full mix is looked for.
struct LineOptions {
    double rate = 22050.0;  ///< Of the samples.
    int size = 2048;        ///< The window,
    int hop = 512;          ///< and its step, in samples.
    SalienceOptions salience;
    double middle = 66.0;       ///< Where the line is most likely to lie (MIDI number),
    double spread = 9.0;        ///< with this standard deviation in semitones.
    double sharpness = 3.0;     ///< How much more a salient pitch is believed than one half as salient, in octaves.
    double bias = 0.0;          ///< Of the logistic function that decides whether the line sounds:
    double share = 0.0;         ///< for the best pitch's part of all salience,
    double loudness = 0.0;      ///< and for its salience below that of the strongest ones around, in natural logarithm.
    PitchPathCosts costs;
};
[[nodiscard]] LineOptions melody_line();
[[nodiscard]] LineOptions bass_line();

/// What tells whether the line sounds in a frame.
struct LineEvidence {
    float share = 0.0F;
    float below = 0.0F;  ///< Natural logarithm, at least 0.
};

/// Follows the most salient line through a mix, as a stream: salience by harmonic sums, a register that the line likely
/// has, a path of least cost (`PitchPath`). The result does not depend on how the samples are cut.
class LineListener {
  public:
    explicit LineListener(const LineOptions& options);
    LineListener(const LineListener&) = delete;
    LineListener& operator=(const LineListener&) = delete;
    void push(std::span<const float> samples);
    [[nodiscard]] PitchCurve finish();
    /// For fitting: what each frame showed, in order. Filled only when asked for.
    std::vector<LineEvidence>* evidence = nullptr;

  private:
    void hear(const dsp::SpectrumFrame& frame);
    void keep();

    LineOptions options_;
    PitchSalience salience_;
    PitchPath path_;
    LoudestLevel strongest_;
    std::vector<PitchChoice> chosen_;
    PitchCurve curve_;
    dsp::Stft stft_;
};

}  // namespace stratum::analysis
