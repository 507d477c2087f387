#include "mp3_frames.hpp"
#include "mp4_lock.hpp"
#include "sniff.hpp"
#include "wav_layout.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::media;
    MemoryBytes source{{data, size}};
    (void)sniff(source).ok();
    (void)mp4_lock(source).ok();
    (void)read_wav_layout(source).ok();
    (void)announced_aiff_frames(source).ok();
    const auto range = mp3_audio_range(source);
    if (!range) __builtin_trap();  // Memory can always be read.
    if (range->begin < 0 || range->begin > range->end || range->end > source.size()) __builtin_trap();
    const auto stream = find_mp3_stream(source, *range);
    if (!stream || !*stream) return 0;
    std::size_t bytes = 0;
    (void)walk_mp3_frames(source, *range, **stream, [&](std::span<const std::uint8_t> frame) {
        bytes += frame.size();
    }).ok();
    if (bytes > size) __builtin_trap();
    return 0;
}
