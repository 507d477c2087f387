#pragma once

#include <array>
#include <span>
#include <vector>

namespace stratum::analysis {

/// Which pitches a spectrum may hold: how it is read, and over which range.
struct SalienceOptions {
    double bin_hz = 10.8;       ///< Of the spectrum.
    double lowest_note = 33.0;  ///< MIDI numbers.
    double highest_note = 93.0;
    int harmonics = 10;        ///< How many are added up,
    double decay = 0.85;       ///< each weighing this much of the one below.
    double highest_hz = 5000;  ///< Partials above are not read.
    double whitening = 0.5;    ///< A peak counts with its height over this power of the level around it,
    double compression = 1.0;  ///< all to this power.
};

/// How salient each pitch is in a spectrum, by adding up its harmonics: each spectral peak speaks for the pitches of
/// which it may be a harmonic [Salamon and Gomez 2012; Klapuri 2006 for the weights]. Our change: a peak counts with
/// its height over the root of the level around it, so that neither drums nor the loudest partial decide alone.
class PitchSalience {
  public:
    static constexpr int kBinsPerSemitone = 5;
    PitchSalience(const SalienceOptions& options, std::size_t bins);

    /// The salience of each bin of pitch; lives until the next call.
    std::span<const float> of(std::span<const float> magnitude);
    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] double note_of(double bin) const { return options_.lowest_note + bin / kBinsPerSemitone; }

  private:
    void add(float weight, double note);

    SalienceOptions options_;
    std::size_t last_;
    std::vector<std::size_t> from_, to_;  ///< The neighbourhood of each bin.
    std::vector<double> sum_;
    std::vector<double> harmonic_note_;   ///< 12 log2 h,
    std::vector<float> harmonic_weight_;  ///< and what it weighs.
    std::vector<float> out_;
};

/// A local maximum of a salience function.
struct SaliencePeak {
    float note = 0.0F;  ///< MIDI number, with fractions.
    float salience = 0.0F;
};

/// The strongest maxima, strongest first; answers with how many there are.
std::size_t salience_peaks(const PitchSalience& axis, std::span<const float> salience, std::span<SaliencePeak> out);

}  // namespace stratum::analysis
