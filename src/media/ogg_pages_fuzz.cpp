#include "ogg_pages.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum::media;
    MemoryBytes source{{data, size}};
    const auto stream = find_ogg_stream(source);
    if (!stream || !*stream) return 0;
    std::size_t bytes = 0;
    (void)walk_ogg_packets(source, **stream, [&](std::span<const std::uint8_t> piece) { bytes += piece.size(); }).ok();
    if (bytes > size) __builtin_trap();  // Nothing may be counted twice.
    return 0;
}
