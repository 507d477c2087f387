#pragma once

#include <cstdint>
#include <vector>

namespace stratum::composer {

inline constexpr int kRate = 44100;  ///< Frames a second of everything that is rendered.

struct Stereo {
    std::vector<float> left;
    std::vector<float> right;
    explicit Stereo(std::size_t frames = 0) : left(frames, 0.0F), right(frames, 0.0F) {}
    [[nodiscard]] std::size_t size() const { return left.size(); }
};

/// White noise, -1 to 1.
class Noise {
  public:
    explicit Noise(std::uint64_t seed) : state_(static_cast<std::uint32_t>(seed ^ (seed >> 32)) | 1U) {}
    float next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 17;
        state_ ^= state_ << 5;
        return static_cast<float>(static_cast<std::int32_t>(state_)) * 0x1.0p-31F;
    }

  private:
    std::uint32_t state_;
};

/// A second-order filter with low, band and high outputs: the trapezoidal state variable filter [Zavalishin 2012].
class StateFilter {
  public:
    /// `cutoff` in hertz up to 18 kHz, `damping` 2 (none) down to 0.1 (sharp).
    void tune(double cutoff, double damping);
    float low(float in) { return step(in), low_; }
    float band(float in) { return step(in), band_; }
    float high(float in) { return step(in), in - damping_ * band_ - low_; }

  private:
    void step(float in) {
        const float v3 = in - ic2_;
        band_ = a1_ * ic1_ + a2_ * v3;
        low_ = ic2_ + a2_ * ic1_ + a3_ * v3;
        ic1_ = 2.0F * band_ - ic1_;
        ic2_ = 2.0F * low_ - ic2_;
    }
    float a1_ = 0.0F, a2_ = 0.0F, a3_ = 0.0F, damping_ = 1.0F;
    float ic1_ = 0.0F, ic2_ = 0.0F, low_ = 0.0F, band_ = 0.0F;
};

}  // namespace stratum::composer
