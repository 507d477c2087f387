#include "effects.hpp"

#include "../numeric.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace stratum::composer {
namespace {

std::int64_t frame_at(double seconds) { return static_cast<std::int64_t>(std::floor(seconds * kRate + 0.5)); }

}  // namespace

void add_reverb(const Stereo& send, double seconds, double level, Stereo& out) {
    constexpr std::array<std::size_t, 4> kLengths{1557, 1901, 2269, 2741};
    std::array<std::vector<float>, 4> lines;
    std::array<std::size_t, 4> at{};
    std::array<float, 4> keep{};
    std::array<float, 4> damped{};
    for (std::size_t k = 0; k < 4; ++k) {
        lines[k].assign(kLengths[k], 0.0F);
        // -60 dB after `seconds`.
        keep[k] = static_cast<float>(gain_of_db(-60.0 * static_cast<double>(kLengths[k]) / (seconds * kRate)));
    }
    const auto gain = static_cast<float>(level);
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::array<float, 4> tap{};
        for (std::size_t k = 0; k < 4; ++k) {
            damped[k] += 0.45F * (lines[k][at[k]] - damped[k]);
            tap[k] = keep[k] * damped[k];
        }
        const float a = tap[0] + tap[1];
        const float b = tap[0] - tap[1];
        const float c = tap[2] + tap[3];
        const float d = tap[2] - tap[3];
        const std::array<float, 4> mixed{0.5F * (a + c), 0.5F * (b + d), 0.5F * (a - c), 0.5F * (b - d)};
        for (std::size_t k = 0; k < 4; ++k) {
            lines[k][at[k]] = mixed[k] + (k % 2 == 0 ? send.left[i] : send.right[i]);
            if (++at[k] == kLengths[k]) at[k] = 0;
        }
        out.left[i] += gain * (tap[0] + tap[2]);
        out.right[i] += gain * (tap[1] + tap[3]);
    }
}

void add_echo(const Stereo& send, double delay_seconds, double feedback, double level, Stereo& out) {
    const auto length = static_cast<std::size_t>(std::max<std::int64_t>(1, frame_at(delay_seconds)));
    std::vector<float> left(length, 0.0F);
    std::vector<float> right(length, 0.0F);
    const auto keep = static_cast<float>(feedback);
    const auto gain = static_cast<float>(level);
    std::size_t at = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const float l = left[at];
        const float r = right[at];
        out.left[i] += gain * l;
        out.right[i] += gain * r;
        left[at] = send.left[i] + keep * r;
        right[at] = send.right[i] + keep * l;
        if (++at == length) at = 0;
    }
}

void duck(const std::vector<Span>& ducks, double depth, Stereo& bus) {
    for (const Span& pull : ducks) {
        const std::int64_t first = frame_at(pull.start);
        const std::int64_t last = std::min<std::int64_t>(frame_at(pull.end), static_cast<std::int64_t>(bus.size()));
        const double length = static_cast<double>(std::max<std::int64_t>(1, last - first));
        for (std::int64_t i = std::max<std::int64_t>(0, first); i < last; ++i) {
            const double x = static_cast<double>(i - first) / length;
            const auto gain = static_cast<float>(1.0 - depth * (1.0 - x) * (1.0 - x));
            bus.left[static_cast<std::size_t>(i)] *= gain;
            bus.right[static_cast<std::size_t>(i)] *= gain;
        }
    }
}

void add_sweeps(const std::vector<Span>& sweeps, double level, std::uint64_t seed, Stereo& out) {
    Noise noise{seed};
    for (const Span& sweep : sweeps) {
        const std::int64_t first = std::max<std::int64_t>(0, frame_at(sweep.start));
        const std::int64_t last = std::min<std::int64_t>(frame_at(sweep.end), static_cast<std::int64_t>(out.size()));
        StateFilter filter;
        float gain = 0.0F;
        for (std::int64_t i = first; i < last; ++i) {
            if ((i - first) % 64 == 0) {
                const double x = static_cast<double>(i - first) / static_cast<double>(last - first);
                filter.tune(300.0 * power_of_two(5.0 * x), 0.6);
                gain = static_cast<float>(level * x * x);
            }
            const float x = gain * filter.band(noise.next());
            out.left[static_cast<std::size_t>(i)] += x;
            out.right[static_cast<std::size_t>(i)] += x;
        }
    }
}

void low_pass(double hertz, Stereo& bus) {
    for (std::vector<float>* channel : {&bus.left, &bus.right}) {
        StateFilter filter;
        filter.tune(hertz, 1.4);
        for (float& x : *channel) x = filter.low(x);
    }
}

void master(double rms_db, Stereo& bus) {
    // The loudness that counts is that of the loudest quarter of the seconds.
    std::vector<double> powers;
    for (std::size_t start = 0; start + kRate <= bus.size(); start += kRate) {
        double sum = 0.0;
        for (std::size_t i = start; i < start + kRate; ++i)
            sum += double{bus.left[i]} * bus.left[i] + double{bus.right[i]} * bus.right[i];
        powers.push_back(sum / (2.0 * kRate));
    }
    std::sort(powers.begin(), powers.end());
    const double loud = powers.empty() ? 0.0 : powers[powers.size() * 3 / 4];
    const auto gain = static_cast<float>(loud > 1e-12 ? gain_of_db(rms_db) / std::sqrt(loud) : 1.0);

    constexpr std::size_t kBlock = 64;
    constexpr float kCeiling = 0.96F;
    const std::size_t blocks = (bus.size() + kBlock - 1) / kBlock;
    std::vector<float> peaks(blocks + 1, 0.0F);
    for (std::size_t i = 0; i < bus.size(); ++i) {
        bus.left[i] *= gain;
        bus.right[i] *= gain;
        peaks[i / kBlock] = std::max({peaks[i / kBlock], std::abs(bus.left[i]), std::abs(bus.right[i])});
    }
    // The gain wanted at the border of two blocks is the smaller one of both; it recovers over about 60 ms, and is
    // interpolated in between, so that no sample exceeds the ceiling.
    std::vector<float> gains(blocks + 1, 1.0F);
    float recovering = 1.0F;
    for (std::size_t b = 0; b <= blocks; ++b) {
        const float peak = std::max(peaks[b], b > 0 ? peaks[b - 1] : 0.0F);
        const float wanted = peak > kCeiling ? kCeiling / peak : 1.0F;
        recovering = std::min(wanted, recovering + 0.025F * (1.0F - recovering));
        gains[b] = recovering;
    }
    for (std::size_t i = 0; i < bus.size(); ++i) {
        const std::size_t b = i / kBlock;
        const float x = static_cast<float>(i % kBlock) / kBlock;
        const float g = gains[b] + x * (gains[b + 1] - gains[b]);
        bus.left[i] *= g;
        bus.right[i] *= g;
    }
}

}  // namespace stratum::composer
