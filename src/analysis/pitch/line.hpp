#pragma once

#include "pitch/line_features.hpp"
#include "pitch/path.hpp"
#include "pitch/salience.hpp"
#include "stratum/analysis/pitch.hpp"
#include "stratum/dsp/stft.hpp"

#include <functional>
#include <span>
#include <vector>

namespace stratum::analysis {

struct LineWeights;

/// How one line of a full mix is looked for.
struct LineOptions {
    double rate = 22050.0;  ///< Of the samples.
    int size = 2048;        ///< The window,
    int hop = 512;          ///< and its step, in samples.
    SalienceOptions salience;
    const LineWeights* weights = nullptr;  ///< What the judge of peaks has learned; must outlive the listener.
    PitchPathCosts costs;
};
[[nodiscard]] LineOptions melody_line();
[[nodiscard]] LineOptions bass_line();

/// Follows one line, the melody or the bass, through a mix, as a stream.
///
/// Salience by harmonic sums gives a dozen pitches a frame; a small perceptron, trained on rendered music, judges each
/// by its features; a path of least cost (`PitchPath`) runs through them. The result does not depend on how the samples
/// are cut. Not thread-safe.
class LineListener {
  public:
    explicit LineListener(const LineOptions& options);
    LineListener(const LineListener&) = delete;
    LineListener& operator=(const LineListener&) = delete;
    void push(std::span<const float> samples);
    [[nodiscard]] PitchCurve finish();

    /// For training: the peaks and their features of each frame.
    using Watcher = std::function<void(std::span<const SaliencePeak>, std::span<const LineFeatureRow>)>;
    void watch(Watcher watcher) { watcher_ = std::move(watcher); }

  private:
    void hear(const dsp::SpectrumFrame& frame);
    void keep();

    LineOptions options_;
    PitchSalience salience_;
    LineFeatures features_;
    PitchPath path_;
    std::vector<PitchChoice> chosen_;
    PitchCurve curve_;
    Watcher watcher_;
    dsp::Stft stft_;
};

}  // namespace stratum::analysis
