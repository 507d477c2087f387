#include "files.hpp"

#include "stratum/base/fields.hpp"
#include "stratum/base/text.hpp"
#include "synth/sound.hpp"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sndfile.h>
#include <sodium.h>
#include <sstream>

namespace stratum::composer {
namespace {

constexpr std::array<std::pair<AudioFormat, std::string_view>, 5> kFormats{{{AudioFormat::wav, "wav"},
                                                                            {AudioFormat::flac, "flac"},
                                                                            {AudioFormat::aiff, "aiff"},
                                                                            {AudioFormat::ogg, "ogg"},
                                                                            {AudioFormat::mp3, "mp3"}}};

int sndfile_format(AudioFormat format) {
    switch (format) {
        case AudioFormat::wav:
            return SF_FORMAT_WAV | SF_FORMAT_PCM_16;
        case AudioFormat::flac:
            return SF_FORMAT_FLAC | SF_FORMAT_PCM_16;
        case AudioFormat::aiff:
            return SF_FORMAT_AIFF | SF_FORMAT_PCM_16;
        case AudioFormat::ogg:
            return SF_FORMAT_OGG | SF_FORMAT_VORBIS;
        case AudioFormat::mp3:
            return SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III;
    }
    return 0;
}

struct CloseSound {
    void operator()(SNDFILE* file) const { sf_close(file); }
};
using SoundFile = std::unique_ptr<SNDFILE, CloseSound>;

Error io_error(const std::string& path, const std::string& what) {
    return error(ErrorCode::io, "cannot write " + path + ": " + what, "check the folder and the space on the disk");
}

Result<void> put_in_place(const std::string& from, const std::string& to) {
    std::error_code code;
    std::filesystem::rename(from, to, code);
    if (code) return io_error(to, code.message());
    return {};
}

}  // namespace

std::string_view name_of(AudioFormat format) { return find_name(kFormats, format); }
bool from_name(std::string_view name, AudioFormat& out) { return find_name(kFormats, name, out); }

Result<void> write_audio(const std::string& path, std::span<const std::int16_t> interleaved, AudioFormat format,
                         const AudioTags& tags) {
    const std::string part = path + ".part";
    SF_INFO info{};
    info.samplerate = kRate;
    info.channels = 2;
    info.format = sndfile_format(format);
    {
        SoundFile file{sf_open(part.c_str(), SFM_WRITE, &info)};
        if (!file) return io_error(part, sf_strerror(nullptr));
        double effort = 0.25;  // of FLAC: nearly as small as the most, several times faster
        if (format == AudioFormat::flac) sf_command(file.get(), SFC_SET_COMPRESSION_LEVEL, &effort, sizeof effort);
        const auto tag = [&](int kind, const std::string& text) {
            if (!text.empty()) sf_set_string(file.get(), kind, text.c_str());
        };
        tag(SF_STR_TITLE, tags.title);
        tag(SF_STR_ARTIST, tags.artist);
        tag(SF_STR_ALBUM, tags.album);
        tag(SF_STR_GENRE, tags.genre);
        // Small blocks: large Vorbis writes overflow the encoder's stack in libsndfile 1.2.0. Lossy encoders get
        // floats: that version's MP3 encoder clicks at each block of integers.
        constexpr std::size_t kBlock = 8192;
        const bool lossy = format == AudioFormat::ogg || format == AudioFormat::mp3;
        std::vector<float> floats;
        for (std::size_t at = 0; at < interleaved.size(); at += kBlock) {
            const auto block = interleaved.subspan(at, std::min(kBlock, interleaved.size() - at));
            const auto count = static_cast<sf_count_t>(block.size());
            floats.assign(block.begin(), block.end());
            for (float& x : floats) x *= 0x1.0p-15F;
            const sf_count_t written = lossy ? sf_write_float(file.get(), floats.data(), count)
                                             : sf_write_short(file.get(), block.data(), count);
            if (written != count) return io_error(part, sf_strerror(file.get()));
        }
    }
    return put_in_place(part, path);
}

Result<std::vector<std::int16_t>> read_audio(const std::string& path) {
    SF_INFO info{};
    SoundFile file{sf_open(path.c_str(), SFM_READ, &info)};
    if (!file) return error(ErrorCode::not_found, "cannot read " + path + ": " + sf_strerror(nullptr));
    if (info.channels != 2 || info.frames < 0 || info.frames > (sf_count_t{1} << 32))
        return error(ErrorCode::corrupt, path + " is none of our files");
    std::vector<std::int16_t> samples(static_cast<std::size_t>(2 * info.frames));
    if (sf_readf_short(file.get(), samples.data(), info.frames) != info.frames)
        return error(ErrorCode::corrupt, path + " breaks off", "delete it and run the command again");
    return samples;
}

Result<void> write_text(const std::string& path, std::string_view text) {
    const std::string part = path + ".part";
    {
        std::ofstream file{part, std::ios::binary};
        file.write(text.data(), static_cast<std::streamsize>(text.size()));
        file.flush();
        if (!file) return io_error(part, std::strerror(errno));
    }
    return put_in_place(part, path);
}

Result<std::string> read_text(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return error(ErrorCode::not_found, "cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

Result<void> make_folder(const std::string& path) {
    std::error_code code;
    std::filesystem::create_directories(path, code);
    if (code) return error(ErrorCode::io, "cannot make the folder " + path + ": " + code.message());
    return {};
}

std::string times_text(std::span<const double> times) {
    std::string text;
    for (const double time : times) text += format_fixed(time, 6) + "\n";
    return text;
}

std::string spans_text(std::span<const Span> spans) {
    std::string text;
    for (const Span& span : spans)
        text += format_fixed(span.start, 6) + "\t" + format_fixed(span.end, 6) + "\t" + span.label + "\n";
    return text;
}

Digest sha256(std::span<const std::uint8_t> data) {
    Digest digest;
    crypto_hash_sha256(digest.data(), data.data(), data.size());
    return digest;
}
Digest sha256(std::string_view text) {
    return sha256(std::span{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}
Digest sha256(std::span<const std::int16_t> samples) {
    static_assert(std::endian::native == std::endian::little, "samples are hashed in little-endian order");
    return sha256(std::span{reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()});
}

std::string truth_header() {
    return "file,bpm,key,beats_file,downbeats_file,chords_file,sections_file,keys_file,style,split,metre,beats_per_bar,"
           "kind,tuning_cents,seconds\n";
}

std::string truth_line(const TruthRow& row, const Truth& truth) {
    const auto annotation = [&](bool there, const char* folder, const char* ending) {
        return there ? row.annotations + folder + "/" + row.name + ending : std::string{};
    };
    std::string line = row.audio + ",";
    line += truth.bpm ? format_fixed(*truth.bpm, 4) : "";
    line += "," + truth.key + "," + annotation(!truth.beats.empty(), "beats", ".beats");
    line += "," + annotation(!truth.downbeats.empty(), "beats", ".downbeats");
    line += "," + annotation(true, "chords", ".lab") + "," + annotation(true, "sections", ".lab");
    line += "," + annotation(true, "keys", ".lab") + "," + row.style + "," + row.split + "," + truth.metre + ",";
    line += truth.beats_per_bar > 0 ? std::to_string(truth.beats_per_bar) : "";
    line += "," + row.kind + "," + format_fixed(truth.tuning_cents, 1) + "," + format_fixed(row.seconds, 3);
    return line + "\n";
}

Result<std::string> write_annotations(const std::string& folder, const std::string& name, const Truth& truth) {
    for (const char* sub : {"/beats", "/chords", "/keys", "/sections"}) STRATUM_TRY_VOID(make_folder(folder + sub));
    std::string all;
    const auto put = [&](const std::string& place, const std::string& text) -> Result<void> {
        all += place + "\n" + text;
        return write_text(folder + "/" + place, text);
    };
    if (!truth.beats.empty()) STRATUM_TRY_VOID(put("beats/" + name + ".beats", times_text(truth.beats)));
    if (!truth.downbeats.empty()) STRATUM_TRY_VOID(put("beats/" + name + ".downbeats", times_text(truth.downbeats)));
    STRATUM_TRY_VOID(put("chords/" + name + ".lab", spans_text(truth.chords)));
    STRATUM_TRY_VOID(put("keys/" + name + ".lab", spans_text(truth.keys)));
    STRATUM_TRY_VOID(put("sections/" + name + ".lab", spans_text(truth.sections)));
    return all;
}

}  // namespace stratum::composer
