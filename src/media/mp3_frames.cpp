#include "mp3_frames.hpp"

#include "stratum/base/text.hpp"

#include <algorithm>
#include <array>

namespace stratum::media {
namespace {

constexpr std::int64_t kSearch = std::int64_t{1}
                                 << 19;  // Embedded pictures lie in tags, so junk before audio is short.
constexpr std::size_t kLongestFrame = 4096;
constexpr int kConvincing = 5;  // Frames in a row, by chance in random bytes once in 2^60 places.

// Kilobits a second by [table][index]: MPEG-1 layers I, II, III, then MPEG-2 layer I, layers II and III.
constexpr std::array<std::array<int, 15>, 5> kBitRates{{
    {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
    {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
    {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
    {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
}};

bool alike(const Mp3Header& a, const Mp3Header& b) {
    return a.version == b.version && a.layer == b.layer && a.rate == b.rate && (a.bytes == 0) == (b.bytes == 0);
}

/// Alike, and for a decoder the same: it can not go on when the channels change.
bool same_kind(const Mp3Header& a, const Mp3Header& b) { return alike(a, b) && a.channels == b.channels; }

int side_info_bytes(const Mp3Header& header) {
    if (header.version == 1) return header.channels == 1 ? 17 : 32;
    return header.channels == 1 ? 9 : 17;
}

std::int64_t syncsafe(std::span<const std::uint8_t> b) {
    return std::int64_t{b[0] & 0x7f} << 21 | (b[1] & 0x7f) << 14 | (b[2] & 0x7f) << 7 | (b[3] & 0x7f);
}

/// Length of a tag in front of the audio at `data`, 0 when there is none.
std::int64_t leading_tag(std::span<const std::uint8_t> data) {
    if (data.size() >= 10 && has_text(data, 0, "ID3") && data[3] != 0xff)
        return 10 + syncsafe(data.subspan(6)) + ((data[5] & 0x10) != 0 ? 10 : 0);
    if (data.size() >= 32 && has_text(data, 0, "APETAGEX"))
        return 32 + std::int64_t{little_endian_32(data.subspan(12))};
    return 0;
}

/// Length of a tag whose last byte is the last of `tail`, 0 when there is none.
std::int64_t trailing_tag(std::span<const std::uint8_t> tail) {
    const std::size_t n = tail.size();
    if (n >= 128 && has_text(tail, n - 128, "TAG")) return 128;
    if (n >= 32 && has_text(tail, n - 32, "APETAGEX")) {
        const auto footer = tail.subspan(n - 32);
        const bool has_header = (little_endian_32(footer.subspan(20)) & 0x8000'0000U) != 0;
        return std::int64_t{little_endian_32(footer.subspan(12))} + (has_header ? 32 : 0);
    }
    if (n >= 15 && has_text(tail, n - 9, "LYRICS200")) {
        const std::string_view digits{reinterpret_cast<const char*>(tail.data()) + n - 15, 6};
        return parse_integer(digits).value_or(0) + 15;
    }
    if (n >= 20 && has_text(tail, n - 9, "LYRICSEND")) {
        const std::string_view text{reinterpret_cast<const char*>(tail.data()), n};
        const auto begin = text.rfind("LYRICSBEGIN");
        return begin == std::string_view::npos ? 0 : static_cast<std::int64_t>(n - begin);
    }
    if (n >= 10 && has_text(tail, n - 10, "3DI")) return syncsafe(tail.subspan(n - 4)) + 20;
    return 0;
}

/// Whether `count` frames of one kind follow each other from `offset` on, or fewer that end with the range.
Result<bool> frames_follow(ByteWindow& window, std::int64_t offset, std::int64_t end, int count,
                           bool (*like)(const Mp3Header&, const Mp3Header&) = alike) {
    std::optional<Mp3Header> first;
    for (; count > 0; --count) {
        if (offset == end) return first.has_value();
        if (offset + 4 > end) return false;
        STRATUM_TRY(const auto data, window.at(offset, 4));
        const auto header = parse_mp3_header(data);
        if (!header || (first && !like(*header, *first))) return false;
        if (header->bytes == 0) return false;
        if (!first) first = header;
        offset += header->bytes;
    }
    return true;
}

/// Free format: the length of a frame is written nowhere, but its header comes again, with at most the padding changed.
Result<bool> is_free_format(ByteWindow& window, std::int64_t offset) {
    STRATUM_TRY(const auto data, window.at(offset, kLongestFrame));
    const auto first = parse_mp3_header(data);
    if (!first || first->bytes != 0) return false;
    for (std::size_t at = 24; at + 4 <= data.size(); ++at) {
        const auto next = data.subspan(at, 4);
        if (next[0] == data[0] && next[1] == data[1] && (next[2] & ~2) == (data[2] & ~2) &&
            (next[3] & 0xcf) == (data[3] & 0xcf))
            return true;
    }
    return false;
}

/// The next place at or after `offset` and before `limit` where frames follow each other.
Result<std::optional<std::int64_t>> next_frame(ByteWindow& window, std::int64_t offset, std::int64_t end,
                                               std::int64_t limit, int count) {
    while (offset < limit) {
        STRATUM_TRY(const auto data, window.at(offset, ByteWindow::kBlock / 4));
        if (data.size() < 4) break;
        const auto sync = std::ranges::find(data, 0xff) - data.begin();
        const bool header =
            sync + 4 <= std::ssize(data) && parse_mp3_header(data.subspan(static_cast<std::size_t>(sync)));
        const bool cut_off = sync + 4 > std::ssize(data) && sync > 0;  // Perhaps a header across the end of the block.
        offset += sync;
        if (cut_off) continue;
        if (header && offset < limit) {
            STRATUM_TRY(const bool found, frames_follow(window, offset, end, count));
            if (found) return std::optional{offset};
        }
        ++offset;
    }
    return std::optional<std::int64_t>{};
}

}  // namespace

std::optional<Mp3Header> parse_mp3_header(std::span<const std::uint8_t> data) {
    if (data.size() < 4 || data[0] != 0xff || (data[1] & 0xe0) != 0xe0) return std::nullopt;
    const int version_bits = data[1] >> 3 & 3;
    const int layer_bits = data[1] >> 1 & 3;
    const int rate_index = data[2] >> 4;
    const int frequency_index = data[2] >> 2 & 3;
    if (version_bits == 1 || layer_bits == 0 || rate_index == 15 || frequency_index == 3) return std::nullopt;
    if ((data[3] & 3) == 2) return std::nullopt;  // An emphasis that does not exist.
    Mp3Header h;
    h.version = version_bits == 3 ? 1 : version_bits == 2 ? 2 : 25;
    h.layer = 4 - layer_bits;
    h.protection = (data[1] & 1) == 0;
    h.channels = data[3] >> 6 == 3 ? 1 : 2;
    constexpr std::array kRates{44'100, 48'000, 32'000};
    h.rate = kRates[static_cast<std::size_t>(frequency_index)] / (h.version == 1 ? 1 : h.version == 2 ? 2 : 4);
    const int table = h.version == 1 ? h.layer - 1 : h.layer == 1 ? 3 : 4;
    h.bit_rate = 1000 * kBitRates[static_cast<std::size_t>(table)][static_cast<std::size_t>(rate_index)];
    h.samples = h.layer == 1 ? 384 : h.layer == 3 && h.version != 1 ? 576 : 1152;
    const int padding = data[2] >> 1 & 1;
    if (h.bit_rate != 0) {
        h.bytes =
            h.layer == 1 ? (12 * h.bit_rate / h.rate + padding) * 4 : h.samples / 8 * h.bit_rate / h.rate + padding;
    }
    return h;
}

std::optional<Mp3InfoTag> parse_mp3_info_tag(std::span<const std::uint8_t> frame, const Mp3Header& header) {
    if (header.layer != 3) return std::nullopt;
    if (has_text(frame, 36, "VBRI") && frame.size() >= 36 + 18) {
        Mp3InfoTag tag;
        tag.bytes = big_endian_32(frame.subspan(36 + 10));
        tag.frames = big_endian_32(frame.subspan(36 + 14));
        return tag;
    }
    // Some encoders do not count the check of two bytes into the place of the tag, some do.
    auto at = static_cast<std::size_t>(4 + side_info_bytes(header));
    if (header.protection && !has_text(frame, at, "Xing") && !has_text(frame, at, "Info")) at += 2;
    Mp3InfoTag tag;
    tag.constant_bit_rate = has_text(frame, at, "Info");
    if (!tag.constant_bit_rate && !has_text(frame, at, "Xing")) return std::nullopt;
    at += 4;
    const auto number = [&]() -> std::optional<std::uint32_t> {
        if (frame.size() < at + 4) return std::nullopt;
        return at += 4, big_endian_32(frame.subspan(at - 4));
    };
    const std::uint32_t parts = number().value_or(0);
    if ((parts & 1) != 0) tag.frames = number();
    if ((parts & 2) != 0) tag.bytes = number();
    if ((parts & 4) != 0) at += 100;
    if ((parts & 8) != 0) at += 4;
    // LAME's part: name and version (9 bytes), ..., delay and padding (12 bits each) at 21.
    if (frame.size() >= at + 24 && frame[at] != 0) {
        tag.delay = frame[at + 21] << 4 | frame[at + 22] >> 4;
        tag.padding = (frame[at + 22] & 0x0f) << 8 | frame[at + 23];
    }
    return tag;
}

Result<ByteRange> mp3_audio_range(ByteSource& source) {
    ByteRange range{0, source.size()};
    std::array<std::uint8_t, 32> front{};
    for (;;) {
        STRATUM_TRY(const std::size_t got, source.read_at(range.begin, front));
        const std::int64_t length = leading_tag(std::span{front}.first(got));
        if (length == 0) break;
        range.begin = std::min(range.begin + length, range.end);
    }
    std::array<std::uint8_t, 5200> tail{};  // The older Lyrics3 has no length and at most 5,100 bytes.
    for (;;) {
        const std::int64_t start = std::max(range.begin, range.end - static_cast<std::int64_t>(tail.size()));
        const auto wanted = static_cast<std::size_t>(range.end - start);
        STRATUM_TRY(const std::size_t got, source.read_at(start, std::span{tail}.first(wanted)));
        const std::int64_t length = got == wanted ? trailing_tag(std::span{tail}.first(got)) : 0;
        if (length <= 0 || length > range.end - range.begin) break;
        range.end -= length;
    }
    return range;
}

Result<std::optional<Mp3Stream>> find_mp3_stream(ByteSource& source, ByteRange range) {
    ByteWindow window{source};
    const std::int64_t limit = std::min(range.end, range.begin + kSearch);
    // Where the audio should begin, a single frame and its neighbour convince; within other data chance makes such
    // pairs.
    STRATUM_TRY(auto found, next_frame(window, range.begin, range.end, std::min(limit, range.begin + 1), 2));
    if (!found) {
        STRATUM_TRY(found, next_frame(window, range.begin, range.end, limit, kConvincing));
    }
    STRATUM_TRY(const bool free_format, is_free_format(window, range.begin));
    if (!found && free_format) found = range.begin;
    if (!found) return std::optional<Mp3Stream>{};
    Mp3Stream stream;
    stream.first_offset = *found;
    STRATUM_TRY(const auto frame,
                window.at(*found, static_cast<std::size_t>(std::min<std::int64_t>(kLongestFrame, range.end - *found))));
    stream.first = *parse_mp3_header(frame);
    stream.info = parse_mp3_info_tag(frame, stream.first);
    stream.free_format = stream.first.bytes == 0;
    return std::optional{stream};
}

Mp3FrameWalk::Mp3FrameWalk(ByteSource& source, ByteRange range, const Mp3Stream& stream, bool with_info_frame)
    : window_(source),
      at_(stream.first_offset + (stream.info && !with_info_frame ? stream.first.bytes : 0)),
      end_(range.end),
      last_(stream.first),
      free_format_(stream.free_format) {}

Result<bool> Mp3FrameWalk::find_next() {
    const std::int64_t from = at_;
    STRATUM_TRY(const auto front, window_.at(at_, 32));
    // A file joined from others has their tags between the frames.
    const std::int64_t tag = has_text(front, 0, "TAG") ? 128 : leading_tag(front);
    at_ += tag;
    for (;; ++at_) {
        STRATUM_TRY(const auto found, next_frame(window_, at_, end_, end_, 2));
        if (!found) return false;
        at_ = *found;
        STRATUM_TRY(const auto data, window_.at(at_, 4));
        const auto header = parse_mp3_header(data);
        if (!header) continue;
        bool convinces = same_kind(*header, last_);
        if (!convinces) {
            STRATUM_TRY(convinces, frames_follow(window_, at_, end_, kConvincing, same_kind));
        }
        if (!convinces) continue;
        longest_gap_ = std::max(longest_gap_, at_ - from - tag);
        return true;
    }
}

Result<std::span<const std::uint8_t>> Mp3FrameWalk::next() {
    const std::span<const std::uint8_t> none;
    if (at_ + 4 > end_) return none;
    if (free_format_) {
        const auto length = static_cast<std::size_t>(std::min<std::int64_t>(ByteWindow::kBlock, end_ - at_));
        STRATUM_TRY(const auto block, window_.at(at_, length));
        at_ += static_cast<std::int64_t>(block.size());
        return block;
    }
    STRATUM_TRY(auto data, window_.at(at_, kLongestFrame));
    auto header = parse_mp3_header(data);
    if (!header || header->bytes == 0 || !same_kind(*header, last_)) {
        STRATUM_TRY(const bool found, find_next());
        if (!found) return at_ = end_, none;
        STRATUM_TRY(data, window_.at(at_, kLongestFrame));
        header = parse_mp3_header(data);
    }
    const auto bytes = static_cast<std::size_t>(header->bytes);
    if (at_ + header->bytes > end_ || bytes > data.size()) return at_ = end_, none;  // Broken off within the frame.
    last_ = *header;
    at_ += header->bytes;
    return data.first(bytes);
}

Result<std::int64_t> walk_mp3_frames(ByteSource& source, ByteRange range, const Mp3Stream& stream,
                                     const std::function<void(std::span<const std::uint8_t>)>& on_frame) {
    Mp3FrameWalk walk{source, range, stream, false};
    for (std::int64_t calls = 0;; ++calls) {
        STRATUM_TRY(const auto frame, walk.next());
        if (frame.empty()) return calls;
        on_frame(frame);
    }
}

}  // namespace stratum::media
