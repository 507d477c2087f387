#pragma once

/// Sine, powers and the like, made of additions and multiplications only. The C library's versions differ in their last
/// bits from release to release; these give the same bits wherever IEEE 754 holds, which keeps rendered audio frozen.
namespace stratum::composer {

/// sin(2 pi turns); error below 1e-9 for turns within a million.
[[nodiscard]] double sine(double turns);
[[nodiscard]] inline double cosine(double turns) { return sine(turns + 0.25); }
/// 2 to the power of x, relative error below 1e-9, for x from -1000 to 1000.
[[nodiscard]] double power_of_two(double x);
/// What is left of 1 after `seconds` when it falls to 1/e in `constant` seconds.
[[nodiscard]] inline double decay(double seconds, double constant) {
    return power_of_two(-1.4426950408889634 * seconds / constant);
}
/// Linear gain of a level in dB.
[[nodiscard]] inline double gain_of_db(double db) { return power_of_two(db * 0.16609640474436813); }
/// Frequency of a MIDI note number (69 is A4 = 440 Hz); fractions are allowed.
[[nodiscard]] inline double frequency_of(double note) { return 440.0 * power_of_two((note - 69.0) / 12.0); }
/// Saturates softly: x(27+x^2)/(27+9x^2) inside -3 to 3, the well-known Pade form of tanh.
[[nodiscard]] inline float soft_clip(float x) {
    if (x > 3.0F) return 1.0F;
    if (x < -3.0F) return -1.0F;
    const float square = x * x;
    return x * (27.0F + square) / (27.0F + 9.0F * square);
}

}  // namespace stratum::composer
