#include "content_hash.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

namespace stratum::media {

static_assert(std::endian::native == std::endian::little, "samples are hashed as they lie in memory");

ContentHash::ContentHash(std::string_view kind, std::string_view what, int rate, int channels, const Trim& trim) {
    std::string prefix = "stratum content 1\n";
    prefix.append(kind).append(" ").append(what);
    prefix += " " + std::to_string(rate) + " " + std::to_string(channels);
    if (trim != Trim{}) prefix += " trim " + std::to_string(trim.start) + " " + std::to_string(trim.end);
    prefix += "\n";
    hash_.update(prefix);
}

ContentHash ContentHash::packets(std::string_view codec, int rate, int channels, const Trim& trim) {
    return {"packets", codec, rate, channels, trim};
}

ContentHash ContentHash::integers(int bytes, int rate, int channels) {
    return {"integers", std::to_string(bytes), rate, channels};
}

ContentHash ContentHash::floats(int bytes, int rate, int channels) {
    return {"floats", std::to_string(bytes), rate, channels};
}

void ContentHash::add_shorts(std::span<const std::int16_t> samples) {
    add({reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()});
}

void ContentHash::add_integers(std::span<const std::int32_t> samples, int bytes) {
    if (bytes == 4) return add({reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()});
    constexpr std::size_t kPiece = 4096;
    std::array<std::uint8_t, kPiece * 3> packed;  // NOLINT: filled below
    for (std::size_t at = 0; at < samples.size(); at += kPiece) {
        const auto piece = samples.subspan(at, std::min(kPiece, samples.size() - at));
        std::size_t n = 0;
        for (const std::int32_t sample : piece) {
            const auto bits = static_cast<std::uint32_t>(sample);
            if (bytes == 3) packed[n++] = static_cast<std::uint8_t>(bits >> 8);
            packed[n++] = static_cast<std::uint8_t>(bits >> 16);
            packed[n++] = static_cast<std::uint8_t>(bits >> 24);
        }
        add(std::span{packed}.first(n));
    }
}

}  // namespace stratum::media
