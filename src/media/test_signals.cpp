#include "test_signals.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <random>

namespace stratum::media::testing_signals {
namespace {

void put(std::vector<std::uint8_t>& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}
void put(std::vector<std::uint8_t>& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

}  // namespace

std::vector<std::int16_t> bursts(int rate, int channels, std::int64_t frames) {
    std::mt19937 random{7};
    std::vector<double> mono(static_cast<std::size_t>(frames));
    for (std::size_t i = 0; i < mono.size(); ++i)
        mono[i] = 0.05 * std::sin(2.0 * 3.14159265 * 220.0 * static_cast<double>(i) / rate);
    for (int k = 0; rate / 4 + k * rate / 2 + 2000 < frames; ++k) {
        double smooth = 0.0;
        for (int i = 0; i < 2000; ++i) {
            const double noise = static_cast<double>(random()) / 2147483648.0 - 1.0;
            smooth += 0.5 * (noise - smooth);
            mono[static_cast<std::size_t>(rate / 4 + k * rate / 2 + i)] += 0.6 * std::exp(-i / 300.0) * smooth;
        }
    }
    std::vector<std::int16_t> out;
    out.reserve(mono.size() * static_cast<std::size_t>(channels));
    for (const double value : mono)
        for (int c = 0; c < channels; ++c) out.push_back(static_cast<std::int16_t>(std::lround(30'000.0 * value)));
    return out;
}

std::vector<std::uint8_t> wav_bytes(const WavFacts& facts, std::span<const std::uint8_t> data, std::int64_t announced) {
    const std::uint64_t length = announced >= 0 ? static_cast<std::uint64_t>(announced) : data.size();
    const int frame = facts.channels * facts.bits / 8;
    std::vector<std::uint8_t> out;
    put(out, "RIFF");
    put(out, announced >= 0 ? length : 36 + length, 4);
    put(out, "WAVEfmt ");
    put(out, 16, 4);
    put(out, facts.floats ? 3 : 1, 2);
    put(out, static_cast<std::uint64_t>(facts.channels), 2);
    put(out, static_cast<std::uint64_t>(facts.rate), 4);
    put(out, static_cast<std::uint64_t>(facts.rate) * static_cast<std::uint64_t>(frame), 4);
    put(out, static_cast<std::uint64_t>(frame), 2);
    put(out, static_cast<std::uint64_t>(facts.bits), 2);
    put(out, "data");
    put(out, length, 4);
    out.insert(out.end(), data.begin(), data.end());
    return out;
}

std::vector<std::uint8_t> wav_bytes(int rate, int channels, std::span<const std::int16_t> samples) {
    return wav_bytes({rate, channels, 16, false},
                     {reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()});
}

void write_file(const std::string& path, std::span<const std::uint8_t> data) {
    std::ofstream{path, std::ios::binary}.write(reinterpret_cast<const char*>(data.data()), std::ssize(data));
}

std::vector<std::uint8_t> read_file(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

Result<Decoded> decode_file(const std::string& path, std::size_t block) {
    STRATUM_TRY(OpenFile file, OpenFile::open(path));
    STRATUM_TRY(Decoder decoder, Decoder::open(file.source()));
    Decoded out;
    const auto channels = static_cast<std::size_t>(decoder.info().channels);
    std::vector<float> buffer(block * channels);
    for (;;) {
        STRATUM_TRY(const std::size_t frames, decoder.read(buffer));
        if (frames == 0) break;
        out.samples.insert(out.samples.end(), buffer.begin(),
                           buffer.begin() + static_cast<std::ptrdiff_t>(frames * channels));
    }
    out.info = decoder.info();
    out.warning = decoder.warning();
    STRATUM_TRY(out.id, decoder.content_id());
    return out;
}

std::int64_t lag(std::span<const float> early, std::span<const float> late, std::int64_t most) {
    // The half second in the middle, which holds a burst, is enough; tests are not optimised, so all of it takes long.
    const std::int64_t begin = std::ssize(early) / 2;
    const std::int64_t frames =
        std::min<std::int64_t>(22'050, std::min(std::ssize(early), std::ssize(late)) - begin - most);
    double best = -1.0;
    std::int64_t at = 0;
    for (std::int64_t shift = -most; shift <= most; ++shift) {
        const float* a = early.data() + begin;
        const float* b = late.data() + begin + shift;
        double sum = 0.0;
        for (const float* end = a + frames; a < end; ++a, ++b) sum += static_cast<double>(*a * *b);
        if (sum > best) best = sum, at = shift;
    }
    return at;
}

std::vector<float> first_channel(const Decoded& decoded) {
    const auto channels = static_cast<std::size_t>(decoded.info.channels);
    std::vector<float> out;
    for (std::size_t i = 0; i < decoded.samples.size(); i += channels) out.push_back(decoded.samples[i]);
    return out;
}

}  // namespace stratum::media::testing_signals
