#include "sniff.hpp"

#include <algorithm>
#include <array>

#include "mp3_frames.hpp"

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
    Mark{0, "MThd"sv, Reader::nobody, "a MIDI file"},
    Mark{0, "%PDF"sv, Reader::nobody, "a PDF document"},
    Mark{0, "PK\x03\x04"sv, Reader::nobody, "a ZIP archive"},
    Mark{0, "\x1f\x8b\x08"sv, Reader::nobody, "a compressed (gzip) file"},
    Mark{0, "Rar!"sv, Reader::nobody, "a RAR archive"},
    Mark{0, "7z\xbc\xaf"sv, Reader::nobody, "a 7z archive"},
    Mark{0, "\x89PNG"sv, Reader::nobody, "a picture"},
    Mark{0, "\xff\xd8\xff"sv, Reader::nobody, "a picture"},
    Mark{0, "GIF8"sv, Reader::nobody, "a picture"},
    Mark{0, "\x7f" "ELF"sv, Reader::nobody, "a program"},
    Mark{0, "MZ"sv, Reader::nobody, "a program"},
    Mark{0, "SQLite format 3"sv, Reader::nobody, "a database"},
};

/// Printable ASCII or UTF-8 in lines: lists, notes, annotations, XML.
bool looks_like_text(std::span<const std::uint8_t> data) {
    if (data.empty()) return false;
    return std::ranges::all_of(data, [](std::uint8_t b) { return b >= 0x20 ? b != 0x7f : b == '\t' || b == '\n' || b == '\r'; });
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
    std::vector<std::uint8_t> data(64 * 1024);
    STRATUM_TRY(const std::size_t got, source.read_at(range.begin, data));
    data.resize(got);
    const bool id3_in_front = range.begin > 0;

    if (has_text(data, 0, "RIFF") && has_text(data, 8, "WAVE")) return Sniffed{Reader::sndfile, "wav"};
    if (has_text(data, 0, "FORM") && (has_text(data, 8, "AIFF") || has_text(data, 8, "AIFC")))
        return Sniffed{Reader::sndfile, "aiff"};
    for (const Mark& mark : kMarks) {
        if (!has_text(data, mark.offset, mark.text)) continue;
        if (mark.reader == Reader::nobody) return Sniffed{Reader::nobody, "", std::string{mark.name}};
        return Sniffed{mark.reader, std::string{mark.name}};
    }
    if (has_text(data, 0, kAsf)) return Sniffed{Reader::ffmpeg, "asf", "", asf_is_locked(data)};
    for (const std::string_view known : {"MPCK"sv, "MP+"sv, "wvpk"sv, "MAC "sv, "TTA1"sv, "tBaK"sv, "OFR "sv, "ADIF"sv,
                                         "DSD "sv, "FRM8"sv, "\x1a\x45\xdf\xa3"sv, "FLV"sv, "RIFF"sv, "#!AMR"sv})
        if (has_text(data, 0, known)) return Sniffed{Reader::ffmpeg};
    if (has_text(data, 4, "ftyp") || has_text(data, 4, "moov")) return Sniffed{Reader::ffmpeg, "mp4"};

    STRATUM_TRY(const auto mp3, find_mp3_stream(source, range));
    if (mp3) return Sniffed{Reader::mpg123, "mp3"};
    if (!id3_in_front && looks_like_text(data)) return Sniffed{Reader::nobody, "", "text"};
    return Sniffed{};
}

}  // namespace stratum::media
