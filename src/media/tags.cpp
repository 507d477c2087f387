#include "stratum/media/tags.hpp"

#include "bytes.hpp"
#include "mp3_frames.hpp"
#include "stratum/base/os/fd.hpp"
#include "stratum/base/text.hpp"

#include <algorithm>
#include <memory>
#include <taglib/aifffile.h>
#include <taglib/apefile.h>
#include <taglib/apetag.h>
#include <taglib/asffile.h>
#include <taglib/flacfile.h>
#include <taglib/id3v2frame.h>
#include <taglib/id3v2tag.h>
#include <taglib/infotag.h>
#include <taglib/mp4file.h>
#include <taglib/mpcfile.h>
#include <taglib/mpegfile.h>
#include <taglib/oggflacfile.h>
#include <taglib/opusfile.h>
#include <taglib/speexfile.h>
#include <taglib/tdebuglistener.h>
#include <taglib/tpropertymap.h>
#include <taglib/trueaudiofile.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <taglib/wavpackfile.h>

namespace stratum::media {
namespace {

/// An open file as TagLib wants it, for reading only.
class FdStream final : public TagLib::IOStream {
  public:
    FdStream(int fd, std::int64_t size, std::string name) : fd_(fd), size_(size), name_(std::move(name)) {}
    [[nodiscard]] TagLib::FileName name() const override { return name_.c_str(); }
    TagLib::ByteVector readBlock(unsigned long length) override {
        // Sizes come from the file; no more is ever allocated than the file has left.
        const auto left = static_cast<unsigned long>(std::max<std::int64_t>(0, size_ - position_));
        TagLib::ByteVector out(static_cast<unsigned int>(std::min({length, left, 1UL << 30})), '\0');
        const auto got = os::read_at(fd_, position_, {reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
        out.resize(got ? static_cast<unsigned int>(*got) : 0);
        position_ += static_cast<std::int64_t>(out.size());
        return out;
    }
    void writeBlock(const TagLib::ByteVector&) override {}
    void insert(const TagLib::ByteVector&, unsigned long, unsigned long) override {}
    void removeBlock(unsigned long, unsigned long) override {}
    [[nodiscard]] bool readOnly() const override { return true; }
    [[nodiscard]] bool isOpen() const override { return true; }
    void seek(long offset, Position from) override {
        const std::int64_t base = from == Beginning ? 0 : from == Current ? position_ : size_;
        std::int64_t to = 0;
        if (__builtin_add_overflow(base, static_cast<std::int64_t>(offset), &to)) return;
        position_ = std::max<std::int64_t>(0, to);
    }
    void clear() override {}
    [[nodiscard]] long tell() const override { return position_; }
    long length() override { return size_; }
    void truncate(long) override {}

  private:
    int fd_;
    std::int64_t size_;
    std::int64_t position_ = 0;
    std::string name_;
};

using FilePtr = std::unique_ptr<TagLib::File>;

template <class T, class... Arguments>
FilePtr make(FdStream& stream, Arguments... arguments) {
    return std::make_unique<T>(&stream, arguments...);
}

/// By content, as the decoder does. Properties (bit rate, length) are never parsed: the decoder knows better.
FilePtr open_by_content(FdStream& stream, std::span<const std::uint8_t> head, std::span<const std::uint8_t> inner) {
    auto* ids = TagLib::ID3v2::FrameFactory::instance();
    if (has_text(inner, 0, "fLaC")) return make<TagLib::FLAC::File>(stream, ids, false);
    if (has_text(head, 0, "OggS")) {
        if (has_text(head, 28, "OpusHead")) return make<TagLib::Ogg::Opus::File>(stream, false);
        if (has_text(head, 28, "Speex   ")) return make<TagLib::Ogg::Speex::File>(stream, false);
        if (has_text(head, 28,
                     "\x7f"
                     "FLAC"))
            return make<TagLib::Ogg::FLAC::File>(stream, false);
        return make<TagLib::Ogg::Vorbis::File>(stream, false);
    }
    if (has_text(head, 0, "RIFF") && has_text(head, 8, "WAVE")) return make<TagLib::RIFF::WAV::File>(stream, false);
    if (has_text(head, 0, "FORM")) return make<TagLib::RIFF::AIFF::File>(stream, false);
    if (has_text(head, 4, "ftyp")) return make<TagLib::MP4::File>(stream, false);
    if (has_text(head, 0, "\x30\x26\xb2\x75")) return make<TagLib::ASF::File>(stream, false);
    if (has_text(inner, 0, "MAC ")) return make<TagLib::APE::File>(stream, false);
    if (has_text(inner, 0, "wvpk")) return make<TagLib::WavPack::File>(stream, false);
    if (has_text(inner, 0, "MPCK") || has_text(inner, 0, "MP+")) return make<TagLib::MPC::File>(stream, false);
    if (has_text(inner, 0, "TTA1")) return make<TagLib::TrueAudio::File>(stream, ids, false);
    if (has_text(head, 0, "ID3") || (inner.size() > 1 && inner[0] == 0xff && (inner[1] & 0xe0) == 0xe0))
        return make<TagLib::MPEG::File>(stream, ids, false);
    return nullptr;
}

std::optional<std::string> first_of(const TagLib::PropertyMap& map, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        const auto found = map.find(name);
        if (found == map.end()) continue;
        for (const auto& value : found->second) {
            const std::string text = valid_utf8(value.to8Bit(true));
            const std::string_view kept = trim(text);
            if (!kept.empty()) return std::string{kept};
        }
    }
    return std::nullopt;
}

std::optional<std::int64_t> leading_number(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    const auto end = std::ranges::find_if_not(*text, [](char c) { return c >= '0' && c <= '9'; });
    return parse_integer(std::string_view{text->begin(), end});
}

std::optional<double> tempo(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    std::string plain = *text;
    std::ranges::replace(plain, ',', '.');  // Decimal commas occur.
    const auto value = parse_number(trim(plain));
    if (!value || !(*value > 0.0) || *value > 1000.0) return std::nullopt;
    return value;
}

/// What TagLib's common names leave out. A precise tempo in MP4 lies in free-form atoms; `tmpo` holds whole numbers
/// only.
TagLib::PropertyMap beyond_common_names(const TagLib::File& file) {
    TagLib::PropertyMap out;
    if (const auto* asf = dynamic_cast<const TagLib::ASF::File*>(&file); asf != nullptr && asf->tag() != nullptr) {
        for (const auto& [name, values] : asf->tag()->attributeListMap())
            if (to_lower(name.to8Bit(true)) == "wm/initialkey" && !values.isEmpty())
                out["INITIALKEY"] = values.front().toString();
        return out;
    }
    const auto* mp4 = dynamic_cast<const TagLib::MP4::File*>(&file);
    if (mp4 == nullptr || mp4->tag() == nullptr) return out;
    for (const auto& [name, item] : mp4->tag()->itemMap()) {
        const std::string lower = to_lower(name.to8Bit(true));
        if (!lower.starts_with("----:")) continue;
        if (lower.ends_with(":bpm")) out["BPM"] = item.toStringList();
        if (lower.ends_with(":initialkey") || lower.ends_with(":key")) out["INITIALKEY"] = item.toStringList();
        if (lower.ends_with(":label")) out["LABEL"] = item.toStringList();
    }
    return out;
}

Tags collect(const TagLib::File& file) {
    TagLib::PropertyMap map = file.properties();
    for (const auto& [name, values] : beyond_common_names(file)) map.replace(name, values);
    Tags tags;
    tags.title = first_of(map, {"TITLE"});
    tags.artist = first_of(map, {"ARTIST"});
    tags.album = first_of(map, {"ALBUM"});
    tags.album_artist = first_of(map, {"ALBUMARTIST", "ALBUM ARTIST"});
    tags.genre = first_of(map, {"GENRE"});
    tags.comment = first_of(map, {"COMMENT", "DESCRIPTION"});
    tags.label = first_of(map, {"LABEL", "PUBLISHER", "ORGANIZATION"});
    tags.isrc = first_of(map, {"ISRC"});
    tags.year = leading_number(first_of(map, {"DATE", "YEAR", "ORIGINALDATE"}));
    tags.track = leading_number(first_of(map, {"TRACKNUMBER"}));
    tags.bpm = tempo(first_of(map, {"BPM", "TEMPO"}));
    tags.key = first_of(map, {"INITIALKEY", "KEY", "INITIAL KEY"});
    return tags;
}

}  // namespace

Result<Tags> read_tags(Source& source) {
    STRATUM_TRY(FdBytes bytes, FdBytes::open(source.fd));
    STRATUM_TRY(const ByteRange range, mp3_audio_range(bytes));
    std::vector<std::uint8_t> head(64);
    std::vector<std::uint8_t> inner(64);
    STRATUM_TRY(const std::size_t got, bytes.read_at(0, head));
    STRATUM_TRY(const std::size_t got_inner, bytes.read_at(range.begin, inner));
    head.resize(got);
    inner.resize(got_inner);
    FdStream stream{source.fd, bytes.size(), source.name};
    try {
        const FilePtr file = open_by_content(stream, head, inner);
        if (!file) return error(ErrorCode::unsupported, "no tags are known for this kind of file");
        if (!file->isValid()) return error(ErrorCode::corrupt, "the tags cannot be read");
        return collect(*file);
    } catch (const std::bad_alloc&) {
        return error(ErrorCode::corrupt, "the tags claim more memory than there is");
    } catch (const std::exception& failure) {
        return error(ErrorCode::corrupt, std::string{"the tags cannot be read: "} + failure.what());
    }
}

std::string tag_library_version() {
    return std::to_string(TAGLIB_MAJOR_VERSION) + "." + std::to_string(TAGLIB_MINOR_VERSION) + "." +
           std::to_string(TAGLIB_PATCH_VERSION);
}

}  // namespace stratum::media
