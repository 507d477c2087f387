#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace stratum::composer {

/// Random numbers that are the same on every machine: SplitMix64 [Steele, Lea, Flood 2014], and only arithmetic that
/// IEEE 754 rounds exactly. (The distributions of <random> differ between standard libraries.)
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31);
    }
    /// 0 (included) to 1 (excluded).
    double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    /// 0 to `count` - 1; `count` is at least 1.
    int below(int count) { return static_cast<int>(uniform() * count); }
    bool chance(double probability) { return uniform() < probability; }
    /// Mean 0, deviation 1, never beyond 6: the sum of twelve uniform numbers.
    double normal() {
        double sum = -6.0;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }
    template <class T, std::size_t N>
    const T& pick(std::span<const T, N> items) {
        return items[static_cast<std::size_t>(below(static_cast<int>(items.size())))];
    }

  private:
    std::uint64_t state_;
};

/// A seed for one purpose of many, so that a number drawn more in one place changes nothing elsewhere.
[[nodiscard]] inline std::uint64_t seed_for(std::uint64_t seed, std::uint64_t purpose) {
    Random mix{seed ^ (purpose * 0xd1342543de82ef95U)};
    mix.next();
    return mix.next();
}

}  // namespace stratum::composer
