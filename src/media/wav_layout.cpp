#include "wav_layout.hpp"

#include <array>
#include <functional>

namespace stratum::media {
namespace {

constexpr int kMostChunks = 1000;
constexpr std::uint32_t kFiller = 0x7fff'0000U;  // sox writes 0x7ffff000 into pipes, ffmpeg and others 0xffffffff.

struct Chunk {
    std::span<const std::uint8_t> head;  ///< Name, length and up to 40 bytes of what it holds.
    std::int64_t at = 0;
    std::uint32_t size = 0;
};

/// Calls `on_chunk` (which returns false to stop) with the chunks of a RIFF or IFF file.
Result<void> for_each_chunk(ByteSource& source, bool little_endian, const std::function<bool(const Chunk&)>& on_chunk) {
    std::array<std::uint8_t, 48> head{};
    std::int64_t at = 12;
    for (int count = 0; count < kMostChunks; ++count) {
        STRATUM_TRY(const std::size_t got, source.read_at(at, head));
        if (got < 8) return {};
        Chunk chunk{std::span<const std::uint8_t>{head}.first(got), at, 0};
        chunk.size = little_endian ? little_endian_32(chunk.head.subspan(4)) : big_endian_32(chunk.head.subspan(4));
        if (!on_chunk(chunk)) return {};
        at += 8 + std::int64_t{chunk.size} + (chunk.size & 1);
    }
    return {};
}

}  // namespace

Result<std::optional<std::int64_t>> announced_aiff_frames(ByteSource& source) {
    std::optional<std::int64_t> frames;
    STRATUM_TRY_VOID(for_each_chunk(source, false, [&](const Chunk& chunk) {
        if (!has_text(chunk.head, 0, "COMM") || chunk.head.size() < 16) return true;
        const std::uint32_t count = big_endian_32(chunk.head.subspan(10));
        if (count != 0 && count < kFiller) frames = count;
        return false;
    }));
    return frames;
}

Result<std::optional<WavLayout>> read_wav_layout(ByteSource& source) {
    std::array<std::uint8_t, 12> head{};
    STRATUM_TRY(const std::size_t got, source.read_at(0, head));
    if (got < head.size() || !has_text(head, 0, "RIFF") || !has_text(head, 8, "WAVE"))
        return std::optional<WavLayout>{};
    const std::uint32_t riff_size = little_endian_32(std::span{head}.subspan(4));
    WavLayout layout;
    bool found = false;
    STRATUM_TRY_VOID(for_each_chunk(source, true, [&](const Chunk& chunk) {
        const auto number = [&](std::size_t at) { return chunk.head[at] | chunk.head[at + 1] << 8; };
        if (has_text(chunk.head, 0, "fmt ") && chunk.head.size() >= 24) {
            layout.format = number(8);
            layout.channels = number(10);
            layout.rate = static_cast<int>(little_endian_32(chunk.head.subspan(12)) & 0x7fff'ffffU);
            layout.frame_bytes = number(20);
            layout.bits = number(22);
            // WAVE_FORMAT_EXTENSIBLE: the format proper comes later.
            if (layout.format == 0xfffe && chunk.head.size() >= 34) {
                layout.channel_mask = little_endian_32(chunk.head.subspan(28));
                layout.format = number(32);
            }
        }
        if (!has_text(chunk.head, 0, "data")) return true;
        layout.data = chunk.at + 8;
        layout.announced = chunk.size;
        found = layout.channels > 0;
        return false;
    }));
    if (!found) return std::optional<WavLayout>{};
    const std::int64_t behind = source.size() - layout.data;
    const bool closed = std::int64_t{riff_size} + 8 == source.size();  // An honest file without samples.
    layout.streamed = layout.announced == 0 ? !closed : layout.announced >= kFiller && layout.announced != behind;
    return std::optional{layout};
}

}  // namespace stratum::media
