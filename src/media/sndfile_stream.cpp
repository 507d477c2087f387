#include "content_hash.hpp"
#include "ogg_pages.hpp"
#include "opus_trim.hpp"
#include "stratum/base/os/fd.hpp"
#include "stream.hpp"
#include "wav_layout.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <sndfile.h>
#include <vector>

namespace stratum::media {
namespace {

/// The file as libsndfile wants it: with a position, read without moving that of the descriptor.
struct Virtual {
    int fd = -1;
    std::int64_t begin = 0;  ///< What the library takes for the start of the file.
    std::int64_t size = 0;
    std::int64_t position = 0;
    bool failed = false;
};

sf_count_t virtual_size(void* user) { return static_cast<Virtual*>(user)->size; }
sf_count_t virtual_tell(void* user) { return static_cast<Virtual*>(user)->position; }
sf_count_t virtual_seek(sf_count_t offset, int whence, void* user) {
    auto& file = *static_cast<Virtual*>(user);
    const std::int64_t base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? file.position : file.size;
    std::int64_t to = 0;
    if (__builtin_add_overflow(base, offset, &to) || to < 0) return -1;
    return file.position = to;
}
sf_count_t virtual_read(void* out, sf_count_t count, void* user) {
    auto& file = *static_cast<Virtual*>(user);
    if (count <= 0) return 0;
    const auto got = os::read_at(file.fd, file.begin + file.position,
                                 {static_cast<std::uint8_t*>(out), static_cast<std::size_t>(count)});
    if (!got) return file.failed = true, 0;
    file.position += static_cast<std::int64_t>(*got);
    return static_cast<sf_count_t>(*got);
}
sf_count_t virtual_write(const void*, sf_count_t, void*) { return 0; }

SF_VIRTUAL_IO kVirtual{virtual_size, virtual_seek, virtual_read, virtual_write, virtual_tell};

/// How samples are taken from the library, so that one reading serves both the hash and the listener.
enum class Form : std::uint8_t { shorts, integers, floats, doubles };

struct Subtype {
    int id;
    std::string_view codec;
    Form form;
    int bits;
    bool lossless;
};

// Companded and ADPCM codecs are decoded to integers by rules that leave no freedom, so their samples identify them.
constexpr Subtype kSubtypes[] = {
    {SF_FORMAT_PCM_S8, "pcm_s8", Form::shorts, 8, true},
    {SF_FORMAT_PCM_U8, "pcm_u8", Form::shorts, 8, true},
    {SF_FORMAT_PCM_16, "pcm_s16", Form::shorts, 16, true},
    {SF_FORMAT_PCM_24, "pcm_s24", Form::integers, 24, true},
    {SF_FORMAT_PCM_32, "pcm_s32", Form::integers, 32, true},
    {SF_FORMAT_FLOAT, "pcm_f32", Form::floats, 32, true},
    {SF_FORMAT_DOUBLE, "pcm_f64", Form::doubles, 64, true},
    {SF_FORMAT_ULAW, "pcm_mulaw", Form::shorts, 8, false},
    {SF_FORMAT_ALAW, "pcm_alaw", Form::shorts, 8, false},
    {SF_FORMAT_IMA_ADPCM, "adpcm_ima", Form::shorts, 4, false},
    {SF_FORMAT_MS_ADPCM, "adpcm_ms", Form::shorts, 4, false},
    {SF_FORMAT_GSM610, "gsm", Form::shorts, 0, false},
    {SF_FORMAT_G721_32, "g721", Form::shorts, 0, false},
    {SF_FORMAT_G723_24, "g723", Form::shorts, 0, false},
    {SF_FORMAT_G723_40, "g723", Form::shorts, 0, false},
    {SF_FORMAT_ALAC_16, "alac", Form::shorts, 16, true},
    {SF_FORMAT_ALAC_20, "alac", Form::integers, 20, true},
    {SF_FORMAT_ALAC_24, "alac", Form::integers, 24, true},
    {SF_FORMAT_ALAC_32, "alac", Form::integers, 32, true},
    {SF_FORMAT_VORBIS, "vorbis", Form::floats, 0, false},
    {SF_FORMAT_OPUS, "opus", Form::floats, 0, false},
};

const Subtype* subtype_of(int format) {
    const auto* found = std::ranges::find(kSubtypes, format & SF_FORMAT_SUBMASK, &Subtype::id);
    return found == std::end(kSubtypes) ? nullptr : found;
}

/// Vorbis and Opus order their channels their own way [Vorbis I, section 4.3.9; RFC 7845, section 5.1.1.2]: the place
/// in a frame of theirs of each channel of a WAVE file (front left and right, centre, low frequencies, back, side).
std::span<const std::uint8_t> wave_order(int channels) {
    static constexpr std::uint8_t k3[] = {0, 2, 1};
    static constexpr std::uint8_t k5[] = {0, 2, 1, 3, 4};
    static constexpr std::uint8_t k6[] = {0, 2, 1, 5, 3, 4};
    static constexpr std::uint8_t k7[] = {0, 2, 1, 6, 5, 3, 4};
    static constexpr std::uint8_t k8[] = {0, 2, 1, 7, 5, 6, 3, 4};
    switch (channels) {
        case 3:
            return k3;
        case 5:
            return k5;
        case 6:
            return k6;
        case 7:
            return k7;
        case 8:
            return k8;
        default:
            return {};
    }
}

void reorder(std::span<float> interleaved, std::span<const std::uint8_t> order) {
    std::array<float, 8> frame{};
    for (std::size_t at = 0; at + order.size() <= interleaved.size(); at += order.size()) {
        const auto here = interleaved.subspan(at, order.size());
        std::ranges::copy(here, frame.begin());
        for (std::size_t i = 0; i < order.size(); ++i) here[i] = frame[order[i]];
    }
}

class SndfileStream final : public AudioStream {
  public:
    explicit SndfileStream(Source& source) { file_.fd = source.fd; }
    ~SndfileStream() override {
        if (handle_ != nullptr) sf_close(handle_);
    }

