#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace stratum::composer {

enum class Wave : std::uint8_t { sine, triangle, saw, square, pulse, organ, reed };
inline constexpr int kWaves = 7;

/// One cycle of each wave, band-limited for each octave of pitch, made by adding harmonics. Immutable once made; may be
/// read from any thread.
class Wavetables {
  public:
    static constexpr int kSize = 2048;
    static constexpr int kOctaves = 10;
    Wavetables();
    /// The cycle to read for a note of that frequency: kSize values and the first once more.
    [[nodiscard]] const float* cycle(Wave wave, double frequency) const;

  private:
    std::array<std::array<std::vector<float>, kOctaves>, kWaves> cycles_;
};

/// Reads a cycle at a steady pitch.
class Oscillator {
  public:
    void start(const float* cycle, double frequency, double phase_turns);
    void retune(double frequency);
    float next() {
        const std::uint32_t index = phase_ >> 21;
        const float fraction = static_cast<float>(phase_ & 0x1fffffU) * 0x1.0p-21F;
        phase_ += increment_;
        return cycle_[index] + fraction * (cycle_[index + 1] - cycle_[index]);
    }
    /// The same, pushed ahead by `turns` (phase modulation).
    float next(float turns) {
        const auto shifted = phase_ + static_cast<std::uint32_t>(static_cast<std::int64_t>(turns * 4294967296.0F));
        phase_ += increment_;
        return cycle_[shifted >> 21];
    }

  private:
    const float* cycle_ = nullptr;
    std::uint32_t phase_ = 0;
    std::uint32_t increment_ = 0;
};

}  // namespace stratum::composer
