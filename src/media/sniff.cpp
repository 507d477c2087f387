#include "sniff.hpp"

#include "mp3_frames.hpp"
#include "mp4_lock.hpp"

#include <algorithm>
#include <array>

namespace stratum::media {
namespace {

struct Mark {
    std::size_t offset;
    std::string_view text;
    Reader reader;
    std::string_view name;
};

using namespace std::string_view_literals;

constexpr std::array kMarks{
    Mark{0, "fLaC"sv, Reader::sndfile, "flac"},
    Mark{0, "OggS"sv, Reader::ogg, "ogg"},
    Mark{0, "RF64"sv, Reader::sndfile, "rf64"},
    Mark{0, "BW64"sv, Reader::sndfile, "rf64"},
    Mark{0, "RIFX"sv, Reader::sndfile, "wav"},
    Mark{0, "riff\x2e\x91\xcf\x11"sv, Reader::sndfile, "w64"},
    Mark{0, "caff"sv, Reader::sndfile, "caf"},
    Mark{0, ".snd"sv, Reader::sndfile, "au"},
    Mark{0, "MPCK"sv, Reader::ffmpeg, "mpc"},
    Mark{0, "MP+"sv, Reader::ffmpeg, "mpc"},
    Mark{0, "wvpk"sv, Reader::ffmpeg, "wv"},
    Mark{0, "MAC "sv, Reader::ffmpeg, "ape"},
    Mark{0, "TTA1"sv, Reader::ffmpeg, "tta"},
    Mark{0, "tBaK"sv, Reader::ffmpeg, "tak"},
    Mark{0, "DSD "sv, Reader::ffmpeg, "dsf"},
    Mark{0, "FRM8"sv, Reader::ffmpeg, "dff"},
    Mark{0, "\x1a\x45\xdf\xa3"sv, Reader::ffmpeg, "matroska"},
    Mark{0, "FLV\x01"sv, Reader::ffmpeg, "flv"},
    Mark{0, "#!AMR"sv, Reader::ffmpeg, "amr"},
    Mark{0, "\x0b\x77"sv, Reader::ffmpeg, "ac3"},
    Mark{4, "ftyp"sv, Reader::ffmpeg, "mp4"},
    Mark{4, "moov"sv, Reader::ffmpeg, "mp4"},
    Mark{0, "OFR "sv, Reader::nobody, "OptimFROG, which cannot be read"},
    Mark{0, "ADIF"sv, Reader::nobody, "AAC in its ADIF form, which cannot be read"},
    Mark{0, "MThd"sv, Reader::nobody, "a MIDI file, not audio"},
    Mark{0, "%PDF"sv, Reader::nobody, "a PDF document, not audio"},
    Mark{0, "PK\x03\x04"sv, Reader::nobody, "a ZIP archive, not audio"},
    Mark{0, "\x1f\x8b\x08"sv, Reader::nobody, "a compressed (gzip) file, not audio"},
    Mark{0, "Rar!"sv, Reader::nobody, "a RAR archive, not audio"},
    Mark{0, "7z\xbc\xaf"sv, Reader::nobody, "a 7z archive, not audio"},
    Mark{0, "\x89PNG"sv, Reader::nobody, "a picture, not audio"},
    Mark{0, "\xff\xd8\xff"sv, Reader::nobody, "a picture, not audio"},
    Mark{0, "GIF8"sv, Reader::nobody, "a picture, not audio"},
    Mark{0,
         "\x7f"
         "ELF"sv,
         Reader::nobody, "a program, not audio"},
    Mark{0, "MZ"sv, Reader::nobody, "a program, not audio"},
    Mark{0, "SQLite format 3"sv, Reader::nobody, "a database, not audio"},
};

/// Printable ASCII or UTF-8 in lines: lists, notes, annotations, XML.
bool looks_like_text(std::span<const std::uint8_t> data) {
    if (data.empty()) return false;
    return std::ranges::all_of(data, [](std::uint8_t b) { return b >= 0x20 ? b != 0x7f : b >= '\b' && b <= '\r'; });
}

/// Raw AAC with ADTS headers: two frames that follow each other.
bool looks_like_adts(std::span<const std::uint8_t> data) {
    const auto length = [&](std::size_t at) -> std::size_t {
        if (data.size() < at + 7 || data[at] != 0xff || (data[at + 1] & 0xf6) != 0xf0) return 0;
        return std::size_t{data[at + 3] & 3U} << 11 | std::size_t{data[at + 4]} << 3 | data[at + 5] >> 5;
    };
    const std::size_t first = length(0);
    return first >= 7 && (first == data.size() || length(first) >= 7);
}

// The objects by which ASF tells of its protection: Content Encryption, Extended Content Encryption.
constexpr std::string_view kAsf = "\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9\x00\xaa\x00\x62\xce\x6c"sv;
constexpr std::string_view kAsfLocks[] = {
    "\xfb\xb3\x11\x22\x23\xbd\xd2\x11\xb4\xb7\x00\xa0\xc9\x55\xfc\x6e"sv,
    "\x14\xe6\x8a\x29\x22\x26\x17\x4c\xb9\x35\xda\xe0\x7e\xe9\x28\x9c"sv,
};

bool asf_is_locked(std::span<const std::uint8_t> data) {
    std::size_t at = 30;  // After the header object's own head: GUID, size, count, two bytes.
    while (at + 24 <= data.size()) {
        for (const auto lock : kAsfLocks)
            if (has_text(data, at, lock)) return true;
        const std::uint64_t size = little_endian_64(data.subspan(at + 16));
        if (size < 24 || size > data.size() - at) return false;
        at += static_cast<std::size_t>(size);
    }
    return false;
}

}  // namespace

Result<Sniffed> sniff(ByteSource& source) {
    STRATUM_TRY(const ByteRange range, mp3_audio_range(source));
    if (range.begin >= range.end) return Sniffed{.only_tags = true};
    std::vector<std::uint8_t> data(
        static_cast<std::size_t>(std::min<std::int64_t>(range.end - range.begin, 64 * 1024)));
    STRATUM_TRY(const std::size_t got, source.read_at(range.begin, data));
    data.resize(got);
    const bool id3_in_front = range.begin > 0;

    if (has_text(data, 0, "RIFF") && has_text(data, 8, "WAVE")) return Sniffed{Reader::sndfile, "wav"};
    if (has_text(data, 0, "FORM") && (has_text(data, 8, "AIFF") || has_text(data, 8, "AIFC")))
        return Sniffed{Reader::sndfile, "aiff"};
    for (const Mark& mark : kMarks) {
        if (!has_text(data, mark.offset, mark.text)) continue;
        if (mark.reader == Reader::nobody) return Sniffed{Reader::nobody, "", std::string{mark.name}};
        Sniffed found{mark.reader, std::string{mark.name}};
        if (found.container == "mp4") {
            STRATUM_TRY(found.lock, mp4_lock(source));
        }
        return found;
    }
    if (has_text(data, 0, kAsf))
        return Sniffed{.container = "asf", .lock = asf_is_locked(data) ? "Content Encryption" : ""};
    if (looks_like_adts(data)) return Sniffed{Reader::ffmpeg, "aac"};

    STRATUM_TRY(const auto mp3, find_mp3_stream(source, range));
    if (mp3) return Sniffed{Reader::mpg123, "mp3"};
    if (!id3_in_front && looks_like_text(data)) return Sniffed{Reader::nobody, "", "text, not audio"};
    return Sniffed{};
}

}  // namespace stratum::media
