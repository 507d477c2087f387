#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

/// Tones for the tests of loudness, interleaved.
namespace stratum::analysis::tones {

struct Part {
    double seconds;
    std::vector<double> level_dbfs;  ///< Peak of the sine, one for each channel.
};

/// A sine through parts of different level, its phase running on.
inline std::vector<float> sine(double hertz, int rate, const std::vector<Part>& parts) {
    std::vector<float> x;
    std::size_t n = 0;
    for (const Part& part : parts)
        for (std::size_t end = n + static_cast<std::size_t>(std::lround(part.seconds * rate)); n < end; ++n)
            for (const double level : part.level_dbfs)
                x.push_back(static_cast<float>(std::pow(10.0, level / 20.0) * std::sin(2.0 * std::numbers::pi * hertz *
                                                                                       static_cast<double>(n) / rate)));
    return x;
}

inline std::vector<float> stereo_sine(double hertz, int rate, const std::vector<std::pair<double, double>>& parts) {
    std::vector<Part> both;
    for (const auto& [seconds, level] : parts) both.push_back({seconds, {level, level}});
    return sine(hertz, rate, both);
}

}  // namespace stratum::analysis::tones