    Result<void> open() {
        STRATUM_TRY(FdBytes bytes, FdBytes::open(file_.fd));
        file_.size = bytes.size();
        STRATUM_TRY(const auto wav, read_wav_layout(bytes));
        if (wav && wav->streamed) read_as_raw(*wav);
        handle_ = sf_open_virtual(&kVirtual, SFM_READ, &facts_, &file_);
        if (handle_ == nullptr) {
            if (file_.failed) return error(ErrorCode::io, "cannot read the file");
            const std::string reason = sf_strerror(nullptr);
            const int code = sf_error(nullptr);
            if (code == SF_ERR_MALFORMED_FILE) return error(ErrorCode::corrupt, "the header is damaged: " + reason);
            return error(ErrorCode::unsupported, reason);
        }
        const Subtype* subtype = subtype_of(facts_.format);
        if (subtype == nullptr) return error(ErrorCode::unsupported, "an encoding that libsndfile does not name");
        if (facts_.channels < 1 || facts_.samplerate < 1)
            return error(ErrorCode::corrupt, "the header names no channels or no rate");
        form_ = subtype->form;
        describe_format(*subtype);
        if (wav) info_.channel_mask = wav->channel_mask;
        if (!subtype->lossless && form_ == Form::floats) {
            STRATUM_TRY(ogg_, find_ogg_stream(bytes));
            if (!ogg_) return error(ErrorCode::corrupt, "the Ogg file has no audio stream");
            info_.encoder_delay = ogg_->pre_skip;
        } else {
            const int rate = facts_.samplerate;
            const int channels = facts_.channels;
            width_ = content_bytes(subtype->bits);
            if (form_ == Form::floats)
                hash_ = ContentHash::floats(4, rate, channels);
            else if (form_ == Form::doubles)
                hash_ = ContentHash::floats(8, rate, channels);
            else
                hash_ = ContentHash::integers(form_ == Form::shorts ? 2 : width_, rate, channels);
            STRATUM_TRY_VOID(find_announced(bytes, wav));
        }
        return {};
    }

