#include "opus_trim.hpp"

#include <algorithm>

namespace stratum::media {

int opus_packet_samples(std::span<const std::uint8_t> packet) {
    if (packet.empty()) return 0;
    const int config = packet[0] >> 3;
    // SILK: 10, 20, 40, 60 ms; hybrid: 10, 20 ms; CELT: 2.5, 5, 10, 20 ms.
    constexpr int kSilk[] = {480, 960, 1920, 2880};
    const int frame = config < 12 ? kSilk[config & 3] : config < 16 ? 480 << (config & 1) : 120 << (config & 3);
    const int code = packet[0] & 3;
    if (code < 3) return code == 0 ? frame : 2 * frame;
    return packet.size() < 2 ? 0 : (packet[1] & 63) * frame;
}

Result<Trim> opus_trim(ByteSource& source, const OggStream& stream) {
    std::int64_t total = 0;
    std::int64_t end = 0;  // Granule position of the last page on which a packet ends.
    int headers_left = 2;
    bool inside = false;  // The packet goes on from the segment before.
    STRATUM_TRY_VOID(for_each_ogg_page(source, 0, [&](const OggPage& page) {
        if (page.serial != stream.serial) return true;
        std::size_t at = 0;
        for (const std::uint8_t length : page.segments) {
            if (!inside && headers_left == 0) total += opus_packet_samples(page.body.subspan(at, length));
            inside = length == 255;
            if (!inside && headers_left > 0) --headers_left;
            at += length;
        }
        if (page.granule > 0) end = page.granule;
        return true;
    }));
    return Trim{stream.pre_skip, end > 0 ? std::max<std::int64_t>(0, total - end) : 0};
}

}  // namespace stratum::media
