#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

namespace stratum {

/// A number that knows its unit. `Tag` keeps seconds from being added to beats per minute; raw numbers appear inside
/// loops only. Arithmetic is what makes sense for a length on a line: sums, differences, scaling, ratios.
template <class Tag, class Number = double>
class Unit {
  public:
    using number = Number;
    constexpr Unit() = default;
    constexpr explicit Unit(Number value) : value_(value) {}
    [[nodiscard]] constexpr Number value() const { return value_; }

    friend constexpr auto operator<=>(Unit, Unit) = default;
    friend constexpr Unit operator+(Unit a, Unit b) { return Unit{a.value_ + b.value_}; }
    friend constexpr Unit operator-(Unit a, Unit b) { return Unit{a.value_ - b.value_}; }
    friend constexpr Unit operator-(Unit a) { return Unit{-a.value_}; }
    friend constexpr Unit operator*(Unit a, Number k) { return Unit{a.value_ * k}; }
    friend constexpr Unit operator*(Number k, Unit a) { return a * k; }
    friend constexpr Unit operator/(Unit a, Number k) { return Unit{a.value_ / k}; }
    friend constexpr Number operator/(Unit a, Unit b) { return a.value_ / b.value_; }
    constexpr Unit& operator+=(Unit b) { return *this = *this + b; }
    constexpr Unit& operator-=(Unit b) { return *this = *this - b; }

  private:
    Number value_{};
};

using Seconds = Unit<struct SecondsTag>;
using Bpm = Unit<struct BpmTag>;  ///< Beats a minute.
using Hertz = Unit<struct HertzTag>;
using Decibels =
    Unit<struct DecibelsTag>;              ///< A gain or a level relative to full scale, as the name of the field says.
using Lufs = Unit<struct LufsTag>;         ///< Loudness relative to full scale, ITU-R BS.1770.
using LoudnessUnits = Unit<struct LuTag>;  ///< A difference of loudness.
using Cents = Unit<struct CentsTag>;       ///< Hundredths of a semitone.
using SampleRate = Unit<struct SampleRateTag, std::int32_t>;  ///< Frames a second.

[[nodiscard]] constexpr Seconds beat_period(Bpm tempo) { return Seconds{60.0 / tempo.value()}; }
[[nodiscard]] constexpr Bpm tempo_of(Seconds beat_period) { return Bpm{60.0 / beat_period.value()}; }
[[nodiscard]] constexpr Seconds duration_of(std::int64_t frames, SampleRate rate) {
    return Seconds{static_cast<double>(frames) / rate.value()};
}
[[nodiscard]] inline double linear(Decibels level) { return std::pow(10.0, level.value() / 20.0); }
[[nodiscard]] inline Decibels decibels(double amplitude) { return Decibels{20.0 * std::log10(amplitude)}; }

}  // namespace stratum
