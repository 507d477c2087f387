#include "wav_length.hpp"

#include <array>

namespace stratum::media {
namespace {

constexpr int kMostChunks = 1000;

}  // namespace

Result<std::optional<std::int64_t>> announced_frames(ByteSource& source, std::string_view container) {
    const bool wav = container == "wav";
    if (!wav && container != "aiff") return std::optional<std::int64_t>{};
    std::array<std::uint8_t, 32> head{};
    std::int64_t at = 12;
    std::uint32_t frame_bytes = 0;
    STRATUM_TRY(std::size_t got, source.read_at(0, head));
    if (got < 12 || (wav && !has_text(head, 0, "RIFF"))) return std::optional<std::int64_t>{};
    for (int chunk = 0; chunk < kMostChunks; ++chunk) {
        STRATUM_TRY(got, source.read_at(at, head));
        if (got < 8) break;
        const auto data = std::span<const std::uint8_t>{head}.first(got);
        const std::uint32_t size = wav ? little_endian_32(data.subspan(4)) : big_endian_32(data.subspan(4));
        if (wav && has_text(data, 0, "fmt ") && got >= 24) {
            const int format = data[8] | data[9] << 8;
            if (format != 1 && format != 3 && format != 0xfffe) break;
            frame_bytes = static_cast<std::uint32_t>(data[20] | data[21] << 8);
        }
        if (wav && has_text(data, 0, "data")) {
            if (frame_bytes == 0 || size == 0 || size >= 0xffff'0000U) break;
            return std::optional{std::int64_t{size / frame_bytes}};
        }
        if (!wav && has_text(data, 0, "COMM") && got >= 16) {
            const std::uint32_t frames = big_endian_32(data.subspan(10));
            if (frames == 0 || frames == 0xffff'ffffU) break;
            return std::optional{std::int64_t{frames}};
        }
        at += 8 + std::int64_t{size} + (size & 1);
    }
    return std::optional<std::int64_t>{};
}

}  // namespace stratum::media