    Result<std::size_t> read(std::span<float> out) override {
        const auto channels = static_cast<std::size_t>(facts_.channels);
        const std::size_t wanted = out.size() / channels * channels;
        const auto got = static_cast<std::size_t>(take(out.first(wanted)));
        if (file_.failed) return error(ErrorCode::io, "cannot read the file");
        frames_ += static_cast<std::int64_t>(got / channels);
        if (got < wanted) finish();
        return got / channels;
    }

    Result<ContentId> content_id() override {
        if (ogg_) {
            STRATUM_TRY(FdBytes bytes, FdBytes::open(file_.fd));
            Trim trim;
            if (ogg_->codec == OggCodec::opus) {
                STRATUM_TRY(trim, opus_trim(bytes, *ogg_));
            }
            ContentHash hash = ContentHash::packets(name_of(ogg_->codec), ogg_->rate, ogg_->channels, trim);
            STRATUM_TRY_VOID(
                walk_ogg_packets(bytes, *ogg_, [&](std::span<const std::uint8_t> data) { hash.add(data); }));
            return hash.id();
        }
        std::vector<float> rest(65'536 / static_cast<std::size_t>(facts_.channels) *
                                    static_cast<std::size_t>(facts_.channels) +
                                static_cast<std::size_t>(facts_.channels));
        while (!ended_) STRATUM_TRY_VOID(read(rest));
        return hash_->id();
    }

    [[nodiscard]] bool hashes_samples() const override { return hash_.has_value(); }

  private:
    /// A WAV whose header knows no length: everything behind the header is samples.
    void read_as_raw(const WavLayout& wav) {
        int subtype = 0;
        if (wav.format == 1) {
            subtype = wav.bits == 8    ? SF_FORMAT_PCM_U8
                      : wav.bits == 16 ? SF_FORMAT_PCM_16
                      : wav.bits == 24 ? SF_FORMAT_PCM_24
                      : wav.bits == 32 ? SF_FORMAT_PCM_32
                                       : 0;
        } else if (wav.format == 3) {
            subtype = wav.bits == 32 ? SF_FORMAT_FLOAT : wav.bits == 64 ? SF_FORMAT_DOUBLE : 0;
        }
        if (subtype == 0 || wav.frame_bytes != wav.channels * wav.bits / 8) return;
        facts_.format = SF_FORMAT_RAW | subtype | SF_ENDIAN_LITTLE;
        facts_.channels = wav.channels;
        facts_.samplerate = wav.rate;
        file_.begin = wav.data;
        file_.size -= wav.data;
    }

    /// Only where the header promises more than the library found.
    Result<void> find_announced(ByteSource& bytes, const std::optional<WavLayout>& wav) {
        std::optional<std::int64_t> announced;
        if (info_.container == "aiff") {
            STRATUM_TRY(announced, announced_aiff_frames(bytes));
        } else if (wav && !wav->streamed && (wav->format == 1 || wav->format == 3) && wav->frame_bytes > 0) {
            announced = wav->announced / wav->frame_bytes;
        }
        if (announced && *announced > facts_.frames) announced_ = announced;
        return {};
    }

