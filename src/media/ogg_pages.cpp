#include "ogg_pages.hpp"

#include <algorithm>
#include <vector>

namespace stratum::media {
namespace {

constexpr std::size_t kHeader = 27;
constexpr std::size_t kLongestPage = kHeader + 255 + 255 * 255;

OggStream identify(std::span<const std::uint8_t> packet) {
    OggStream out;
    if (packet.size() >= 16 && has_text(packet, 0, "\x01vorbis")) {
        out.codec = OggCodec::vorbis;
        out.channels = packet[11];
        out.rate = static_cast<int>(little_endian_32(packet.subspan(12)) & 0x7fff'ffffU);
    } else if (packet.size() >= 12 && has_text(packet, 0, "OpusHead")) {
        out.codec = OggCodec::opus;
        out.channels = packet[9];
        out.pre_skip = packet[10] | packet[11] << 8;
        out.rate = 48'000;
    } else if (packet.size() >= 52 && has_text(packet, 0, "Speex   ")) {
        out.codec = OggCodec::speex;
        out.rate = static_cast<int>(little_endian_32(packet.subspan(36)) & 0x7fff'ffffU);
        out.channels = static_cast<int>(little_endian_32(packet.subspan(48)) & 0xff);
    } else if (has_text(packet, 0,
                        "\x7f"
                        "FLAC")) {
        out.codec = OggCodec::flac;
    }
    return out;
}

int header_packets(OggCodec codec) { return codec == OggCodec::vorbis ? 3 : 2; }

}  // namespace

std::string_view name_of(OggCodec codec) {
    constexpr std::array<std::string_view, 5> kNames{"other", "vorbis", "opus", "speex", "flac"};
    return kNames[static_cast<std::size_t>(codec)];
}

std::optional<OggPage> parse_ogg_page(std::span<const std::uint8_t> data) {
    if (data.size() < kHeader || !has_text(data, 0, "OggS") || data[4] != 0) return std::nullopt;
    const std::size_t count = data[26];
    if (data.size() < kHeader + count) return std::nullopt;
    OggPage page;
    page.continues_packet = (data[5] & 1) != 0;
    page.begins_stream = (data[5] & 2) != 0;
    page.ends_stream = (data[5] & 4) != 0;
    page.granule = static_cast<std::int64_t>(little_endian_64(data.subspan(6)));
    page.serial = little_endian_32(data.subspan(14));
    page.segments = data.subspan(kHeader, count);
    std::size_t body = 0;
    for (const std::uint8_t length : page.segments) body += length;
    if (data.size() < kHeader + count + body) return std::nullopt;
    page.body = data.subspan(kHeader + count, body);
    page.bytes = kHeader + count + body;
    return page;
}

Result<void> for_each_ogg_page(ByteSource& source, std::int64_t from,
                               const std::function<bool(const OggPage&)>& on_page) {
    ByteWindow window{source};
    std::int64_t at = from;
    for (;;) {
        STRATUM_TRY(const auto data, window.at(at, kLongestPage));
        if (data.size() < kHeader) return {};
        if (const auto page = parse_ogg_page(data)) {
            if (!on_page(*page)) return {};
            at += static_cast<std::int64_t>(page->bytes);
            continue;
        }
        constexpr std::string_view kMark = "OggS";
        const auto next = std::search(data.begin() + 1, data.end(), kMark.begin(), kMark.end());
        const auto step = next - data.begin();
        // The mark may lie across the end of what was looked at.
        at += next == data.end() ? std::max<std::int64_t>(1, step - 3) : step;
    }
}

Result<std::optional<OggStream>> find_ogg_stream(ByteSource& source) {
    std::optional<OggStream> found;
    bool others = false;
    // All streams of one link begin before any of them goes on.
    STRATUM_TRY_VOID(for_each_ogg_page(source, 0, [&](const OggPage& page) {
        if (!page.begins_stream) return false;
        const OggStream stream = identify(page.body);
        if (stream.codec == OggCodec::other || found) {
            others = true;
        } else {
            found = stream;
            found->serial = page.serial;
        }
        return true;
    }));
    if (!found) return found;
    found->has_video = others;
    const std::int64_t tail = std::max<std::int64_t>(0, source.size() - 2 * static_cast<std::int64_t>(kLongestPage));
    std::uint32_t last = found->serial;
    STRATUM_TRY_VOID(for_each_ogg_page(source, tail, [&](const OggPage& page) {
        last = page.serial;
        // Beside a picture, the sound may end before the tail; what is not seen is not told.
        if (!others || page.serial == found->serial) found->complete = page.ends_stream;
        return true;
    }));
    found->chained = !others && last != found->serial;
    return found;
}

Result<void> walk_ogg_packets(ByteSource& source, const OggStream& stream,
                              const std::function<void(std::span<const std::uint8_t>)>& on_data) {
    std::uint32_t serial = stream.serial;
    int headers_left = header_packets(stream.codec);
    return for_each_ogg_page(source, 0, [&](const OggPage& page) {
        if (page.begins_stream && page.serial != serial && identify(page.body).codec == stream.codec &&
            headers_left == 0) {
            serial = page.serial;  // The next link of a chain.
            headers_left = header_packets(stream.codec);
        }
        if (page.serial != serial) return true;
        std::size_t at = 0;
        for (std::size_t i = 0; i < page.segments.size(); ++i) {
            const std::size_t length = page.segments[i];
            if (headers_left == 0) on_data(page.body.subspan(at, length));
            at += length;
            if (length < 255 && headers_left > 0) --headers_left;
        }
        return true;
    });
}

}  // namespace stratum::media
