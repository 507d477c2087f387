#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace stratum::analysis::vocals {

/// Voices by signal processing alone: a logistic model of each second, fitted by training/vocals/fit.py, over how far
/// the envelope of the spectrum moves (the vocal variance of Lehner, Widmer and Sonnleitner, ICASSP 2014), whether
/// partials slide from band to band (after their fluctogram), and how peaky and unsteady the spectrum is; smoothed over
/// three seconds. Weak, and it knows: it is seldom sure. Keeps four bytes a second.
class VocalSigns {
  public:
    /// Takes the bands of `rhythm::BeatBands`, of every second frame, in order.
    void hear(std::span<const float> bands);
    /// For each second the chance of a voice, per cent. Leaves it empty.
    [[nodiscard]] std::vector<std::uint8_t> finish();

  private:
    static constexpr std::size_t kBands = 72;
    static constexpr std::size_t kCurves = 8;   ///< Cosines over the bands: the shape of the envelope.
    static constexpr std::size_t kValues = 19;  ///< What a frame tells.
    using Bands = std::array<float, kBands>;

    void close_second();

    std::array<double, kValues> sums_{};
    std::array<double, kCurves> squares_{};
    std::array<Bands, 2> before_{};  ///< The last frame and the one before it.
    std::array<float, kCurves> shape_{};
    std::size_t frames_ = 0;  ///< Heard in all,
    std::size_t here_ = 0;    ///< and in this second.
    bool sound_ = false;      ///< In this second.
    std::vector<float> logits_;
};

}  // namespace stratum::analysis::vocals
