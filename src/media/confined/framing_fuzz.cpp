#include "confined/framing.hpp"
#include "ffmpeg_output.hpp"
#include "stratum/media/source.hpp"

#include <algorithm>

// The first byte says in what pieces the rest arrives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace stratum;
    using namespace stratum::media;
    if (size == 0) return 0;
    (void)parse_probe({reinterpret_cast<const char*>(data), size});
    const std::size_t piece = data[0] + 1U;
    MessageParser parser;
    std::size_t bytes = 0;
    for (std::size_t at = 1; at < size; at += piece) {
        parser.push({data + at, std::min(piece, size - at)});
        for (;;) {
            const auto message = parser.next();
            if (!message) return 0;
            if (!*message) break;
            bytes += (*message)->payload.size() + 5;
            (void)from_cbor<JobMessage>((*message)->payload).ok();
            (void)from_cbor<AliveMessage>((*message)->payload).ok();
            (void)from_cbor<OutcomeMessage>((*message)->payload).ok();
            (void)from_cbor<FfmpegRequest>((*message)->payload).ok();
        }
    }
    if (bytes > size) __builtin_trap();
    return 0;
}