    void describe_format(const Subtype& subtype) {
        switch (facts_.format & SF_FORMAT_TYPEMASK) {
            case SF_FORMAT_RAW:
            case SF_FORMAT_WAV:
            case SF_FORMAT_WAVEX:
                info_.container = "wav";
                break;
            case SF_FORMAT_RF64:
                info_.container = "rf64";
                break;
            case SF_FORMAT_W64:
                info_.container = "w64";
                break;
            case SF_FORMAT_AIFF:
                info_.container = "aiff";
                break;
            case SF_FORMAT_FLAC:
                info_.container = "flac";
                break;
            case SF_FORMAT_CAF:
                info_.container = "caf";
                break;
            case SF_FORMAT_AU:
                info_.container = "au";
                break;
            default:
                info_.container = "ogg";
                break;
        }
        info_.codec = info_.container == "flac" ? "flac" : subtype.codec;
        info_.lossless = subtype.lossless;
        info_.rate = SampleRate{facts_.samplerate};
        info_.channels = facts_.channels;
        if (subtype.bits > 0) info_.bits_per_sample = subtype.bits;
        if (facts_.frames > 0 && facts_.frames < SF_COUNT_MAX) {
            info_.frames = facts_.frames;
            const double seconds = static_cast<double>(facts_.frames) / facts_.samplerate;
            info_.bit_rate = static_cast<std::int64_t>(8.0 * static_cast<double>(file_.size) / seconds);
        }
    }

    std::size_t take(std::span<float> out) {
        if (ended_ || out.empty()) return 0;
        const auto count = static_cast<sf_count_t>(out.size());
        switch (form_) {
            case Form::shorts: {
                shorts_.resize(out.size());
                const auto got = sf_read_short(handle_, shorts_.data(), count);
                const auto samples = std::span{shorts_}.first(static_cast<std::size_t>(got));
                hash_->add_shorts(samples);
                for (std::size_t i = 0; i < samples.size(); ++i) out[i] = static_cast<float>(samples[i]) * 0x1p-15F;
                return samples.size();
            }
            case Form::integers: {
                integers_.resize(out.size());
                const auto got = sf_read_int(handle_, integers_.data(), count);
                const auto samples = std::span{integers_}.first(static_cast<std::size_t>(got));
                hash_->add_integers(samples, width_);
                for (std::size_t i = 0; i < samples.size(); ++i) out[i] = static_cast<float>(samples[i]) * 0x1p-31F;
                return samples.size();
            }
            case Form::doubles: {
                doubles_.resize(out.size());
                const auto got = sf_read_double(handle_, doubles_.data(), count);
                const auto samples = std::span{doubles_}.first(static_cast<std::size_t>(got));
                hash_->add({reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()});
                for (std::size_t i = 0; i < samples.size(); ++i) out[i] = static_cast<float>(samples[i]);
                return samples.size();
            }
            case Form::floats: {
                const auto got = static_cast<std::size_t>(sf_read_float(handle_, out.data(), count));
                if (hash_) hash_->add({reinterpret_cast<const std::uint8_t*>(out.data()), got * sizeof(float)});
                if (ogg_) {
                    const auto order = wave_order(facts_.channels);
                    if (!order.empty()) reorder(out.first(got), order);
                }
                return got;
            }
        }
        return 0;
    }

    void finish() {
        if (ended_) return;
        ended_ = true;
        const std::int64_t announced = announced_.value_or(info_.frames.value_or(frames_));
        if (ogg_ && !ogg_->complete)
            warn(broken_off(frames_, {}, facts_.samplerate));  // Ogg announces no length.
        else if (frames_ < announced)
            warn(broken_off(frames_, announced, facts_.samplerate));
    }

    // Constant after open.
    SF_INFO facts_{};
    SNDFILE* handle_ = nullptr;
    Form form_ = Form::floats;
    int width_ = 2;
    std::optional<OggStream> ogg_;
    std::optional<std::int64_t> announced_;
    // Moves with reading.
    Virtual file_;
    std::optional<ContentHash> hash_;
    std::int64_t frames_ = 0;
    bool ended_ = false;
    std::vector<short> shorts_;
    std::vector<int> integers_;
    std::vector<double> doubles_;
};

}  // namespace

Result<AudioStreamPtr> open_sndfile(Source& source) {
    auto stream = std::make_unique<SndfileStream>(source);
    STRATUM_TRY_VOID(stream->open());
    return AudioStreamPtr{std::move(stream)};
}

}  // namespace stratum::media
